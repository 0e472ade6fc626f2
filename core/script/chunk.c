/* Source texts of a script, and the three lines that a message shows. */
#include "script/chunk.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* Lua shortens a chunk name to LUA_IDSIZE with dots in front. */
static void shorten(char out[LUA_IDSIZE], const char *path) {
  size_t len = strlen(path), room = LUA_IDSIZE - 1;
  if (len <= room)
    snprintf(out, LUA_IDSIZE, "%s", path);
  else
    snprintf(out, LUA_IDSIZE, "...%s", path + len - (room - 3));
}

const chunk *chunk_add(chunk_list *l, const char *path, const char *source, size_t len) {
  if (len >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) source += 3, len -= 3; /* some editors begin so */
  l->items = memory_resize(l->items, (l->count + 1) * sizeof *l->items);
  chunk *c = &l->items[l->count++];
  c->path = memory_text(path, strlen(path));
  c->source = memory_text(source, len);
  c->len = len;
  shorten(c->short_name, path);
  return c;
}

void chunk_free(chunk_list *l) {
  for (size_t i = 0; i < l->count; i++) {
    memory_free(l->items[i].path);
    memory_free(l->items[i].source);
  }
  memory_free(l->items);
  *l = (chunk_list){0};
}

const chunk *chunk_find(const chunk_list *l, const char *path) {
  for (size_t i = 0; i < l->count; i++)
    if (strcmp(l->items[i].path, path) == 0) return &l->items[i];
  return NULL;
}

/* Reads ":12: " and returns what follows, or NULL. */
static const char *skip_line(const char *s, uint32_t *line) {
  if (*s++ != ':' || *s < '0' || *s > '9') return NULL;
  uint32_t n = 0;
  for (; *s >= '0' && *s <= '9' && n < 100000000; s++)
    n = n * 10 + (uint32_t)(*s - '0');
  if (*s++ != ':') return NULL;
  *line = n;
  return *s == ' ' ? s + 1 : s;
}

bool chunk_split(
    const chunk_list *l, const char *message, const chunk **at, uint32_t *line, const char **rest) {
  for (size_t i = 0; i < l->count; i++) {
    size_t n = strlen(l->items[i].short_name);
    if (strncmp(message, l->items[i].short_name, n) != 0) continue;
    const char *after = skip_line(message + n, line);
    if (!after) continue;
    *at = &l->items[i];
    *rest = after;
    return true;
  }
  return false;
}

/* Start of a line, or NULL when the text has fewer. */
static const char *find_line(const chunk *c, uint32_t line, size_t *len) {
  const char *s = c->source, *end = c->source + c->len;
  for (uint32_t i = 1; i < line; i++) {
    s = memchr(s, '\n', (size_t)(end - s));
    if (!s) return NULL;
    s++;
  }
  if (s == end) return NULL;
  const char *stop = memchr(s, '\n', (size_t)(end - s));
  *len = (size_t)((stop ? stop : end) - s);
  if (*len && s[*len - 1] == '\r') --*len;
  return s;
}

void chunk_show(text *out, const chunk *c, uint32_t line) {
  enum { WIDTH = 160 };
  for (uint32_t n = line > 1 ? line - 1 : 1; line && n <= line + 1; n++) {
    size_t len = 0;
    const char *s = find_line(c, n, &len);
    if (!s) continue;
    len = utf8_valid_prefix(s, len);
    text_printf(out, "\n%s%5u | ", n == line ? ">" : " ", n);
    text_add(out, s, utf8_cut(s, len, WIDTH));
  }
}

const char *chunk_refusal(const chunk *c) {
  const char *s = c->source;
  if (s[0] == LUA_SIGNATURE[0]) return "compiled Lua is never loaded: give the source text";
  if (c->len >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0))
    return "the file is UTF-16: save it as UTF-8";
  if (memchr(s, 0, c->len)) return "this is no Lua text: there are zero bytes in it";
  return NULL;
}

int chunk_compile(lua_State *L, const chunk *c) {
  lua_pushfstring(L, "@%s", c->path);
  int status = luaL_loadbufferx(L, c->source, c->len, lua_tostring(L, -1), "t");
  lua_remove(L, -2);
  return status;
}
