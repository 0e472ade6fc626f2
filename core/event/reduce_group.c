/* Groups: which row a record counts for. Group 0 is "other". */
#include <string.h>

#include "base/memory.h"
#include "event/counter.h"
#include "event/reduce_plan.h"

static sonde_status add_key(reduce *r, const sonde_value *name, error *e) {
  reduce_groups *g = &r->groups;
  if (name->kind != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "group: wants the name of a column, or a list of names");
  if (g->nkeys == REDUCE_KEYS) return error_set(e, SONDE_ARG, "group: more than %d columns", REDUCE_KEYS);
  const char *chars = arena_text(&r->memory, name->u.s, name->len);
  return reduce_find_input(r, "group", chars, &g->keys[g->nkeys++], e);
}

sonde_status reduce_compile_group(reduce *r, const sonde_value *spec, error *e) {
  sonde_status status = SONDE_OK;
  if (!spec || spec->kind == SONDE_NIL) return SONDE_OK;
  if (spec->kind != SONDE_LIST) return add_key(r, spec, e);
  for (uint32_t i = 0; !status && i < spec->len; i++)
    status = add_key(r, &spec->u.list[i], e);
  return status;
}

static void grow_groups(reduce *r) {
  reduce_groups *g = &r->groups;
  uint32_t room = g->room ? g->room * 2 : 64;
  if (g->nkeys) g->words = memory_resize(g->words, (size_t)room * g->nkeys * sizeof *g->words);
  if (r->ncells) {
    size_t cells = (size_t)r->ncells * sizeof *r->cells;
    r->cells = memory_resize(r->cells, room * cells);
    memset((char *)r->cells + g->room * cells, 0, (room - g->room) * cells);
  }
  g->room = room;
}

/* A new group for these key words, or "other". */
static uint32_t add_group(reduce *r, const uint64_t *words) {
  reduce_groups *g = &r->groups;
  if (g->count > REDUCE_GROUPS) return 0;
  if (g->count >= g->room) grow_groups(r);
  if (g->nkeys) memcpy(g->words + (size_t)g->count * g->nkeys, words, g->nkeys * sizeof *words);
  return g->count++;
}

/* A text as a number; 0 when there are too many. */
static uint64_t number_text(reduce *r, const char *bytes, uint32_t len) {
  reduce_groups *g = &r->groups;
  const uint64_t *known = map_find(&g->texts, bytes, len);
  if (known) return *known;
  const char *copy = g->texts.count < REDUCE_GROUPS ? arena_text(&g->text_memory, bytes, len) : NULL;
  if (!copy) return 0;
  uint32_t number = (uint32_t)g->texts.count + 1;
  if (number >= g->text_room) {
    g->text_room = g->text_room ? g->text_room * 2 : 64;
    g->text_of = memory_resize((void *)(uintptr_t)g->text_of, g->text_room * sizeof *g->text_of);
    g->text_len = memory_resize(g->text_len, g->text_room * sizeof *g->text_len);
  }
  g->text_of[number] = copy;
  g->text_len[number] = len;
  *map_put(&g->texts, bytes, len) = number;
  return number;
}

static void rehash(reduce *r) {
  reduce_groups *g = &r->groups;
  g->capacity = g->capacity ? g->capacity * 2 : 128;
  memory_free(g->table);
  g->table = memory_new(g->capacity * sizeof *g->table);
  for (uint32_t i = 1; i < g->count; i++) {
    uint64_t at = reduce_hash(g->words + (size_t)i * g->nkeys, g->nkeys * sizeof *g->words);
    while (g->table[at & (g->capacity - 1)])
      at++;
    g->table[at & (g->capacity - 1)] = i;
  }
}

static uint32_t find_hashed(reduce *r, const uint64_t *words) {
  reduce_groups *g = &r->groups;
  size_t bytes = g->nkeys * sizeof *words;
  if (g->count * 2 >= g->capacity) rehash(r);
  uint64_t at = reduce_hash(words, bytes);
  for (uint32_t i; (i = g->table[at & (g->capacity - 1)]) != 0; at++)
    if (memcmp(g->words + (size_t)i * g->nkeys, words, bytes) == 0) return i;
  uint32_t group = add_group(r, words);
  if (group) g->table[at & (g->capacity - 1)] = group;
  return group;
}

static uint32_t find_symbol_slowly(reduce *r, uint32_t symbol) {
  reduce_groups *g = &r->groups;
  if (symbol >= g->nby_symbol) {
    uint32_t n = g->nby_symbol ? g->nby_symbol : 256;
    while (n <= symbol)
      n *= 2;
    g->by_symbol = memory_resize(g->by_symbol, n * sizeof *g->by_symbol);
    memset(g->by_symbol + g->nby_symbol, 0, (n - g->nby_symbol) * sizeof *g->by_symbol);
    g->nby_symbol = n;
  }
  return g->by_symbol[symbol] = add_group(r, &(uint64_t){symbol});
}

/* One symbol column: an array from the symbol to its group. */
static void group_by_symbol(reduce *r) {
  reduce_groups *g = &r->groups;
  batch *b = &r->batch;
  for (uint32_t i = 0; i < b->nvalues; i++) {
    uint32_t symbol = (uint32_t)b->bits[i];
    uint32_t group = symbol < g->nby_symbol ? g->by_symbol[symbol] : 0;
    b->records[i] = b->origins[i];
    b->groups[i] = group ? group : find_symbol_slowly(r, symbol);
  }
  b->n = b->nvalues;
}

/* The subject lies in every record's header, so it is always known. */
static void group_by_subject(reduce *r) {
  reduce_groups *g = &r->groups;
  batch *b = &r->batch;
  const symbol_map *m = b->source->symbols;
  for (uint32_t i = 0; i < b->n; i++) {
    uint32_t symbol = symbol_map_get(m, b->records[i]->subject);
    uint32_t group = symbol < g->nby_symbol ? g->by_symbol[symbol] : 0;
    b->groups[i] = group ? group : find_symbol_slowly(r, symbol);
  }
}

static bool key_word(reduce *r, const reduce_input *in, uint32_t i, uint64_t *word) {
  const char *bytes;
  uint32_t len;
  *word = r->batch.bits[i];
  if (in->class != CLASS_TEXT) return true;
  if (!record_column_slice(r->batch.source, in->column, r->batch.origins[i], &bytes, &len)) return false;
  *word = number_text(r, bytes, len);
  return *word != 0;
}

/* Adds the words of one key; records whose key is unknown are dropped (and were counted), those with one text
 * too many go to "other". */
static void add_words(reduce *r, uint32_t key, uint64_t (*words)[REDUCE_KEYS], bool *is_other) {
  batch *b = &r->batch;
  const reduce_input *in = &r->groups.keys[key];
  b->loaded = 0;
  reduce_load(r, in);
  for (uint32_t i = 0, from = 0; i < b->nvalues; i++, from++) {
    while (b->records[from] != b->origins[i])
      from++;
    if (from != i) {
      memcpy(words[i], words[from], sizeof words[i]);
      is_other[i] = is_other[from];
      b->records[i] = b->origins[i];
    }
    if (!key_word(r, in, i, &words[i][key])) is_other[i] = true;
  }
  b->n = b->nvalues;
}

static void group_by_keys(reduce *r) {
  batch *b = &r->batch;
  uint64_t words[REDUCE_BATCH][REDUCE_KEYS];
  bool is_other[REDUCE_BATCH] = {false};
  for (uint32_t key = 0; key < r->groups.nkeys; key++)
    add_words(r, key, words, is_other);
  for (uint32_t i = 0; i < b->n; i++)
    b->groups[i] = is_other[i] ? 0 : find_hashed(r, words[i]);
}

static void count_other(reduce *r) {
  for (uint32_t i = 0; i < r->batch.n; i++)
    r->loss.groups_dropped += !r->batch.groups[i];
}

void reduce_find_groups(reduce *r) {
  reduce_groups *g = &r->groups;
  if (!g->nkeys) {
    for (uint32_t i = 0; i < r->batch.n; i++)
      r->batch.groups[i] = 1;
    return;
  }
  if (g->nkeys > 1 || g->keys[0].class != CLASS_SYMBOL) {
    group_by_keys(r);
  } else if (g->keys[0].column->offset == offsetof(sonde_record, subject) &&
             !g->keys[0].column->quality_offset) {
    group_by_subject(r);
  } else {
    reduce_load(r, &g->keys[0]);
    group_by_symbol(r);
  }
  r->batch.loaded = 0;
  count_other(r);
}

static sonde_value text_of_symbol(const reduce *r, uint32_t symbol) {
  size_t len;
  const char *chars = symbol_text(r->table, symbol, &len);
  return symbol ? value_text_len(chars, len) : value_nil();
}

sonde_value reduce_group_value(const reduce *r, uint32_t group, uint32_t key) {
  const reduce_groups *g = &r->groups;
  const reduce_input *in = &g->keys[key];
  if (!group) return value_text("other");
  uint64_t word = g->words[(size_t)group * g->nkeys + key];
  if (in->is_ticks && r->has_clock) return value_i64(counter_ticks_to_ns(&r->clock, word));
  double n;
  switch (in->class) {
  case CLASS_SYMBOL: return text_of_symbol(r, (uint32_t)word);
  case CLASS_TEXT: return value_text_len(g->text_of[word], g->text_len[word]);
  case CLASS_I64: return value_i64((int64_t)word);
  case CLASS_F64: memcpy(&n, &word, sizeof n); return value_f64(n);
  default: return in->column->kind == SONDE_BOOL ? value_bool(word != 0) : value_u64(word);
  }
}

/* Empty again: group 0 and, without keys, the one group 1. */
void reduce_reset_groups(reduce *r) {
  reduce_groups *g = &r->groups;
  memory_free(g->by_symbol);
  memory_free(g->table);
  memory_free(g->words);
  memory_free((void *)(uintptr_t)g->text_of);
  memory_free(g->text_len);
  map_free(&g->texts);
  arena_free(&g->text_memory);
  uint32_t nkeys = g->nkeys;
  reduce_input keys[REDUCE_KEYS];
  memcpy(keys, g->keys, sizeof keys);
  *g = (reduce_groups){.nkeys = nkeys};
  memcpy(g->keys, keys, sizeof keys);
  arena_init(&g->text_memory, REDUCE_TEXT_MEMORY);
  uint64_t none[REDUCE_KEYS] = {0};
  add_group(r, none);
  if (!nkeys) add_group(r, none);
}
