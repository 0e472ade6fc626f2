/* What plugins.lock grants to a plugin, and what it does not. */
#include <stdio.h>
#include <string.h>

#include "host/internal.h"

/* Whether `word` is one of the space-separated words. */
bool grant_has_word(const char *words, const char *word, size_t len) {
  for (const char *at = words; at && *at;) {
    size_t n = strcspn(at, " ");
    if (n == len && memcmp(at, word, len) == 0) return true;
    at += n + strspn(at + n, " ");
  }
  return false;
}

/* The first word that is not granted; its length in *len. NULL: all are. */
static const char *first_denied(const plugin *p, const char *needs, size_t *len) {
  for (const char *at = needs; p->granted && *at; at += strspn(at, " ")) {
    *len = strcspn(at, " ");
    if (*len && !grant_has_word(p->granted, at, *len)) return at;
    at += *len;
  }
  return NULL;
}

void grant_read(plugin *p) {
  size_t len;
  row r;
  p->restricted = false;
  for (size_t i = 0; i < plugin_row_count(p) && !p->restricted; i++) {
    plugin_row_at(p, i, &r);
    p->restricted = first_denied(p, r.needs, &len) != NULL;
  }
}

sonde_status grant_check(const row *r, error *e) {
  size_t len;
  const char *word = r->plugin->restricted ? first_denied(r->plugin, r->needs, &len) : NULL;
  if (!word) return SONDE_OK;
  return error_set(e, SONDE_DENIED,
      "%s needs %.*s, which plugins.lock does not grant to %s; 'sonde trust %s' grants all that it asks for",
      r->full_name, (int)len, word, r->plugin->name, r->plugin->file);
}

bool plugin_denies(const plugin *p, const char *capability) {
  size_t len = strlen(capability);
  row r;
  if (!p->granted || grant_has_word(p->granted, capability, len)) return false;
  if (!p->given) return grant_has_word(p->asked, capability, len);
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at((plugin *)(uintptr_t)p, i, &r);
    if (grant_has_word(r.needs, capability, len)) return true;
  }
  return false;
}
