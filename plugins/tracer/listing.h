/* Inside the plugin: rows of a query that are all made when it is opened and handed over in pieces. */
#ifndef TRACER_LISTING_H
#define TRACER_LISTING_H

#include "plugin.h"

typedef struct listing {
  uint32_t n, at; /* entries in all, of the next one */
  uint64_t time;
  sonde_rows rows;
  watched *own;      /* ended at close; NULL: the watch is somebody else's, or none */
  const void *block; /* of the watch */
  uint64_t block_bytes;
  char *name; /* pattern; NULL: all */
  text scratch;
} listing;

/* NULL: the call has failed. */
listing *listing_new(sonde_self *self, sonde_call *call, uint32_t record_size, sonde_status *status);
/* Puts a text column and clears the text. */
void listing_put(listing *l, sonde_slice *slice, const char *s);
/* Finds who watches the target, or watches it for as long as the listing lives; fills in the block. */
sonde_status listing_watch(sonde_self *self, sonde_call *call, const sonde_value *args, listing *l);

#endif
