/* Calls that fail. */
#include "failing.h"

int main(void) {
  fail_all();
  return 0;
}
