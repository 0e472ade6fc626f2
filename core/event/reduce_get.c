/* The words of `get`: compiled, and counted column by column. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "event/reduce_plan.h"
#include "event/sketch.h"

typedef struct get_word {
  const char *word;
  get_op op;
} get_word;

static const get_word get_words[] = {{"count", GET_COUNT}, {"sum", GET_SUM}, {"min", GET_MIN},
    {"max", GET_MAX}, {"mean", GET_MEAN}, {"stddev", GET_STDDEV}, {"distinct", GET_DISTINCT},
    {"first", GET_FIRST}, {"last", GET_LAST}};

/* p1 to p99.9: digits and at most one point. */
static bool read_percentile(const char *word, double *q) {
  char *end;
  if (word[0] != 'p' || word[1] < '0' || word[1] > '9' || strlen(word) > 8) return false;
  if (strspn(word + 1, "0123456789.") != strlen(word + 1)) return false;
  *q = strtod(word + 1, &end) / 100;
  return !*end && *q > 0 && *q < 1;
}

static sonde_status read_word(const char *where, const char *word, reduce_get *g, error *e) {
  const char *names[COUNT(get_words)];
  for (size_t i = 0; i < COUNT(get_words); i++) {
    names[i] = get_words[i].word;
    if (strcmp(word, names[i]) != 0) continue;
    g->op = get_words[i].op;
    return SONDE_OK;
  }
  g->op = GET_PERCENTILE;
  if (read_percentile(word, &g->quantile)) return SONDE_OK;
  const char *near = schema_suggest(names, COUNT(names), word);
  if (near) return error_set(e, SONDE_ARG, "%s: unknown word '%s', did you mean '%s'?", where, word, near);
  return error_set(e, SONDE_ARG,
      "%s: unknown word '%s'; use count, sum, min, max, mean, stddev, distinct, first, last, or p1 to p99.9",
      where, word);
}

static bool wants_number(get_op op) {
  return op == GET_SUM || op == GET_MIN || op == GET_MAX || op == GET_MEAN || op == GET_STDDEV ||
         op == GET_PERCENTILE;
}

static sonde_status read_column(
    reduce *r, const char *where, const char *word, const char *column, reduce_get *g, error *e) {
  if (!*column)
    return error_set(e, SONDE_ARG, "%s: '%s' wants a column, as in \"%s duration\"", where, word, word);
  sonde_status status = reduce_find_input(r, where, column, &g->in, e);
  if (status || !wants_number(g->op) || g->in.class < CLASS_SYMBOL) return status;
  return error_set(e, SONDE_ARG, "%s: '%s' wants numbers, and column '%s' is %s", where, word, column,
      kind_word(g->in.column->kind));
}

/* "p99 duration" into its word and its column, both in the arena. */
static void split(reduce *r, const sonde_value *spec, char **word, char **column) {
  char *s = arena_text(&r->memory, spec->u.s, spec->len);
  s += strspn(s, " \t");
  *word = s;
  s += strcspn(s, " \t");
  if (*s) *s++ = 0;
  s += strspn(s, " \t");
  *column = s;
  size_t n = strlen(s);
  while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
    s[--n] = 0;
}

/* Percentiles of one column share one histogram. */
static void assign_cell(reduce *r, reduce_get *g) {
  for (const reduce_get *o = r->gets; g->op == GET_PERCENTILE && o < g; o++) {
    if (o->op != GET_PERCENTILE || o->in.index != g->in.index) continue;
    g->cell = o->cell;
    return;
  }
  g->is_owner = true;
  g->cell = r->ncells++;
}

static sonde_status add_get(reduce *r, const char *name, const sonde_value *spec, error *e) {
  char where[100], *word, *column;
  snprintf(where, sizeof where, "get.%.80s", name);
  if (spec->kind != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "%s: wants a text such as \"count\" or \"sum duration\"", where);
  if (r->ngets == REDUCE_GETS) return error_set(e, SONDE_ARG, "%s: more than %d words", where, REDUCE_GETS);
  reduce_get *g = &r->gets[r->ngets];
  *g = (reduce_get){.name = arena_text(&r->memory, name, strlen(name))};
  split(r, spec, &word, &column);
  sonde_status status = read_word(where, word, g, e);
  if (status) return status;
  if (g->op == GET_COUNT && *column)
    return error_set(e, SONDE_ARG, "%s: 'count' counts records and takes no column", where);
  if (g->op != GET_COUNT) status = read_column(r, where, word, column, g, e);
  if (status) return status;
  assign_cell(r, g);
  r->ngets++;
  return SONDE_OK;
}

static bool is_key(const reduce *r, const char *name) {
  for (uint32_t i = 0; i < r->groups.nkeys; i++)
    if (strcmp(r->groups.keys[i].column->field->name, name) == 0) return true;
  return false;
}

sonde_status reduce_compile_get(reduce *r, const sonde_value *spec, error *e) {
  if (!spec || spec->kind == SONDE_NIL) return SONDE_OK;
  if (spec->kind != SONDE_MAP || !spec->len)
    return error_set(
        e, SONDE_ARG, "get: wants a map of words, as in { n = \"count\", worst = \"max duration\" }");
  r->has_get = true;
  for (uint32_t i = 0; i < spec->len; i++) {
    const char *name = spec->u.map[i].key;
    if (is_key(r, name))
      return error_set(e, SONDE_ARG, "get.%.80s: the group's column has this name already", name);
    sonde_status status = add_get(r, name, &spec->u.map[i].value, e);
    if (status) return status;
  }
  return SONDE_OK;
}

static reduce_cell *cell_of(const reduce *r, uint32_t group, uint32_t cell) {
  return &r->cells[(size_t)group * r->ncells + cell];
}

static void fill_count(reduce *r, uint32_t cell) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->n; i++)
    cell_of(r, b->groups[i], cell)->n++;
}

/* Exact in 128 bits. */
static void fill_sum(reduce *r, uint32_t cell, bool is_signed) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], cell);
    uint64_t x = b->bits[i], low = c->a + x;
    c->b += (low < x) - (is_signed ? x >> 63 : 0);
    c->a = low;
    c->n++;
  }
}

static double real_of(uint64_t bits) {
  double n;
  memcpy(&n, &bits, sizeof n);
  return n;
}

static uint64_t bits_of(double n) {
  uint64_t bits;
  memcpy(&bits, &n, sizeof bits);
  return bits;
}

static double as_real(value_class class, uint64_t bits) {
  if (class == CLASS_F64) return real_of(bits);
  return class == CLASS_I64 ? (double)(int64_t)bits : (double)bits;
}

static void fill_real_sum(reduce *r, uint32_t cell) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], cell);
    c->a = bits_of(real_of(c->a) + real_of(b->bits[i]));
    c->n++;
  }
}

/* least: keys are turned round, so that the largest key is the smallest value. An empty cell has key 0, below
 * or equal to all. */
static void fill_extreme(reduce *r, uint32_t cell, value_class class, bool least) {
  const batch *b = &r->batch;
  uint64_t turn = least ? UINT64_MAX : 0;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], cell);
    uint64_t key = reduce_key(class, b->bits[i]) ^ turn;
    c->a = key > c->a ? key : c->a;
    c->n++;
  }
}

/* Welford's method: no difference of large sums. */
static void fill_deviation(reduce *r, uint32_t cell, value_class class) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], cell);
    double x = as_real(class, b->bits[i]), mean = real_of(c->a), delta = x - mean;
    c->n++;
    mean += delta / (double)c->n;
    c->a = bits_of(mean);
    c->b = bits_of(real_of(c->b) + delta * (x - mean));
  }
}

static void fill_distinct(reduce *r, uint32_t cell) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], cell);
    if (!c->p) c->p = distinct_new();
    distinct_add(c->p, b->bits[i]);
    c->n++;
  }
}

static void fill_histogram(reduce *r, uint32_t cell, value_class class) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], cell);
    if (!c->p) c->p = histogram_new();
    histogram_add(c->p, as_real(class, b->bits[i]));
    c->n++;
  }
}

/* A text's bytes are kept in a block that is large enough for every later one. */
static void keep_text(reduce *r, const reduce_get *g, const sonde_record *record, reduce_cell *c) {
  const char *bytes;
  uint32_t len;
  if (!record_column_slice(r->batch.source, g->in.column, record, &bytes, &len)) return;
  if (len > REDUCE_KEPT_TEXT) len = REDUCE_KEPT_TEXT;
  if (!c->p) c->p = memory_new(REDUCE_KEPT_TEXT);
  memcpy(c->p, bytes, len);
  c->a = len;
}

/* Lanes arrive one after the other, so the order of time decides, not the order of arrival. */
static void fill_end(reduce *r, const reduce_get *g, bool last) {
  const batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    reduce_cell *c = cell_of(r, b->owners[i], g->cell);
    uint64_t time = b->origins[i]->time;
    bool wins = !c->n || (last ? time >= c->b : time < c->b);
    c->n++;
    if (!wins) continue;
    c->b = time;
    if (g->in.class == CLASS_TEXT)
      keep_text(r, g, b->origins[i], c);
    else
      c->a = b->bits[i];
  }
}

static void fill(reduce *r, const reduce_get *g) {
  value_class class = g->in.class;
  switch (g->op) {
  case GET_COUNT: fill_count(r, g->cell); break;
  case GET_SUM:
  case GET_MEAN:
    if (class == CLASS_F64)
      fill_real_sum(r, g->cell);
    else
      fill_sum(r, g->cell, class == CLASS_I64);
    break;
  case GET_MIN: fill_extreme(r, g->cell, class, true); break;
  case GET_MAX: fill_extreme(r, g->cell, class, false); break;
  case GET_STDDEV: fill_deviation(r, g->cell, class); break;
  case GET_DISTINCT: fill_distinct(r, g->cell); break;
  case GET_FIRST: fill_end(r, g, false); break;
  case GET_LAST: fill_end(r, g, true); break;
  case GET_PERCENTILE: fill_histogram(r, g->cell, class); break;
  }
}

void reduce_fill_cells(reduce *r) {
  for (uint32_t i = 0; i < r->ngets; i++) {
    const reduce_get *g = &r->gets[i];
    if (!g->is_owner) continue;
    if (g->op != GET_COUNT) reduce_load(r, &g->in);
    fill(r, g);
  }
}

static void free_pointer(const reduce_get *g, reduce_cell *c) {
  if (g->op == GET_DISTINCT)
    distinct_free(c->p);
  else if (g->op == GET_PERCENTILE)
    histogram_free(c->p);
  else
    memory_free(c->p);
}

void reduce_free_cells(reduce *r) {
  for (uint32_t i = 0; i < r->ngets; i++)
    for (uint32_t group = 0; r->gets[i].is_owner && r->cells && group < r->groups.count; group++)
      free_pointer(&r->gets[i], cell_of(r, group, r->gets[i].cell));
  memory_free(r->cells);
  r->cells = NULL;
}
