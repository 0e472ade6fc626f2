/* cmocka with what it needs before it. */
#ifndef TEST_CMOCKA_HERE_H
#define TEST_CMOCKA_HERE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
