/* What plugins/memory reads: text of smaps, of descriptors and sockets, and saved snapshots. The first byte
 * chooses, the second is the size of the pieces in which the text comes. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "descriptors.h"
#include "smaps.h"
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_regions(const regions *r) {
  uint64_t n = 0;
  for (size_t i = 0; i < r->n; i++) {
    const region *one = &r->list[i];
    if (one->kind >= KIND_COUNT || (uint64_t)one->name + one->name_len > r->names.len) abort();
    if (strlen(one->protection) != 4) abort();
    for (int f = 0; f < F_COUNT; f++)
      if (one->figure[f].why == SONDE_WHY_KNOWN && one->figure[f].bytes < 0) abort();
  }
  for (uint32_t k = 0; k < KIND_COUNT; k++) {
    sums s;
    regions_sum(r, k, &s);
    n += s.regions;
  }
  if (n != r->n) abort();
}

static void fuzz_smaps(const char *s, size_t len, size_t piece, bool figures) {
  regions r = {0};
  smaps *parser = NEW(smaps);
  smaps_begin(parser, &r, figures);
  for (size_t at = 0; at < len; at += piece)
    smaps_feed(parser, s + at, len - at < piece ? len - at : piece);
  smaps_end(parser);
  uint64_t stack = r.n ? r.list[0].address : 0;
  regions_classify(&r, &stack, 1, piece % 2 == 0);
  check_regions(&r);
  regions_in_order(&r, 0);
  regions_free(&r);
  memory_free(parser);
}

static void fuzz_descriptor(const char *s, size_t len) {
  objects o = {0};
  object *one = objects_add(&o, 1);
  const char *end = memchr(s, '\n', len);
  size_t link = end ? (size_t)(end - s) : len;
  descriptor_use_link(&o, one, s, link);
  descriptor_use_info(&o, one, s + link, len - link);
  if ((uint64_t)one->type + one->type_len > o.texts.len || (uint64_t)one->name + one->name_len > o.texts.len)
    abort();
  objects_free(&o);
}

static void fuzz_sockets(const char *s, size_t len, size_t piece) {
  sockets all = {0};
  net_table *t = NEW(net_table);
  net_begin(t, &all, (int)(piece % NET_COUNT));
  for (size_t at = 0; at < len; at += piece)
    net_feed(t, s + at, len - at < piece ? len - at : piece);
  net_end(t);
  for (uint64_t inode = 0; inode < 64; inode++) {
    size_t n;
    const char *name = sockets_find(&all, inode, &n);
    if (name && (size_t)(name - text_chars(&all.names)) + n > all.names.len) abort();
  }
  sockets_free(&all);
  memory_free(t);
}

/* What is read and printed is read and printed as the same. */
static void fuzz_snapshot(const char *s, size_t len) {
  error e = {0};
  text first = {0}, second = {0};
  comparison c;
  snapshot *one = snapshot_parse(s, len, &e);
  if (!one) {
    if (e.status == SONDE_OK) abort();
    return;
  }
  check_regions(&one->regions);
  snapshot_print(one, &first);
  snapshot *two = snapshot_parse(text_chars(&first), first.len, &e);
  if (!two) abort();
  snapshot_print(two, &second);
  if (first.len != second.len || memcmp(text_chars(&first), text_chars(&second), first.len) != 0) abort();
  snapshot_compare(one, two, &c);
  if (c.n != 0) abort();
  comparison_free(&c);
  two->regions.n /= 2;
  snapshot_compare(one, two, &c);
  if (c.n != one->regions.n - two->regions.n) abort();
  comparison_free(&c);
  snapshot_free(one);
  snapshot_free(two);
  text_free(&first);
  text_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  size_t len = size - 2, piece = data[1] + 1u;
  char *s = malloc(len ? len : 1); /* no longer, so that a read behind the end is seen */
  memcpy(s, data + 2, len);
  switch (data[0] % 5) {
  case 0: fuzz_smaps(s, len, piece, true); break;
  case 1: fuzz_smaps(s, len, piece, false); break;
  case 2: fuzz_descriptor(s, len); break;
  case 3: fuzz_sockets(s, len, piece); break;
  default: fuzz_snapshot(s, len);
  }
  free(s);
  return 0;
}
