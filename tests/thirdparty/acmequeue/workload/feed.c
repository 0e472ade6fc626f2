/* feed FOLDER COUNT [NAME...]: a program that uses a queue: takes the messages of these names, sends COUNT
 * new ones, two of three as "shop" and one as "mobile". For the tests, which know by that what must be found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void stop(const char *what, const char *path) {
  fprintf(stderr, "feed: cannot %s %s\n", what, path);
  exit(2);
}

/* Whole, then renamed, as the queue wants it. */
static void send(const char *folder, unsigned number) {
  char unfinished[1000], path[1000];
  snprintf(unfinished, sizeof unfinished, "%s/new-%04u.tmp", folder, number);
  snprintf(path, sizeof path, "%s/new-%04u.msg", folder, number);
  FILE *file = fopen(unfinished, "wb");
  if (!file) stop("write", unfinished);
  fprintf(file, "AQM1\nid: new-%u\nsender: %s\nattempts: 0\nsubmitted: %lld\n\nitem %u\n", number,
      number % 3 ? "shop" : "mobile", (long long)time(NULL), number);
  if (fclose(file) || rename(unfinished, path)) stop("send", path);
}

int main(int argc, char **argv) {
  if (argc < 3) stop("do without", "FOLDER COUNT");
  for (int i = 3; i < argc; i++) {
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", argv[1], argv[i]);
    if (remove(path)) stop("take", path);
  }
  unsigned long count = strtoul(argv[2], NULL, 10);
  for (unsigned number = 1; number <= count; number++)
    send(argv[1], number);
  return 0;
}
