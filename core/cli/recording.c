/* What the command line itself writes on a tape: a head when the run begins, an answer when it ends. */
#include "cli/recording.h"

#include <stddef.h>
#include <string.h>

#include "base/memory.h"

static const char end_row[] = "run.end";

const option recording_options[] = {
    {"tape", 0, "FILE", "record the run, to be replayed"},
    {0},
};

sonde_status recording_open(const cli *c, tape **out, error *e) {
  const char *path = options_value(&c->args, "tape");
  *out = path ? tape_create(path, e) : NULL;
  return path && !*out ? e->status : SONDE_OK;
}

static sonde_value name_list(cli *c, const char *const *names) {
  size_t n = 0;
  while (names[n])
    n++;
  sonde_value *items = arena_alloc(&c->arena, (n + 1) * sizeof *items);
  for (size_t i = 0; i < n; i++)
    items[i] = value_text(names[i]);
  return value_list(items, n);
}

void recording_begin(cli *c, tape *t, const session *s, script_kind kind, const char *const *names) {
  sonde_pair pairs[] = {
      {"sonde", value_text(SONDE_VERSION)},
      {"system", value_text(s->system)},
      {"platform", value_text(s->platform)},
      {"machine", value_text(s->machine)},
      {"boot_id", value_text(s->boot_id)},
      {"user", value_text(s->user)},
      {"elevated", value_bool(s->elevated)},
      {"command", value_text(s->command)},
      {"pid", value_u64(s->target_pid)},
      {"start_id", value_u64(s->target_start_id)},
      {"start", value_i64(s->start_wall_ns)},
      {"kind", value_text(script_kind_word(kind))},
      {"scripts", name_list(c, names)},
  };
  sonde_value head = value_map(pairs, COUNT(pairs));
  tape_put_head(t, &head);
}

void recording_finish(const cli *c, tape *t, const session *s) {
  sonde_pair pairs[] = {
      {"at", value_i64(host_mono_ns(c->host))},
      {"end", value_text(s->target_end)},
      {"status", value_i64(s->target_status)},
  };
  sonde_value none = value_nil(), end = value_map(pairs, COUNT(pairs));
  tape_put_answer(t, end_row, &none, SONDE_OK, &end, NULL);
}

script_kind recording_kind(const tape *t) {
  const sonde_value *kind = value_get(tape_head(t), "kind");
  bool rules = kind && kind->kind == SONDE_TEXT && strcmp(kind->u.s, script_kind_word(SCRIPT_RULE)) == 0;
  return rules ? SCRIPT_RULE : SCRIPT_CHECK;
}

const char *const *recording_scripts(cli *c, const tape *t) {
  const sonde_value *names = value_get(tape_head(t), "scripts");
  uint32_t n = names && names->kind == SONDE_LIST ? names->len : 0;
  const char **out = arena_alloc(&c->arena, (n + 1) * sizeof *out);
  for (uint32_t i = 0; i < n; i++)
    out[i] = names->u.list[i].kind == SONDE_TEXT ? names->u.list[i].u.s : "";
  return out;
}

static void take_text(session *s, const sonde_value *from, const char *key, const char **out) {
  const sonde_value *v = value_get(from, key);
  if (v && v->kind == SONDE_TEXT) *out = arena_text(&s->arena, v->u.s, v->len);
}

/* A number of either sign; otherwise the fallback. */
static int64_t number(const sonde_value *from, const char *key, int64_t otherwise) {
  const sonde_value *v = value_get(from, key);
  return v && (v->kind == SONDE_I64 || v->kind == SONDE_U64) ? v->u.i : otherwise;
}

/* The tape gives each answer once: everything of the end is read together. */
static sonde_value read_end(tape *t, arena *a) {
  sonde_value none = value_nil(), end = value_nil();
  if (tape_get_answer(t, end_row, &none, a, &end, &(error){0})) return value_nil();
  return end;
}

int64_t recording_describe(tape *t, session *s, const char *path) {
  const sonde_value *head = tape_head(t);
  take_text(s, head, "system", &s->system);
  take_text(s, head, "platform", &s->platform);
  take_text(s, head, "machine", &s->machine);
  take_text(s, head, "boot_id", &s->boot_id);
  take_text(s, head, "user", &s->user);
  const sonde_value *elevated = value_get(head, "elevated");
  s->elevated = elevated && elevated->kind == SONDE_BOOL && elevated->u.u;
  take_text(s, head, "command", &s->command);
  s->target_pid = (uint32_t)number(head, "pid", 0);
  s->target_start_id = (uint64_t)number(head, "start_id", 0);
  s->start_wall_ns = number(head, "start", s->start_wall_ns);
  s->replayed_from = arena_text(&s->arena, path, strlen(path));
  sonde_value end = read_end(t, &s->arena);
  take_text(s, &end, "end", &s->target_end);
  s->target_status = (int)number(&end, "status", -1);
  return number(&end, "at", INT64_MAX);
}
