/* rude: loads, and then breaks the rules in each of its answers. */
#include "fake.h"

static const sonde_field number[] = {
    {.name = "value", .unit = "", .doc = "A number.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field words[] = {
    {.name = "value", .unit = "", .doc = "A text.", .kind = SONDE_TEXT},
};
static const sonde_field real[] = {
    {.name = "value", .unit = "", .doc = "A number.", .kind = SONDE_F64},
};
static const sonde_field handle[] = {
    {.name = "value", .unit = "handle:thing", .doc = "A handle.", .kind = SONDE_HANDLE},
};

#define RUDE(NAME, BODY)                                                                                     \
  static sonde_status SONDE_CALL NAME(                                                                       \
      sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {                   \
    (void)self, (void)call, (void)args, (void)results;                                                       \
    BODY;                                                                                                    \
  }

RUDE(wrong_kind, results[0] = sonde_text("seven"); return SONDE_OK)
RUDE(no_kind, results[0].kind = 99; return SONDE_OK)
RUDE(null_text, results[0] = sonde_text_len(NULL, 5); return SONDE_OK)
RUDE(nothing, return SONDE_OK)
RUDE(not_utf8, results[0] = sonde_text("caf\xE9!"); return SONDE_OK)
RUDE(not_a_number, results[0] = sonde_f64(1e308 * (results == NULL ? 1 : 10)); return SONDE_OK)
RUDE(false_handle, results[0] = sonde_handle(0x100000001u); return SONDE_OK)
RUDE(odd_status, return 77)
RUDE(silent, return SONDE_OS)

static const sonde_fn fns[] = {
    {.name = "wrong_kind",
        .doc = "A text for a number.",
        .needs = "",
        SONDE_RESULTS(number),
        .call = wrong_kind},
    {.name = "no_kind", .doc = "Of no kind.", .needs = "", SONDE_RESULTS(number), .call = no_kind},
    {.name = "nothing",
        .doc = "Promised and not given.",
        .needs = "",
        SONDE_RESULTS(number),
        .call = nothing},
    {.name = "null_text", .doc = "Nowhere.", .needs = "", SONDE_RESULTS(words), .call = null_text},
    {.name = "not_utf8", .doc = "Latin 1.", .needs = "", SONDE_RESULTS(words), .call = not_utf8},
    {.name = "not_a_number", .doc = "Infinite.", .needs = "", SONDE_RESULTS(real), .call = not_a_number},
    {.name = "false_handle",
        .doc = "Minted by nobody.",
        .needs = "",
        SONDE_RESULTS(handle),
        .call = false_handle},
    {.name = "odd_status", .doc = "No status.", .needs = "", SONDE_RESULTS(number), .call = odd_status},
    {.name = "silent", .doc = "Fails without a word.", .needs = "", SONDE_RESULTS(number), .call = silent},
};

static const sonde_field broken_params[] = {
    {.name = "how",
        .unit = "",
        .doc = "What is wrong.",
        .kind = SONDE_TEXT,
        .choices = "size count beyond fails",
        .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field columns[] = {
    {.name = "n", .unit = "", .doc = "A number.", .kind = SONDE_I64, .offset = 16},
};

static sonde_status SONDE_CALL broken_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  static char how[4];
  (void)self, (void)call;
  how[0] = args[0].u.s[0];
  *cursor = how;
  return SONDE_OK;
}

static sonde_status SONDE_CALL broken_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  static struct {
    sonde_record record;
    int64_t n;
  } rows[2];
  (void)self, (void)call;
  const char how = *(const char *)cursor;
  if (how == 'f') return SONDE_OS;
  rows[0].record.size = rows[1].record.size = how == 's' ? 20 : how == 'b' ? 800 : 24;
  span->records = rows;
  span->nbytes = sizeof rows;
  span->nrecords = how == 'c' ? 5 : 2;
  span->flags = SONDE_SPAN_END;
  return SONDE_OK;
}

static void SONDE_CALL broken_close(sonde_self *self, void *cursor) {
  (void)self, (void)cursor;
}

static const sonde_query queries[] = {
    {.name = "broken",
        .doc = "Spans that are wrong.",
        .needs = "",
        SONDE_PARAMS(broken_params),
        SONDE_FIELDS(columns),
        .open = broken_open,
        .next = broken_next,
        .close = broken_close,
        .record_size = 24},
};

FAKE_ENTRY("rude", (p.fns = fns, p.nfns = SONDE_COUNT(fns), p.queries = queries, p.nqueries = 1))
