/* The table that a script returns: what may stand in it, and where it is wrong. */
#ifndef SONDE_SCRIPT_DECLARE_H
#define SONDE_SCRIPT_DECLARE_H

#include "script/trouble.h"

/* Checks the value on top of the stack and makes the script's declaration of it. Raises on the first mistake.
 */
void declare_read(lua_State *L);

/* Types of values, as bits. */
#define DECLARE_TEXT 0x1u
#define DECLARE_NUMBER 0x2u
#define DECLARE_INTEGER 0x4u
#define DECLARE_BOOLEAN 0x8u
#define DECLARE_TABLE 0x10u
#define DECLARE_FUNCTION 0x20u
#define DECLARE_DURATION 0x40u /* "5s"; a number of nanoseconds from 1000 on */
#define DECLARE_BYTES 0x80u    /* "64 MiB" or a number */
#define DECLARE_ANY 0xFFu
#define DECLARE_REQUIRED 0x100u

/* One allowed key of a table. */
typedef struct declare_key {
  const char *name;
  unsigned types; /* DECLARE_* */
  unsigned kinds; /* bit 1 << SCRIPT_*; 0: all kinds. Top level only. */
} declare_key;

/* Checks the table on top of the stack: unknown keys, types, missing keys. path: "params.share", "" top
 * level. positional: integer keys are fine. */
void declare_check(lua_State *L, const char *path, const declare_key *keys, size_t n, bool positional);

/* Raises "FILE:LINE: PATH: ..." on the line of that key. Does not return. */
int declare_fail(lua_State *L, const char *path, const char *format, ...) TROUBLE_RAISES(3, 4);

/* Checks that the table on top is a list of texts. */
void declare_check_words(lua_State *L, const char *path);

/* Calls check(L, "PATH.key" or "PATH[i]") for each value of the table on top, with the value on top, in the
 * order of keys. */
void declare_each(lua_State *L, const char *path, void (*check)(lua_State *L, const char *path));

/* The parts that have files of their own: params, and tests, collect, conditions, rows ... The table is on
 * top. */
void declare_read_params(lua_State *L);
void declare_check_tests(lua_State *L);
void declare_check_rule(lua_State *L);
void declare_check_classes(lua_State *L);
void declare_check_action(lua_State *L);

#endif
