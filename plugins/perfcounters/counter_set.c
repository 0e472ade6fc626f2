/* Paths to counters: which exist, and who is asked for each. */
#include "counter_wish.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define LIST "'sonde query perfcounters.counter_names' lists those there are"

static sonde_status refuse(
    sonde_status status, error *e, const char *what, path_part name, const char *rest) {
  return error_set(e, status, "%s '%.*s'%s", what, (int)(name.len < 100 ? name.len : 100), name.s, rest);
}

static bool is_word(path_part p, const char *word) {
  return path_like(p, word, strlen(word));
}

/* Our own name, with or without its domain. */
static sonde_status check_machine(const wish *w, error *e) {
  char own[256];
  path_part said = w->path.machine;
  size_t len = platform_machine_name(own, sizeof own);
  const char *dot = memchr(own, '.', len);
  bool named = path_like(said, own, len) || (dot && path_like(said, own, (size_t)(dot - own))) ||
               is_word(said, "localhost") || is_word(said, ".") || is_word(said, "127.0.0.1");
  bool ours = said.len == 0 || (named && !path_is_pattern(said));
  if (ours) return SONDE_OK;
  return refuse(SONDE_UNSUPPORTED, e, "counters of another machine,", said,
      ", cannot be read from here: run Sonde there");
}

static sonde_status no_object(const wish *w, error *e) {
  char rest[200];
  const char *near = catalogue_near_object(w->path.object);
  snprintf(
      rest, sizeof rest, "%s%s%s; " LIST, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
  return refuse(SONDE_ARG, e, "there is no counter object", w->path.object, rest);
}

static sonde_status no_counter(const wish *w, error *e) {
  char rest[260];
  const object_info *o = &catalogue[w->object];
  const char *near = catalogue_near_counter(o, w->path.counter);
  snprintf(rest, sizeof rest, " of %s%s%s%s; " LIST, o->name, near ? ", did you mean '" : "",
      near ? near : "", near ? "'?" : "");
  return refuse(SONDE_ARG, e, "there is no counter", w->path.counter, rest);
}

static sonde_status check_instance(const wish *w, error *e) {
  const object_info *o = &catalogue[w->object];
  if (o->instances && !w->path.has_instance)
    return error_set(e, SONDE_ARG, "%s has instances: write \\%s(*)\\%.*s, or one of them for '*' (%s)",
        o->name, o->name, (int)w->path.counter.len, w->path.counter.s, o->instances);
  if (!o->instances && w->path.has_instance)
    return error_set(e, SONDE_ARG, "%s has no instances: write \\%s\\%.*s", o->name, o->name,
        (int)w->path.counter.len, w->path.counter.s);
  return SONDE_OK;
}

/* The path as PDH takes it. Patterns are "*" there and matched here. */
static void write_pdh_path(text *out, const wish *w, path_part counter) {
  const counter_path *p = &w->path;
  path_part object = p->object;
  if (w->object >= 0) object = (path_part){catalogue[w->object].name, strlen(catalogue[w->object].name)};
  text_printf(out, "\\%.*s", (int)object.len, object.s);
  if (w->many) text_puts(out, "(*)");
  if (p->has_instance && !w->many) text_printf(out, "(%.*s", (int)p->instance.len, p->instance.s);
  if (p->has_instance && !w->many && p->index > 0) text_printf(out, "#%u", (unsigned)p->index);
  if (p->has_instance && !w->many) text_puts(out, ")");
  text_printf(out, "\\%.*s", (int)counter.len, counter.s);
}

static uint32_t add_foreign(counter_set *s, wish *w, const counter_info *info, path_part counter) {
  text path = {0};
  foreign *f = &w->foreign[w->nforeign];
  w->many = w->path.has_instance && path_is_pattern(w->path.instance);
  write_pdh_path(&path, w, counter);
  uint32_t status = s->pdh->add(s->query, text_chars(&path), &f->counter);
  text_free(&path);
  f->info = info;
  if (!status) w->nforeign++;
  return status;
}

/* PDH, where it is asked for this object at all and has the counter; else our own. */
static sonde_status choose(counter_set *s, wish *w, int choice, int i, error *e) {
  const counter_info *info = &catalogue[w->object].counters[i];
  bool ask = s->pdh && (choice == SOURCE_PDH || w->object != OBJECT_PROCESS);
  uint32_t status = ask ? add_foreign(s, w, info, (path_part){info->name, strlen(info->name)}) : 1;
  if (status && choice == SOURCE_PDH)
    return error_set(e, SONDE_UNSUPPORTED, "PDH has no \\%s\\%s: it answers 0x%08x",
        catalogue[w->object].name, info->name, status);
  if (status) w->own |= UINT64_C(1) << i;
  return SONDE_OK;
}

/* What only PDH may know. */
static bool take_unlisted(counter_set *s, wish *w) {
  if (!s->pdh || path_is_pattern(w->path.counter)) return false;
  return add_foreign(s, w, NULL, w->path.counter) == 0;
}

static sonde_status resolve(counter_set *s, wish *w, int choice, error *e) {
  w->foreign = arena_alloc(&s->texts, 64 * sizeof *w->foreign);
  w->object = catalogue_object(w->path.object);
  sonde_status status = check_machine(w, e);
  if (status) return status;
  if (w->object < 0) return take_unlisted(s, w) ? SONDE_OK : no_object(w, e);
  status = check_instance(w, e);
  if (status) return status;
  uint64_t counters = catalogue_counters(&catalogue[w->object], w->path.counter);
  if (!counters) return take_unlisted(s, w) ? SONDE_OK : no_counter(w, e);
  for (int i = 0; i < 64 && !status; i++)
    if (counters >> i & 1) status = choose(s, w, choice, i, e);
  return status;
}

/* Objects and measures that our own counters need. */
static void add_needs(shot_wanted *wanted, const wish *w) {
  if (!w->own) return;
  wanted->objects |= 1u << w->object;
  if (w->object != OBJECT_PROCESS) return;
  for (int i = 0; i < catalogue[w->object].ncounters; i++)
    if (w->own >> i & 1) wanted->measures |= catalogue[w->object].counters[i].slots & (M_BIT(P_COUNT) - 1);
}

static bool wants_total(const wish *w) {
  return w->path.has_instance && path_like(w->path.instance, "_Total", 6);
}

static bool wants_process(const void *self, const instance_name *name) {
  const counter_set *s = self;
  for (size_t i = 0; i < s->n; i++) {
    const wish *w = &s->wishes[i];
    if (w->object == OBJECT_PROCESS && w->own && (wants_total(w) || path_has_instance(&w->path, name)))
      return true;
  }
  return false;
}

static sonde_status take_path(counter_set *s, path_part from, int choice, error *e) {
  wish *w = &s->wishes[s->n];
  char *copy = arena_text(&s->texts, from.s, from.len);
  sonde_status status = path_parse(copy, from.len, &w->path, e);
  if (!status) status = resolve(s, w, choice, e);
  add_needs(&s->wanted, w);
  s->n++;
  return status;
}

static sonde_status open_sources(counter_set *s, const counter_sources *from, error *e) {
  s->platform = platform_open(e);
  if (!s->platform) return SONDE_OS;
  if (from->choice == SOURCE_PDH && !from->pdh)
    return error_set(e, SONDE_UNSUPPORTED, "PDH cannot be asked: %s", from->refusal);
  if (from->choice != SOURCE_OWN && from->pdh && from->pdh->open(&s->query) == 0) s->pdh = from->pdh;
  return SONDE_OK;
}

counter_set *counter_set_new(const path_part *paths, size_t n, const counter_sources *sources, error *e) {
  counter_set *s = NEW(counter_set);
  s->wishes = memory_new((n + 1) * sizeof *s->wishes);
  s->wanted.process = wants_process;
  s->wanted.self = s;
  sonde_status status = open_sources(s, sources, e);
  for (size_t i = 0; i < n && !status; i++)
    status = take_path(s, paths[i], sources->choice, e);
  if (!status) return s;
  counter_set_free(s);
  return NULL;
}

void counter_set_free(counter_set *s) {
  if (!s) return;
  if (s->pdh) s->pdh->close(s->query);
  shot_free(&s->shots[0]);
  shot_free(&s->shots[1]);
  platform_close(s->platform);
  arena_free(&s->texts);
  memory_free(s->wishes);
  memory_free(s);
}

static bool wish_needs_two(const wish *w) {
  for (size_t i = 0; i < w->nforeign; i++)
    if (!w->foreign[i].info || counter_needs_two(w->foreign[i].info)) return true;
  for (int i = 0; w->object >= 0 && i < catalogue[w->object].ncounters; i++)
    if ((w->own >> i & 1) && counter_needs_two(&catalogue[w->object].counters[i])) return true;
  return false;
}

bool counter_set_needs_two(const counter_set *s) {
  for (size_t i = 0; i < s->n; i++)
    if (wish_needs_two(&s->wishes[i])) return true;
  return false;
}
