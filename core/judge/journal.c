/* The journal's chain: a line is {"n":..,...,"prev":"HASH","hash":"HASH"}, hash over everything before it in
 * the line. */
#include "judge/journal.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "os/append.h"
#include "os/file.h"

#define MOST_BYTES (64u << 20)
#define SEAL_BEGIN ",\"hash\":\""
enum { HASH = 64, SEAL = sizeof SEAL_BEGIN - 1 + HASH + 2 /* "} */ };

struct journal {
  arena arena;
  append_file *file; /* NULL: only read */
  journal_entry *entries;
  size_t count, capacity;
  journal_state state;
  char last[HASH + 1]; /* hash of the last whole line; zeros: none */
  bool tail;           /* the file ends within a line */
};

static const char *text_at(const sonde_value *v, const char *key) {
  const sonde_value *t = value_get(v, key);
  return t && t->kind == SONDE_TEXT ? t->u.s : "";
}

static int64_t number_at(const sonde_value *v, const char *key) {
  const sonde_value *n = value_get(v, key);
  return n && n->kind == SONDE_I64 ? n->u.i : 0;
}

static void keep(journal *j, const journal_entry *entry) {
  if (j->count == j->capacity) {
    j->capacity = j->capacity ? j->capacity * 2 : 16;
    j->entries = memory_resize(j->entries, j->capacity * sizeof *j->entries);
  }
  j->entries[j->count++] = *entry;
}

static void mark_bad(journal *j, const char *why) {
  if (j->state.bad_line) return;
  j->state.bad_line = j->state.lines;
  j->state.why = why;
}

/* A line that a crash cut short has no seal. */
static bool is_sealed(const char *line, size_t len) {
  return len > SEAL && memcmp(line + len - SEAL, SEAL_BEGIN, sizeof SEAL_BEGIN - 1) == 0 &&
         memcmp(line + len - 2, "\"}", 2) == 0;
}

static void take(journal *j, const sonde_value *v) {
  journal_entry entry = {.number = (uint64_t)number_at(v, "n"),
      .wall_ns = number_at(v, "time"),
      .intent = strcmp(text_at(v, "entry"), "intent") == 0,
      .step = text_at(v, "step"),
      .plan = text_at(v, "plan"),
      .action = text_at(v, "action"),
      .finding = text_at(v, "finding"),
      .subject = text_at(v, "subject"),
      .user = text_at(v, "user"),
      .outcome = text_at(v, "outcome"),
      .text = text_at(v, "text")};
  keep(j, &entry);
}

static void read_sealed(journal *j, const char *line, size_t len) {
  char hash[HASH + 1];
  sonde_value v;
  error e = {0};
  if (append_sha256(line, len - SEAL, hash, &e) || memcmp(hash, line + len - 2 - HASH, HASH) != 0) {
    mark_bad(j, "it was changed: its hash is not that of its content");
    return;
  }
  if (json_read(&j->arena, line, len, &v, &e)) {
    mark_bad(j, "it is no JSON");
    return;
  }
  if (strcmp(text_at(&v, "prev"), j->last) != 0) mark_bad(j, "the line before it was removed or changed");
  memcpy(j->last, hash, sizeof hash);
  take(j, &v);
}

static void read_line(journal *j, const char *line, size_t len) {
  j->state.lines++;
  if (is_sealed(line, len))
    read_sealed(j, line, len);
  else
    j->state.torn++;
}

/* A sealed last line without its line end is whole. */
static void read_lines(journal *j, const char *bytes, size_t len) {
  const char *at = bytes, *end = bytes + len;
  while (at < end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    j->tail = !stop;
    if (!stop) stop = end;
    read_line(j, at, (size_t)(stop - at));
    at = stop + 1;
  }
}

journal *journal_parse(const char *bytes, size_t len) {
  journal *j = NEW(journal);
  memset(j->last, '0', HASH);
  j->state.why = "";
  read_lines(j, bytes, len);
  return j;
}

journal *journal_read(const char *path, error *e) {
  if (file_probe(path) == FILE_MISSING) return journal_parse("", 0);
  size_t len;
  char *bytes = file_read(path, MOST_BYTES, &len, e);
  if (!bytes) return NULL;
  journal *j = journal_parse(bytes, len);
  memory_free(bytes);
  return j;
}

journal *journal_open(const char *path, error *e) {
  append_file *file = append_open(path, e);
  journal *j = file ? journal_read(path, e) : NULL;
  if (j && j->state.bad_line) {
    error_set(e, SONDE_STATE,
        "%s:%zu: %s; nothing is changed while the journal is broken: look into it, then move the file away",
        path, j->state.bad_line, j->state.why);
    journal_close(j);
    j = NULL;
  }
  if (j)
    j->file = file;
  else
    append_close(file);
  return j;
}

void journal_close(journal *j) {
  if (!j) return;
  append_close(j->file);
  memory_free(j->entries);
  arena_free(&j->arena);
  memory_free(j);
}

const journal_state *journal_get_state(const journal *j) {
  return &j->state;
}

size_t journal_count(const journal *j) {
  return j->count;
}

const journal_entry *journal_at(const journal *j, size_t i) {
  return &j->entries[i];
}

/* {"n":1,...,"prev":"..." without the seal. */
static void write_body(const journal *j, const journal_entry *x, text *out) {
  const sonde_pair pairs[] = {{"n", value_u64(x->number)}, {"time", value_i64(x->wall_ns)},
      {"entry", value_text(x->intent ? "intent" : "result")}, {"step", value_text(x->step)},
      {"plan", value_text(x->plan)}, {"action", value_text(x->action)}, {"finding", value_text(x->finding)},
      {"subject", value_text(x->subject)}, {"user", value_text(x->user)}, {"outcome", value_text(x->outcome)},
      {"text", value_text(x->text)}, {"prev", value_text(j->last)}};
  sonde_value v = value_map(pairs, COUNT(pairs));
  json_write(out, &v, NULL, -1);
  out->len--; /* the closing brace comes behind the seal */
  out->data[out->len] = 0;
}

static const char *copy(journal *j, const char *s) {
  return arena_text(&j->arena, s ? s : "", s ? strlen(s) : 0);
}

static journal_entry own(journal *j, const journal_entry *given) {
  return (journal_entry){j->count ? j->entries[j->count - 1].number + 1 : 1, given->wall_ns, given->intent,
      copy(j, given->step), copy(j, given->plan), copy(j, given->action), copy(j, given->finding),
      copy(j, given->subject), copy(j, given->user), copy(j, given->outcome), copy(j, given->text)};
}

sonde_status journal_add(journal *j, const journal_entry *given, error *e) {
  journal_entry entry = own(j, given);
  text line = {0};
  char hash[HASH + 1];
  if (j->tail) text_putc(&line, '\n');
  size_t start = line.len;
  write_body(j, &entry, &line);
  sonde_status status = append_sha256(line.data + start, line.len - start, hash, e);
  text_printf(&line, SEAL_BEGIN "%s\"}\n", hash);
  if (!status) status = append_write(j->file, line.data, line.len, e);
  text_free(&line);
  if (status) {
    error_prefix(e, "the journal");
    return status;
  }
  memcpy(j->last, hash, sizeof hash);
  j->tail = false;
  j->state.lines++;
  keep(j, &entry);
  return SONDE_OK;
}
