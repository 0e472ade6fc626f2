/* What is called. */
long work3(long a, long b, long c);

long work3(long a, long b, long c) {
  return (a ^ b) + c;
}
