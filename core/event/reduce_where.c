/* Conditions: compiled to ranges of sortable keys, sets of keys, or tests of a text that symbols remember. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/like.h"
#include "base/memory.h"
#include "base/schema.h"
#include "event/counter.h"
#include "event/reduce_plan.h"

typedef struct op_word {
  const char *word;
  uint32_t op;
} op_word;

static const op_word op_words[] = {{"==", SONDE_EQ}, {"=", SONDE_EQ}, {"~=", SONDE_NE}, {"!=", SONDE_NE},
    {"<", SONDE_LT}, {"<=", SONDE_LE}, {">", SONDE_GT}, {">=", SONDE_GE}, {"in", SONDE_IN},
    {"like", SONDE_LIKE}};

static uint32_t find_op(const sonde_value *v) {
  for (size_t i = 0; v->kind == SONDE_TEXT && i < COUNT(op_words); i++)
    if (strlen(op_words[i].word) == v->len && memcmp(op_words[i].word, v->u.s, v->len) == 0)
      return op_words[i].op;
  return 0;
}

/* The operand as a number of the column. Texts are read by the column's unit; ticks are written as durations.
 */
static sonde_status read_number(
    reduce *r, const char *where, const reduce_input *in, const sonde_value *v, sonde_value *out, error *e) {
  *out = *v;
  if (v->kind == SONDE_BOOL) *out = value_u64(v->u.u);
  if (v->kind == SONDE_HANDLE) *out = value_u64(v->u.u);
  if (value_is_number(out)) return SONDE_OK;
  if (v->kind != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "%s: %s cannot be compared with a number", where, kind_word(v->kind));
  sonde_field f = *in->column->field;
  f.initial = f.least = f.most = f.choices = NULL;
  f.flags = 0;
  if (in->is_ticks) f.unit = "ns";
  if (f.kind == SONDE_HANDLE) f.kind = SONDE_U64;
  sonde_status status = schema_parse(&r->memory, &f, v->u.s, v->len, out, e);
  if (status) {
    error_prefix(e, where);
    return status;
  }
  if (out->kind == SONDE_BOOL) *out = value_u64(out->u.u);
  return SONDE_OK;
}

static void constant(reduce_test *t, bool verdict) {
  t->kind = TEST_CONSTANT;
  t->verdict = verdict;
}

/* Below or above everything that the column can hold. */
static void out_of_range(reduce_test *t, bool above) {
  switch (t->op) {
  case SONDE_NE: constant(t, true); break;
  case SONDE_LT:
  case SONDE_LE: constant(t, above); break;
  case SONDE_GT:
  case SONDE_GE: constant(t, !above); break;
  default: constant(t, false); break;
  }
}

/* A range around a key that is in the column's range. */
static void set_range(reduce_test *t, uint64_t key) {
  uint64_t low = 0, high = UINT64_MAX;
  t->kind = TEST_RANGE;
  switch (t->op) {
  case SONDE_LT:
    if (!key) {
      constant(t, false);
      return;
    }
    high = key - 1;
    break;
  case SONDE_LE: high = key; break;
  case SONDE_GT:
    if (key == UINT64_MAX) {
      constant(t, false);
      return;
    }
    low = key + 1;
    break;
  case SONDE_GE: low = key; break;
  default:
    low = high = key;
    t->negate = t->op == SONDE_NE;
    break;
  }
  t->low = low;
  t->width = high - low;
}

/* A real number as a key of the column: SONDE_EQ is 0 when an integer column can hold it, else on which side
 * of it the integers continue. */
typedef enum key_fit { FITS, BELOW, ABOVE, BETWEEN } key_fit;

static key_fit key_of_real(value_class class, double n, uint64_t *key) {
  double whole = floor(n);
  if (class == CLASS_F64) {
    n += 0.0;
    memcpy(key, &n, sizeof n);
    *key = reduce_key(class, *key);
    return FITS;
  }
  if (class == CLASS_U64 && whole < 0) return BELOW;
  if (class == CLASS_I64 && whole < -9223372036854775808.0) return BELOW;
  if (whole >= (class == CLASS_U64 ? 18446744073709551616.0 : 9223372036854775808.0)) return ABOVE;
  *key = reduce_key(class, class == CLASS_U64 ? (uint64_t)whole : (uint64_t)(int64_t)whole);
  return whole < n || whole > n ? BETWEEN : FITS;
}

static key_fit key_of(value_class class, const sonde_value *v, uint64_t *key) {
  if (v->kind == SONDE_F64 || class == CLASS_F64) return key_of_real(class, value_as_f64(v), key);
  bool negative = v->kind == SONDE_I64 && v->u.i < 0;
  if (class == CLASS_U64 && negative) return BELOW;
  if (class == CLASS_I64 && v->kind == SONDE_U64 && v->u.u > INT64_MAX) return ABOVE;
  *key = reduce_key(class, v->u.u);
  return FITS;
}

/* `key` is the integer below the operand: "< 2.5" is "<= 2", ">= 2.5" is "> 2". */
static void set_between(reduce_test *t, uint64_t key) {
  if (t->op == SONDE_EQ || t->op == SONDE_NE) {
    constant(t, t->op == SONDE_NE);
    return;
  }
  uint32_t op = t->op;
  t->op = op == SONDE_LT ? SONDE_LE : op == SONDE_GE ? SONDE_GT : op;
  set_range(t, key);
  t->op = op;
}

static void set_number(reduce_test *t, const sonde_value *operand) {
  uint64_t key = 0;
  switch (key_of(t->in.class, operand, &key)) {
  case FITS: set_range(t, key); break;
  case BETWEEN: set_between(t, key); break;
  case BELOW: out_of_range(t, false); break;
  case ABOVE: out_of_range(t, true); break;
  }
}

static int compare_keys(const void *a, const void *b) {
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void set_members(reduce *r, reduce_test *t, const sonde_value *list) {
  t->kind = TEST_SET;
  t->nset = 0;
  if (!t->set) t->set = arena_alloc(&r->memory, (list->len + 1) * sizeof *t->set);
  for (uint32_t i = 0; i < list->len; i++)
    if (key_of(t->in.class, &list->u.list[i], &t->set[t->nset]) == FITS) t->nset++;
  qsort(t->set, t->nset, sizeof *t->set, compare_keys);
}

/* A duration in ticks of the newest clock. */
static sonde_value to_ticks(const reduce *r, const sonde_value *ns) {
  if (!r->has_clock || !r->clock.mult) return *ns;
  uint32_t shift = r->clock.shift > 63 ? 63 : r->clock.shift;
  return value_f64(value_as_f64(ns) * ldexp(1.0, (int)shift) / (double)r->clock.mult);
}

static void set_test(reduce *r, reduce_test *t) {
  if (t->op == SONDE_IN) {
    set_members(r, t, &t->operand);
    return;
  }
  sonde_value operand = t->in.is_ticks ? to_ticks(r, &t->operand) : t->operand;
  t->negate = false;
  set_number(t, &operand);
}

static sonde_status read_numbers(
    reduce *r, const char *where, reduce_test *t, const sonde_value *list, error *e) {
  sonde_value *items = arena_alloc(&r->memory, (list->len + 1) * sizeof *items);
  for (uint32_t i = 0; i < list->len; i++) {
    sonde_status status = read_number(r, where, &t->in, &list->u.list[i], &items[i], e);
    if (status) return status;
  }
  t->operand = value_list(items, list->len);
  return SONDE_OK;
}

static sonde_status check_texts(const char *where, const reduce_test *t, error *e) {
  const sonde_value *v = &t->operand;
  for (uint32_t i = 0; t->op == SONDE_IN && i < v->len; i++)
    if (v->u.list[i].kind != SONDE_TEXT && v->u.list[i].kind != SONDE_BYTES)
      return error_set(e, SONDE_ARG, "%s: a text is compared with %s", where, kind_word(v->u.list[i].kind));
  if (t->op != SONDE_IN && v->kind != SONDE_TEXT && v->kind != SONDE_BYTES)
    return error_set(e, SONDE_ARG, "%s: a text is compared with %s", where, kind_word(v->kind));
  return SONDE_OK;
}

static bool is_text(const reduce_test *t) {
  return t->in.class == CLASS_TEXT || t->in.class == CLASS_SYMBOL;
}

static sonde_status add_test(
    reduce *r, const char *where, const char *column, uint32_t op, const sonde_value *v, error *e) {
  if (r->ntests == REDUCE_CONDITIONS)
    return error_set(e, SONDE_ARG, "%s: more than %d conditions", where, REDUCE_CONDITIONS);
  reduce_test *t = &r->tests[r->ntests];
  *t = (reduce_test){.op = op};
  sonde_status status = reduce_find_input(r, where, column, &t->in, e);
  if (!status) status = value_copy(&r->memory, v, &t->operand, e);
  if (status) return status;
  if (op == SONDE_IN && v->kind != SONDE_LIST)
    return error_set(e, SONDE_ARG, "%s: 'in' wants a list, as in { \"in\", { 1, 2 } }", where);
  if (op == SONDE_LIKE && !is_text(t))
    return error_set(e, SONDE_ARG, "%s: 'like' wants a text column; '%s' is %s", where, column,
        kind_word(t->in.column->kind));
  if (is_text(t)) {
    t->kind = TEST_TEXT;
    status = check_texts(where, t, e);
  } else {
    sonde_value given = t->operand;
    if (op == SONDE_IN)
      status = read_numbers(r, where, t, &given, e);
    else
      status = read_number(r, where, &t->in, &given, &t->operand, e);
    if (!status) set_test(r, t);
  }
  if (status) return status;
  r->conditions[r->ntests++] =
      (sonde_condition){.column = t->in.column->field->name, .op = op, .value = t->operand};
  return SONDE_OK;
}

/* A value for equality, or { operator, operand }. */
static sonde_status add_condition(
    reduce *r, const char *where, const char *column, const sonde_value *v, error *e) {
  if (v->kind != SONDE_LIST) return add_test(r, where, column, SONDE_EQ, v, e);
  if (v->len != 2)
    return error_set(
        e, SONDE_ARG, "%s: a condition is { operator, operand }; this list has %u items", where, v->len);
  uint32_t op = find_op(&v->u.list[0]);
  if (!op) {
    const sonde_value *word = &v->u.list[0];
    return error_set(e, SONDE_ARG, "%s: unknown operator '%.*s'; use == ~= < <= > >= in like", where,
        word->kind == SONDE_TEXT ? (int)(word->len < 40 ? word->len : 40) : 1,
        word->kind == SONDE_TEXT ? word->u.s : "?");
  }
  return add_test(r, where, column, op, &v->u.list[1], e);
}

static sonde_status add_conditions(reduce *r, const char *column, const sonde_value *v, error *e) {
  char where[100];
  snprintf(where, sizeof where, "where.%.80s", column);
  bool several = v->kind == SONDE_LIST && v->len && v->u.list[0].kind == SONDE_LIST;
  if (!several) return add_condition(r, where, column, v, e);
  for (uint32_t i = 0; i < v->len; i++) {
    sonde_status status = add_condition(r, where, column, &v->u.list[i], e);
    if (status) return status;
  }
  return SONDE_OK;
}

sonde_status reduce_compile_where(reduce *r, const sonde_value *spec, error *e) {
  if (!spec || spec->kind == SONDE_NIL) return SONDE_OK;
  if (spec->kind != SONDE_MAP && !(spec->kind == SONDE_LIST && !spec->len))
    return error_set(
        e, SONDE_ARG, "where: wants a map of conditions, as in { duration = { \">\", \"1ms\" } }");
  for (uint32_t i = 0; spec->kind == SONDE_MAP && i < spec->len; i++) {
    sonde_status status = add_conditions(r, spec->u.map[i].key, &spec->u.map[i].value, e);
    if (status) return status;
  }
  r->where = (sonde_where){.conditions = r->conditions, .nconditions = r->ntests};
  return SONDE_OK;
}

static bool text_equal(const sonde_value *v, const char *bytes, size_t len) {
  return v->len == len && (!len || memcmp(v->u.s, bytes, len) == 0);
}

static int text_order(const sonde_value *v, const char *bytes, size_t len) {
  size_t least = len < v->len ? len : v->len;
  int order = least ? memcmp(bytes, v->u.s, least) : 0;
  return order ? order : (len > v->len) - (len < v->len);
}

static bool is_member(const sonde_value *list, const char *bytes, size_t len) {
  for (uint32_t i = 0; i < list->len; i++)
    if (text_equal(&list->u.list[i], bytes, len)) return true;
  return false;
}

static bool text_passes(const reduce_test *t, const char *bytes, size_t len) {
  switch (t->op) {
  case SONDE_EQ: return text_equal(&t->operand, bytes, len);
  case SONDE_NE: return !text_equal(&t->operand, bytes, len);
  case SONDE_LIKE: return like_match(t->operand.u.s, t->operand.len, bytes, len);
  case SONDE_IN: return is_member(&t->operand, bytes, len);
  case SONDE_LT: return text_order(&t->operand, bytes, len) < 0;
  case SONDE_LE: return text_order(&t->operand, bytes, len) <= 0;
  case SONDE_GT: return text_order(&t->operand, bytes, len) > 0;
  default: return text_order(&t->operand, bytes, len) >= 0;
  }
}

static void grow_memo(reduce_test *t, uint32_t symbol) {
  uint32_t n = t->nmemo ? t->nmemo : 256;
  while (n <= symbol)
    n *= 2;
  t->memo = memory_resize(t->memo, n);
  memset(t->memo + t->nmemo, 0, n - t->nmemo);
  t->nmemo = n;
}

/* Each symbol's text is looked at once. */
static bool symbol_passes(const reduce *r, reduce_test *t, uint32_t symbol) {
  if (symbol >= t->nmemo) grow_memo(t, symbol);
  if (!t->memo[symbol]) {
    size_t len;
    const char *chars = symbol_text(r->table, symbol, &len);
    t->memo[symbol] = text_passes(t, chars, len) ? 2 : 1;
  }
  return t->memo[symbol] == 2;
}

static bool in_set(const reduce_test *t, uint64_t key) {
  return t->nset && bsearch(&key, t->set, t->nset, sizeof *t->set, compare_keys);
}

static bool passes(reduce *r, reduce_test *t, uint64_t bits, const sonde_record *record) {
  const char *bytes;
  uint32_t len;
  switch (t->kind) {
  case TEST_SET: return in_set(t, reduce_key(t->in.class, bits));
  case TEST_CONSTANT: return t->verdict;
  case TEST_RANGE: return (reduce_key(t->in.class, bits) - t->low <= t->width) != t->negate;
  case TEST_TEXT:
    if (t->in.class == CLASS_SYMBOL) return symbol_passes(r, t, (uint32_t)bits);
    return record_column_slice(r->batch.source, t->in.column, record, &bytes, &len) &&
           text_passes(t, bytes, len);
  }
  return false;
}

/* The most frequent test, without a decision inside. */
static void filter_range(batch *b, const reduce_test *t) {
  uint64_t flip = t->in.class == CLASS_I64 ? UINT64_C(1) << 63 : 0;
  uint32_t n = 0;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    b->records[n] = b->origins[i];
    n += ((b->bits[i] ^ flip) - t->low <= t->width) != t->negate;
  }
  b->n = n;
}

static void filter_any(reduce *r, reduce_test *t) {
  batch *b = &r->batch;
  uint32_t n = 0;
  for (uint32_t i = 0; i < b->nvalues; i++)
    if (passes(r, t, b->bits[i], b->origins[i])) b->records[n++] = b->origins[i];
  b->n = n;
}

/* Ticks are as long as the newest clock says. */
static void follow_clock(reduce *r) {
  const sonde_clock *c = r->batch.source->clock;
  if (!c || (r->has_clock && c->mult == r->clock.mult && c->shift == r->clock.shift)) return;
  r->clock = *c;
  r->has_clock = true;
  for (uint32_t i = 0; i < r->ntests; i++)
    if (r->tests[i].in.is_ticks) set_test(r, &r->tests[i]);
}

void reduce_filter(reduce *r) {
  follow_clock(r);
  for (uint32_t i = 0; i < r->ntests && r->batch.n; i++) {
    reduce_test *t = &r->tests[i];
    r->batch.loaded = 0;
    reduce_load(r, &t->in);
    if (t->kind == TEST_RANGE && t->in.class != CLASS_F64)
      filter_range(&r->batch, t);
    else
      filter_any(r, t);
  }
  r->batch.loaded = 0;
}

void reduce_free_tests(reduce *r) {
  for (uint32_t i = 0; i < r->ntests; i++)
    memory_free(r->tests[i].memo);
}
