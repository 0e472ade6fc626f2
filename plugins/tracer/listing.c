/* What the three queries share. */
#include "listing.h"

#include <string.h>

#include "base/memory.h"
#include "platform.h"

enum { SPAN_RECORDS = 1024, SPAN_TEXT = 4 << 20 };

listing *listing_new(sonde_self *self, sonde_call *call, uint32_t record_size, sonde_status *status) {
  listing *l = NEW(listing);
  l->time = (uint64_t)platform_wall_ns();
  *status = SONDE_OK;
  if (sonde_rows_init(&l->rows, record_size, SPAN_RECORDS, SPAN_TEXT)) return l;
  *status = self->host->fail(call, SONDE_MEMORY, 0, "there is no memory for the rows");
  listing_close(self, l);
  return NULL;
}

void SONDE_CALL listing_close(sonde_self *self, void *cursor) {
  (void)self;
  listing *l = cursor;
  if (l->own) watch_end(l->own);
  sonde_rows_free(&l->rows);
  text_free(&l->scratch);
  memory_free(l->name);
  memory_free(l);
}

void listing_put(listing *l, sonde_slice *slice, const char *s) {
  sonde_rows_text(&l->rows, slice, s, strlen(s));
}

sonde_status listing_watch(sonde_self *self, sonde_call *call, const sonde_value *args, listing *l) {
  watched *w = watch_find(self, &args[ASK_TARGET]);
  if (!w) {
    watch_ask ask = {.args = args};
    sonde_status s = watch_start(self, call, &ask, &l->own);
    if (s) return s;
    w = l->own;
  }
  l->block = self->targets->block(w->agent, &l->block_bytes);
  return SONDE_OK;
}
