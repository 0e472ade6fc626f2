/* A cursor over unwind tables. It never leaves its bounds: a read beyond them gives 0 and marks the cursor as
 * bad. Freestanding. */
#ifndef SONDE_AGENT_UNWIND_READ_H
#define SONDE_AGENT_UNWIND_READ_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the target at `address`. In the target `bytes` is that address; a test may have them elsewhere. */
typedef struct unwind_view {
  const uint8_t *bytes;
  uint64_t address, size;
} unwind_view;

typedef struct unwind_cursor {
  const unwind_view *view;
  uint64_t at, end; /* offsets in the view */
  int bad;
} unwind_cursor;

/* Bad from the start when the addresses lie outside. */
unwind_cursor unwind_cursor_at(const unwind_view *view, uint64_t address, uint64_t bytes);
uint64_t unwind_address(const unwind_cursor *c); /* of the next byte */

uint64_t unwind_read(unwind_cursor *c, unsigned bytes); /* 1, 2, 4 or 8, little endian */
int64_t unwind_read_signed(unwind_cursor *c, unsigned bytes);
uint64_t unwind_uleb(unwind_cursor *c);
int64_t unwind_sleb(unwind_cursor *c);
void unwind_skip(unwind_cursor *c, uint64_t bytes);

#define UNWIND_OMITTED 0xFFu

/* A pointer in the encoding DW_EH_PE_*. base: address that data-relative ones count from. An indirect one is
 * not followed: its address is given. */
uint64_t unwind_pointer(unwind_cursor *c, uint8_t encoding, uint64_t base);

#endif
