/* One plugin as others see it: names, state, rows. */
#include <stdio.h>
#include <string.h>

#include "host/internal.h"
#include "os/file.h"

plugin *plugin_new(host *h, const char *name, const char *file) {
  plugin *p = NEW(plugin);
  p->host = h;
  p->name = memory_text(name, strlen(name));
  p->file = file ? memory_text(file, strlen(file)) : NULL;
  p->state = PLUGIN_FOUND;
  p->threads_lock = mutex_new();
  return p;
}

static void free_types(plugin *p) {
  size_t n = p->given ? plugin_row_count(p) : 0;
  for (size_t i = 0; i < n; i++)
    record_type_free(p->extras[i].type);
}

void plugin_free(plugin *p) {
  free_types(p);
  arena_free(&p->memory);
  mutex_free(p->threads_lock);
  memory_free(p->left_out);
  char *texts[] = {p->name, p->version, p->summary, p->file, p->refusal, p->sha256, p->granted, p->asked,
      p->rows, p->capabilities};
  for (size_t i = 0; i < COUNT(texts); i++)
    memory_free(texts[i]);
  memory_free(p);
}

const char *plugin_name(const plugin *p) {
  return p->name;
}

const char *plugin_version(const plugin *p) {
  return p->given ? p->table.version : p->version ? p->version : "";
}

const char *plugin_summary(const plugin *p) {
  return p->given ? p->table.summary : p->summary ? p->summary : "";
}

const char *plugin_file(const plugin *p) {
  return p->file;
}

plugin_state plugin_get_state(const plugin *p) {
  return p->state;
}

const char *plugin_state_word(plugin_state state) {
  static const char *const words[] = {
      "", "found", "trusted", "loaded", "created", "started", "stopped", "destroyed", "refused"};
  return state < COUNT(words) ? words[state] : "";
}

const char *plugin_refusal(const plugin *p) {
  return p->refusal;
}

const sonde_plugin *plugin_table(const plugin *p) {
  return p->given ? &p->table : NULL;
}

size_t plugin_left_out_count(const plugin *p) {
  return p->nleft_out;
}

const char *plugin_left_out(const plugin *p, size_t i) {
  return i < p->nleft_out ? p->left_out[i] : NULL;
}

size_t plugin_row_count(const plugin *p) {
  return p->given ? (size_t)p->table.nfns + p->table.nqueries + p->table.nevents : 0;
}

static void row_of_function(const sonde_fn *f, row *out) {
  out->kind = ROW_FUNCTION;
  out->name = f->name, out->doc = f->doc, out->needs = f->needs;
  out->params = f->params, out->nparams = f->nparams;
  out->fields = f->results, out->nfields = f->nresults;
  out->flags = f->flags;
}

static void row_of_query(const sonde_query *q, row *out) {
  out->kind = ROW_QUERY;
  out->name = q->name, out->doc = q->doc, out->needs = q->needs;
  out->params = q->params, out->nparams = q->nparams;
  out->fields = q->fields, out->nfields = q->nfields;
  out->record_size = q->record_size, out->flags = q->flags;
}

static void row_of_event(const sonde_event *v, row *out) {
  out->kind = ROW_EVENT;
  out->name = v->name, out->doc = v->doc, out->needs = v->needs;
  out->params = v->params, out->nparams = v->nparams;
  out->fields = v->fields, out->nfields = v->nfields;
  out->record_size = v->record_size, out->flags = v->flags;
}

void plugin_row_at(plugin *p, size_t i, row *out) {
  const sonde_plugin *t = &p->table;
  memset(out, 0, sizeof *out);
  out->plugin = p;
  if (i < t->nfns) {
    row_of_function(&t->fns[i], out);
  } else if ((i -= t->nfns) < t->nqueries) {
    row_of_query(&t->queries[i], out);
  } else if ((i -= t->nqueries) < t->nevents) {
    row_of_event(&t->events[i], out);
  }
  out->index = (uint32_t)i;
  snprintf(out->full_name, sizeof out->full_name, "%s.%s", p->name, out->name ? out->name : "");
}

row_extra *row_get_extra(const row *r) {
  const sonde_plugin *t = &r->plugin->table;
  uint32_t base = r->kind == ROW_FUNCTION ? 0 : r->kind == ROW_QUERY ? t->nfns : t->nfns + t->nqueries;
  return &r->plugin->extras[base + r->index];
}

const record_type *row_record_type(const row *r) {
  row_extra *x = row_get_extra(r);
  if (!x->type)
    x->type = record_type_new(r->plugin->name, r->name, r->kind == ROW_EVENT ? x->given_index : 0, r->fields,
        r->nfields, r->record_size, NULL, 0);
  return x->type;
}

int plugin_offers(const plugin *p, const char *row_name) {
  if (!p->given) return !p->rows ? -1 : grant_has_word(p->rows, row_name, strlen(row_name)) ? 1 : 0;
  row r;
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at((plugin *)(uintptr_t)p, i, &r);
    if (strcmp(r.name, row_name) == 0) return 1;
  }
  return 0;
}

static void add_words(text *out, const char *words, const char *granted) {
  for (const char *at = words; at && *at;) {
    size_t n = strcspn(at, " ");
    bool allowed = !granted || grant_has_word(granted, at, n);
    if (n && allowed && !grant_has_word(text_chars(out), at, n)) {
      if (out->len) text_putc(out, ' ');
      text_add(out, at, n);
    }
    at += n + strspn(at + n, " ");
  }
}

const char *plugin_capabilities(const plugin *p) {
  if (!p->given) return p->granted ? p->granted : "";
  if (!p->capabilities) {
    plugin *own = (plugin *)(uintptr_t)p; /* a cached answer, computed once */
    text words;
    text_init(&words, 0);
    row r;
    for (size_t i = 0; i < plugin_row_count(p); i++) {
      plugin_row_at(own, i, &r);
      add_words(&words, r.needs, p->granted);
    }
    own->capabilities = memory_text(text_chars(&words), words.len);
    text_free(&words);
  }
  return p->capabilities;
}

static const char *keep(arena *a, const char *s) {
  return arena_text(a, s, strlen(s));
}

/* `asked` without some words of it. */
static const char *granted_of(const char *asked, const char *const *without, arena *a) {
  text left;
  text_init(&left, 0);
  for (const char *at = asked; *at; at += strspn(at, " ")) {
    size_t n = strcspn(at, " ");
    bool kept = true;
    for (const char *const *w = without; w && *w; w++)
      kept = kept && !(strlen(*w) == n && strncmp(*w, at, n) == 0);
    if (kept) text_printf(&left, left.len ? " %.*s" : "%.*s", (int)n, at);
    at += n;
  }
  const char *words = keep(a, text_chars(&left));
  text_free(&left);
  return words;
}

/* What is kept from it must be asked for. */
static sonde_status check_without(const plugin *p, const char *asked, const char *const *without, error *e) {
  for (const char *const *w = without; w && *w; w++)
    if (!grant_has_word(asked, *w, strlen(*w)))
      return error_set(
          e, SONDE_ARG, "%s does not ask for '%s'; it asks for: %s", p->name, *w, *asked ? asked : "nothing");
  return SONDE_OK;
}

sonde_status plugin_trust_entry(plugin *p, const char *const *without, arena *a, trust_entry *out, error *e) {
  if (!p->given || !p->file) return error_set(e, SONDE_STATE, "%s: is not loaded from a file", p->name);
  char *hex = arena_alloc(a, 65);
  sonde_status s = file_sha256(p->file, hex, e);
  if (s) return s;
  text rows, words;
  text_init(&rows, 0);
  text_init(&words, 0);
  row r;
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at(p, i, &r);
    text_printf(&rows, i ? " %s" : "%s", r.name);
    add_words(&words, r.needs, NULL);
  }
  const char *slash = strrchr(p->file, '/');
  const sonde_plugin *t = &p->table;
  *out = (trust_entry){.file = keep(a, slash ? slash + 1 : p->file),
      .name = keep(a, p->name),
      .version = keep(a, t->version),
      .summary = keep(a, t->summary),
      .sha256 = hex,
      .capabilities = granted_of(text_chars(&words), without, a),
      .asked = keep(a, text_chars(&words)),
      .rows = keep(a, text_chars(&rows))};
  text_free(&rows);
  text_free(&words);
  return check_without(p, out->asked, without, e);
}
