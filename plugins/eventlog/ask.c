/* From checked arguments to a filter. */
#include <string.h>

#include "base/memory.h"
#include "log_file.h"
#include "plugin.h"
#include "slot.h"

sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e) {
  return host->fail(call, e->status, e->os_code, e->text);
}

char *ask_path(const sonde_value *path) {
  return path->kind == SONDE_TEXT ? memory_text(path->u.s, path->len) : NULL;
}

static const char *lower_copy(const sonde_value *v, size_t *len) {
  if (v->kind != SONDE_TEXT || v->len == 0) return NULL;
  char *copy = memory_text(v->u.s, v->len);
  lower_case(copy, v->len);
  *len = v->len;
  return copy;
}

int64_t ask_level(const sonde_value *v) {
  static const char *const words[] = {"critical", "error", "warning", "information", "verbose"};
  for (size_t i = 0; v->kind == SONDE_TEXT && i < COUNT(words); i++)
    if (strlen(words[i]) == v->len && !memcmp(words[i], v->u.s, v->len)) return (int64_t)i + 1;
  return -1;
}

static sonde_status ask_time(const sonde_value *v, const char *name, int64_t *ns, error *e) {
  if (v->kind != SONDE_TEXT || time_parse(v->u.s, v->len, ns)) return SONDE_OK;
  return error_set(e, SONDE_ARG,
      "%s: '%.*s' is no time; write it as 2024-01-31 or 2024-01-31T12:30:00Z (UTC)", name,
      (int)(v->len < 60 ? v->len : 60), v->u.s);
}

static sonde_status ask_ids(const sonde_value *list, filter *out, error *e) {
  if (list->kind != SONDE_LIST) return SONDE_OK;
  if (list->len > MOST_IDS)
    return error_set(e, SONDE_ARG, "ids: at most %u, are %u", MOST_IDS, (unsigned)list->len);
  for (uint32_t i = 0; i < list->len; i++)
    out->ids[out->nids++] = list->u.list[i].u.i;
  return SONDE_OK;
}

sonde_status ask_filter(sonde_self *self, sonde_call *call, const sonde_value *args, filter *out) {
  error e = {0};
  *out = (filter){.from = INT64_MIN, .to = INT64_MAX, .most_level = ask_level(&args[ASK_LEVEL])};
  if (args[ASK_LAST].kind == SONDE_I64) out->from = log_clock_wall_ns() - args[ASK_LAST].u.i;
  sonde_status s = ask_ids(&args[ASK_IDS], out, &e);
  if (!s) s = ask_time(&args[ASK_FROM], "from", &out->from, &e);
  if (!s) s = ask_time(&args[ASK_TO], "to", &out->to, &e);
  if (!s && out->from > out->to)
    s = error_set(&e, SONDE_ARG, "from is later than to: no event can be between");
  if (s) return plugin_fail(self->host, call, &e);
  out->source = lower_copy(&args[ASK_SOURCE], &out->source_len);
  out->text = lower_copy(&args[ASK_TEXT], &out->text_len);
  return SONDE_OK;
}

void ask_free(filter *f) {
  memory_free((void *)(uintptr_t)f->source);
  memory_free((void *)(uintptr_t)f->text);
  f->source = f->text = NULL;
}
