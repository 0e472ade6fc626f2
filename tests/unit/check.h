/* cmocka with the headers that it wants before it. */
#ifndef SONDE_TESTS_UNIT_CHECK_H
#define SONDE_TESTS_UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* For tests that measure a child which is a copy of the test program. */
#ifdef __SANITIZE_THREAD__
#define SKIP_IF_DISTORTED()                                                                                  \
  do {                                                                                                       \
    print_message("skipped: ThreadSanitizer's memory and thread would be measured\n");                       \
    skip();                                                                                                  \
  } while (0)
#else
#define SKIP_IF_DISTORTED() ((void)0)
#endif

#endif
