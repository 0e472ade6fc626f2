/* Source texts that a script consists of: itself and the modules it requires. Kept for the lines around a
 * message. */
#ifndef SONDE_SCRIPT_CHUNK_H
#define SONDE_SCRIPT_CHUNK_H

#include <lua.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

typedef struct chunk {
  char *path;
  char *source;
  size_t len;
  char short_name[LUA_IDSIZE]; /* what Lua puts in front of its messages */
} chunk;

typedef struct chunk_list {
  chunk *items;
  size_t count;
} chunk_list;

/* Copies, without a byte order mark; the item is valid until the next add. */
const chunk *chunk_add(chunk_list *l, const char *path, const char *source, size_t len);
void chunk_free(chunk_list *l);
const chunk *chunk_find(const chunk_list *l, const char *path);

/* Splits "short:12: message" into the chunk, the line and the message. False: it does not start so. */
bool chunk_split(
    const chunk_list *l, const char *message, const chunk **at, uint32_t *line, const char **rest);

/* The line and its neighbours, as a message shows them: "\n  > 12 | text". */
void chunk_show(text *out, const chunk *c, uint32_t line);

/* Why this is no source text at all, or NULL. */
const char *chunk_refusal(const chunk *c);

/* Compiles the chunk as text (never bytecode) and leaves the function on the stack; else the message. */
int chunk_compile(lua_State *L, const chunk *c);

#endif
