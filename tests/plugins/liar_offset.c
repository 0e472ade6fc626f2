/* liar_offset: a column outside its record. */
#include "fake.h"

static sonde_status SONDE_CALL open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  (void)self, (void)call, (void)args, (void)cursor;
  return SONDE_OK;
}
static sonde_status SONDE_CALL next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  (void)self, (void)call, (void)cursor;
  span->flags = SONDE_SPAN_END;
  return SONDE_OK;
}
static void SONDE_CALL close(sonde_self *self, void *cursor) {
  (void)self, (void)cursor;
}

static const sonde_field fields[] = {
    {.name = "inside", .unit = "", .doc = "Fits.", .kind = SONDE_I64, .offset = 16},
    {.name = "outside", .unit = "", .doc = "Does not.", .kind = SONDE_I64, .offset = 24},
};
static const sonde_query queries[] = {
    {.name = "rows",
        .doc = "None.",
        .needs = "",
        SONDE_FIELDS(fields),
        .open = open,
        .next = next,
        .close = close,
        .record_size = 24},
};

FAKE_ENTRY("liar_offset", (p.queries = queries, p.nqueries = 1))
