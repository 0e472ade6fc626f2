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

#endif
