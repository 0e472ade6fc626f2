/* The compiled form of a reducer. Private to reduce*.c. Records are worked on in batches, column by column,
 * so that the inner loops have no decisions about kinds. */
#ifndef SONDE_EVENT_REDUCE_PLAN_H
#define SONDE_EVENT_REDUCE_PLAN_H

#include "base/map.h"
#include "event/reduce.h"

enum {
  REDUCE_BATCH = 256,
  REDUCE_GROUPS = 65536,         /* groups with a row of their own; group 0 is "other" */
  REDUCE_KEYS = 8,               /* columns in `group` */
  REDUCE_GETS = 64,              /* words in `get` */
  REDUCE_CONDITIONS = 64,        /* conditions in `where` */
  REDUCE_ROWS = 10000,           /* rows without `get` */
  REDUCE_TEXT_MEMORY = 16 << 20, /* bytes of texts that groups are named by */
  REDUCE_KEPT_TEXT = 1024        /* bytes of a text that first and last keep */
};

/* How the 8 bytes of a loaded value are to be understood. */
typedef enum value_class { CLASS_U64 = 1, CLASS_I64, CLASS_F64, CLASS_SYMBOL, CLASS_TEXT } value_class;

typedef struct reduce_input {
  const record_column *column;
  uint32_t index;
  value_class class;
  bool is_ticks, is_time;
} reduce_input;

typedef enum test_kind { TEST_RANGE = 1, TEST_SET, TEST_TEXT, TEST_CONSTANT } test_kind;

/* One condition. Numbers are compared as sortable keys: see reduce_key. */
typedef struct reduce_test {
  reduce_input in;
  test_kind kind;
  uint32_t op;
  bool negate, verdict; /* verdict: of TEST_CONSTANT */
  uint64_t low, width;  /* TEST_RANGE: low <= key <= low + width */
  uint64_t *set;        /* TEST_SET: sorted keys */
  uint32_t nset;
  sonde_value operand;
  uint8_t *memo; /* by symbol: 0 not asked yet, 1 no, 2 yes */
  uint32_t nmemo;
} reduce_test;

typedef enum get_op {
  GET_COUNT = 1,
  GET_SUM,
  GET_MIN,
  GET_MAX,
  GET_MEAN,
  GET_STDDEV,
  GET_DISTINCT,
  GET_FIRST,
  GET_LAST,
  GET_PERCENTILE
} get_op;

typedef struct reduce_get {
  const char *name;
  get_op op;
  double quantile; /* 0-1 */
  reduce_input in; /* not for count */
  uint32_t cell;   /* which cell of a group; percentiles of one column share theirs */
  bool is_owner;   /* this word fills the cell */
} reduce_get;

/* State of one word in one group. Sums: a low and b high half. Extremes: a is the key. Welford: a mean, b sum
 * of squares. First and last: a value, b time as key, p kept text. Sketches: p. */
typedef struct reduce_cell {
  uint64_t n, a, b;
  void *p;
} reduce_cell;

typedef struct batch {
  const record_source *source;
  uint32_t n;
  const sonde_record *records[REDUCE_BATCH];
  uint32_t groups[REDUCE_BATCH];
  /* One column of the records where it is known. */
  uint32_t loaded; /* 1 + column; 0: none */
  uint32_t nvalues;
  uint64_t bits[REDUCE_BATCH];
  uint32_t owners[REDUCE_BATCH]; /* groups of the values */
  const sonde_record *origins[REDUCE_BATCH];
} batch;

/* Groups: by one symbol an array, by anything else a hash table of key words. */
typedef struct reduce_groups {
  reduce_input keys[REDUCE_KEYS];
  uint32_t nkeys;
  uint32_t *by_symbol, nby_symbol;
  uint32_t *table, capacity; /* open addressing: group number, 0 empty */
  uint64_t *words;           /* nkeys words a group */
  map texts;                 /* of text columns: to 1, 2 ... */
  arena text_memory;
  const char **text_of; /* [texts.count + 1], zero-terminated */
  uint32_t *text_len, text_room;
  uint32_t count, room; /* groups in use, group 0 included */
} reduce_groups;

typedef struct reduce_kept { /* rows without `get` */
  arena arenas[2];
  uint32_t current, count, room;
  sonde_value *values; /* ncolumns a row */
} reduce_kept;

struct reduce {
  const record_type *type;
  arena memory; /* names, operands */
  reduce_test tests[REDUCE_CONDITIONS];
  sonde_condition conditions[REDUCE_CONDITIONS];
  uint32_t ntests;
  sonde_where where;
  reduce_groups groups;
  reduce_get gets[REDUCE_GETS];
  uint32_t ngets, ncells;
  bool has_get;
  uint32_t top, shown[64 + REDUCE_KEYS], nshown; /* shown: columns of kept rows */
  int by;                                        /* output column to sort by; -1: by group */
  reduce_cell *cells;
  reduce_kept kept;
  sonde_clock clock; /* of the newest span that had one: for ticks */
  bool has_clock;
  uint64_t wanted;
  reduce_loss loss;
  const symbol_table *table;
  batch batch;
};

/* reduce_load.c */
sonde_status reduce_find_input(reduce *r, const char *where, const char *name, reduce_input *in, error *e);
void reduce_load(reduce *r, const reduce_input *in);
/* A number as a key of the same order. */
uint64_t reduce_key(value_class class, uint64_t bits);
uint64_t reduce_key_back(value_class class, uint64_t key);
uint64_t reduce_hash(const void *bytes, size_t len);

/* reduce_where.c */
sonde_status reduce_compile_where(reduce *r, const sonde_value *spec, error *e);
void reduce_filter(reduce *r);
void reduce_free_tests(reduce *r);

/* reduce_group.c */
sonde_status reduce_compile_group(reduce *r, const sonde_value *spec, error *e);
void reduce_find_groups(reduce *r);
sonde_value reduce_group_value(const reduce *r, uint32_t group, uint32_t key);
void reduce_reset_groups(reduce *r);

/* reduce_get.c */
sonde_status reduce_compile_get(reduce *r, const sonde_value *spec, error *e);
void reduce_fill_cells(reduce *r);
void reduce_free_cells(reduce *r);

/* reduce_result.c */
sonde_value reduce_cell_value(const reduce *r, const reduce_get *g, const reduce_cell *c, arena *a);

/* reduce_keep.c */
void reduce_keep(reduce *r);
void reduce_keep_trim(reduce *r);
void reduce_keep_free(reduce *r);

#endif
