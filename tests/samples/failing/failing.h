/* One call that fails: made, then told as "FUNCTION CODE". */
#ifndef SONDE_TESTS_FAILING_H
#define SONDE_TESTS_FAILING_H

#include <stdio.h>

#define FAILS(NAME, CODE, CALL)                                                                              \
  do {                                                                                                       \
    (void)!(CALL);                                                                                           \
    printf("%s %s\n", NAME, CODE);                                                                           \
  } while (0)

void fail_all(void);

#endif
