/* Why a script cannot run here: platform, capability, or a row that no plugin gives. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "os/system.h"
#include "script/state.h"

static const char *platform_obstacle(const script *s, arena *a) {
  const sonde_value *list = value_get(&s->declaration, "platforms");
  const char *here = system_platform();
  size_t len = strcspn(here, "-");
  if (!list || list->len == 0) return NULL;
  for (uint32_t i = 0; i < list->len; i++)
    if (strlen(list->u.list[i].u.s) == len && strncmp(list->u.list[i].u.s, here, len) == 0) return NULL;
  return arena_format(a, "not run: it is for %s only", list->u.list[0].u.s);
}

/* What the script needs, its plugin asks for, and plugins.lock does not grant to it. */
static const char *denied_obstacle(const script *s, const plugin *p, arena *a) {
  const sonde_value *needs = value_get(&s->declaration, "needs");
  for (uint32_t i = 0; needs && i < needs->len; i++)
    if (plugin_denies(p, needs->u.list[i].u.s))
      return arena_format(a, "not run: needs %s, which plugins.lock does not grant to %s",
          needs->u.list[i].u.s, plugin_name(p));
  return NULL;
}

static plugin *owner_of(const script *s, const char *name) {
  char owner[96];
  size_t len = strcspn(name, ".");
  if (len >= sizeof owner) return NULL;
  snprintf(owner, sizeof owner, "%.*s", (int)len, name);
  return host_find_plugin(s->services.host, owner);
}

/* Whether plugins.lock answers, and how. */
static bool is_locked(const script *s, const char *name, bool *given) {
  const plugin *p = s->services.only_lists ? owner_of(s, name) : NULL;
  int offers = p && !plugin_refusal(p) ? plugin_offers(p, strchr(name, '.') + 1) : -1;
  *given = offers > 0;
  return offers >= 0;
}

/* NULL: some plugin gives it. */
static const char *missing_obstacle(script *s, const char *name, arena *a) {
  row r;
  error e = {0};
  if (!strchr(name, '.')) /* a whole plugin */
    return owner_of(s, name) ? NULL : arena_format(a, "not run: no plugin %s", name);
  bool given;
  if (is_locked(s, name, &given)) return given ? NULL : arena_format(a, "not run: no plugin gives %s", name);
  sonde_status status = host_find_row(s->services.host, name, &r, &e);
  if (status == SONDE_OK) return NULL;
  bool misspelt = owner_of(s, name) || strstr(e.text, "did you mean");
  if (status == SONDE_MISSING && !misspelt) return arena_format(a, "not run: no plugin gives %s", name);
  return arena_format(a, "not run: %s", e.text);
}

static const char *row_obstacle(script *s, const char *name, arena *a) {
  const char *found = missing_obstacle(s, name, a);
  const plugin *p = found ? NULL : owner_of(s, name);
  return p ? denied_obstacle(s, p, a) : found;
}

static const char *declared_obstacle(script *s, arena *a) {
  const char *found = NULL;
  const sonde_value *rows = value_get(&s->declaration, "requires"),
                    *collect = value_get(&s->declaration, "collect");
  const sonde_value *on = value_get(&s->declaration, "on");
  if (on && on->kind == SONDE_TEXT) found = row_obstacle(s, on->u.s, a);
  for (uint32_t i = 0; !found && rows && rows->kind == SONDE_LIST && i < rows->len; i++)
    found = row_obstacle(s, rows->u.list[i].u.s, a);
  for (uint32_t i = 0; !found && collect && collect->kind == SONDE_MAP && i < collect->len; i++)
    found = row_obstacle(s, value_get(&collect->u.map[i].value, "from")->u.s, a);
  return found;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_length(const char *s) {
  size_t n = 0;
  while (is_letter(s[n]))
    n++;
  return n;
}

/* Is there a "--" before `at` on its line? Texts that hold one hide a use: then the call itself tells. */
static bool in_comment(const char *start, const char *at) {
  for (const char *s = at; s > start && s[-1] != '\n'; s--)
    if (s[-1] == '-' && s - 1 > start && s[-2] == '-') return true;
  return false;
}

/* Reads PLUGIN.ROW at `at`, behind "host.". False: it is none. */
static bool read_use(const char *at, char *name, size_t size) {
  size_t plugin_len = word_length(at);
  size_t row_len = plugin_len && at[plugin_len] == '.' ? word_length(at + plugin_len + 1) : 0;
  if (!row_len || plugin_len + row_len + 2 > size) return false;
  snprintf(name, size, "%.*s", (int)(plugin_len + 1 + row_len), at);
  return strncmp(name, "text.", 5) != 0;
}

void script_each_use(
    const script *s, bool (*each)(void *self, const char *row_name, uint32_t line), void *self) {
  const char *source = s->chunks.items[0].source, *counted = source;
  uint32_t line = 1;
  for (const char *at = source; (at = strstr(at, "host.")) != NULL; at += 5) {
    char name[96];
    bool inside = at > source && (is_letter(at[-1]) || at[-1] == '.');
    if (inside || in_comment(source, at) || !read_use(at + 5, name, sizeof name)) continue;
    for (; counted < at; counted++)
      line += *counted == '\n';
    if (!each(self, name, line)) return;
  }
}

typedef struct use_search {
  script *script;
  arena *arena;
  const char *found;
} use_search;

static bool look_at_use(void *self, const char *name, uint32_t line) {
  use_search *u = self;
  u->found = row_obstacle(u->script, name, u->arena);
  if (u->found && strstr(u->found, "did you mean"))
    u->found = arena_format(u->arena, "%s (%s:%u)", u->found, script_file(u->script), line);
  return !u->found;
}

static const char *used_obstacle(script *s, arena *a) {
  use_search u = {s, a, NULL};
  script_each_use(s, look_at_use, &u);
  return u.found;
}

bool script_is_for_here(const script *s) {
  arena a = {0};
  bool here = !platform_obstacle(s, &a);
  arena_free(&a);
  return here;
}

const char *script_obstacle(script *s, arena *a) {
  const char *found = platform_obstacle(s, a);
  if (!found && s->services.host) found = declared_obstacle(s, a);
  if (!found && s->services.host) found = used_obstacle(s, a);
  return found;
}
