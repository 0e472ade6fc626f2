/* words: a SLOW query whose caller names further columns. */
#include "fake.h"

typedef struct word_row {
  sonde_record record;
  int64_t n;
  sonde_slice words[16];
} word_row;

typedef struct words_cursor {
  sonde_rows rows;
  uint32_t ncolumns;
  char columns[16][32];
} words_cursor;

static const sonde_field words_params[] = {
    {.name = "columns",
        .unit = "",
        .doc = "Names of further columns.",
        .kind = SONDE_LIST,
        .item_kind = SONDE_TEXT},
};
static const sonde_field words_fields[] = {
    {.name = "n", .unit = "", .doc = "1 to 3.", .kind = SONDE_I64, .offset = 16},
};

static sonde_status SONDE_CALL words_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  (void)self, (void)call;
  words_cursor *c = (words_cursor *)calloc(1, sizeof *c);
  if (!c) return SONDE_MEMORY;
  c->ncolumns = args[0].kind == SONDE_LIST ? args[0].len : 0;
  for (uint32_t i = 0; i < c->ncolumns; i++)
    snprintf(c->columns[i], sizeof c->columns[i], "%.*s", (int)args[0].u.list[i].len, args[0].u.list[i].u.s);
  if (!sonde_rows_init(&c->rows, 24 + 8 * c->ncolumns, 3, 4000)) {
    free(c);
    return SONDE_MEMORY;
  }
  *cursor = c;
  return SONDE_OK;
}

static sonde_status SONDE_CALL words_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  words_cursor *c = (words_cursor *)cursor;
  (void)self, (void)call;
  sonde_rows_clear(&c->rows);
  for (int64_t n = 1; n <= 3; n++) {
    word_row *r = (word_row *)sonde_rows_add(&c->rows, 0);
    r->n = n;
    for (uint32_t i = 0; i < c->ncolumns; i++) {
      char word[48];
      int len = snprintf(word, sizeof word, "%s %d", c->columns[i], (int)n);
      sonde_rows_text(&c->rows, &r->words[i], word, (size_t)len);
    }
  }
  sonde_rows_hand_over(&c->rows, span, NULL, SONDE_SPAN_END);
  return SONDE_OK;
}

static void SONDE_CALL words_close(sonde_self *self, void *cursor) {
  words_cursor *c = (words_cursor *)cursor;
  (void)self;
  sonde_rows_free(&c->rows);
  free(c);
}

static const sonde_query queries[] = {
    {.name = "named",
        .doc = "Columns that the caller names.",
        .needs = "",
        SONDE_PARAMS(words_params),
        SONDE_FIELDS(words_fields),
        .open = words_open,
        .next = words_next,
        .close = words_close,
        .record_size = 24,
        .flags = SONDE_ROW_SLOW | SONDE_ROW_COLUMNS},
};

FAKE_ENTRY("words", (p.queries = queries, p.nqueries = 1))
