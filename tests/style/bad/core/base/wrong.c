/* Breaks one rule after the other; tests/style/run.sh holds the list against the output of tools/style.sh. */
#include "os/clock.h"
#if defined(_WIN32)
#endif

static int broken(char *to) {
  strcpy(to, "x"); /* @mark@ */
  return 0;
}
