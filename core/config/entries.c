/* Entries: found by section and name, kept in the order in which they came. */
#include "config/entries.h"

#include <string.h>

#include "base/memory.h"

bool config_is_name(const char *s, size_t len) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  for (size_t i = 0; i < len; i++) {
    if (!s[i] || !strchr(allowed, s[i])) return false;
  }
  return len > 0 && len <= CONFIG_LONGEST_NAME;
}

static size_t make_key(char *key, const char *section, const char *name) {
  size_t nsection = strlen(section), nname = strlen(name);
  if (nsection > CONFIG_LONGEST_NAME || nname > CONFIG_LONGEST_NAME) return 0;
  memcpy(key, section, nsection + 1);
  memcpy(key + nsection + 1, name, nname + 1);
  return nsection + 1 + nname;
}

config_entry *config_find(const config *c, const char *section, const char *name) {
  char key[2 * CONFIG_LONGEST_NAME + 2];
  size_t len = make_key(key, section, name);
  uint64_t *place = len ? map_find(&c->places, key, len) : NULL;
  return place ? &c->entries[*place] : NULL;
}

config_entry *config_add(config *c, const char *section, const char *name, const char *value) {
  char key[2 * CONFIG_LONGEST_NAME + 2];
  size_t len = make_key(key, section, name);
  *map_put(&c->places, key, len) = c->count;
  if (c->count == c->capacity) {
    c->capacity = c->capacity ? c->capacity * 2 : 16;
    c->entries = memory_resize(c->entries, c->capacity * sizeof *c->entries);
  }
  config_entry *entry = &c->entries[c->count++];
  *entry = (config_entry){.section = memory_text(section, strlen(section)),
      .name = memory_text(name, strlen(name)),
      .value = memory_text(value, strlen(value))};
  return entry;
}

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *config_trim_value(const char *s, size_t len, size_t *trimmed) {
  for (size_t i = 1; i < len; i++) {
    if (s[i] == ';' && is_space(s[i - 1])) len = i;
  }
  while (len && is_space(*s))
    s++, len--;
  while (len && is_space(s[len - 1]))
    len--;
  *trimmed = len;
  return s;
}
