/* The walk over chunks and record frames, and the search for frames behind a broken place. */
#include "evtx.h"

#include "base/memory.h"
#include "bytes.h"
#include "crc32.h"

#define FILE_HEAD 4096u
#define CHUNK_HEAD 512u
#define RECORD_HEAD 24u
#define RECORD_LEAST 32u
#define SEARCH ((uint64_t)64 << 20) /* bytes looked through for a first chunk */

static const uint8_t file_magic[8] = "ElfFile";
static const uint8_t chunk_magic[8] = "ElfChnk";

static void read_head(evtx *x, const uint8_t *p) {
  evtx_head *h = &x->head;
  h->present = true;
  h->first_chunk = get64(p + 8);
  h->last_chunk = get64(p + 16);
  h->next_record = get64(p + 24);
  h->minor = get16(p + 36);
  h->major = get16(p + 38);
  h->chunks = get16(p + 42);
  h->flags = get32(p + 120);
  h->checksum_ok = crc32_of(0, p, 120) == get32(p + 124);
}

/* Where in the grid of 64 KiB the chunks lie, by the first magic of a chunk. */
static bool find_grid(evtx *x) {
  for (uint64_t from = 0; from < x->size && from < SEARCH; from += EVTX_CHUNK - 8) {
    size_t n = log_file_read(x->file, from, x->bytes, EVTX_CHUNK, &x->error);
    for (size_t at = 0; at + 8 <= n; at++)
      if (x->bytes[at] == 'E' && !memcmp(x->bytes + at, chunk_magic, 8)) {
        x->base = (from + at) % EVTX_CHUNK;
        return true;
      }
  }
  return false;
}

evtx *evtx_open(const char *path, error *e) {
  log_file *f = log_file_open(path, e);
  if (!f) return NULL;
  evtx *x = NEW(evtx);
  x->file = f;
  x->size = log_file_size(f);
  size_t n = log_file_read(f, 0, x->bytes, 128, &x->error);
  bool magic = n >= 8 && !memcmp(x->bytes, file_magic, 8);
  x->base = FILE_HEAD;
  if (n == 128 && magic) read_head(x, x->bytes);
  if (!magic && !find_grid(x)) {
    error_set(e, SONDE_ARG,
        x->size ? "%s is not an event log: it has neither a file header nor a chunk of .evtx"
                : "%s is empty: nothing was ever written to it, or its copy failed",
        path);
    if (x->error.status) *e = x->error;
    evtx_close(x);
    return NULL;
  }
  x->next_chunk = x->base;
  return x;
}

void evtx_close(evtx *x) {
  if (!x) return;
  log_file_close(x->file);
  memory_free(x);
}

static bool is_frame(const evtx *x, uint32_t at) {
  if (x->limit - at < RECORD_LEAST) return false;
  const uint8_t *p = x->bytes + at;
  if (get32(p) != 0x2a2a) return false;
  uint32_t size = get32(p + 4);
  return size >= RECORD_LEAST && size <= x->limit - at && get32(p + size - 4) == size;
}

static bool is_zero(const uint8_t *p, size_t n) {
  return n == 0 || (p[0] == 0 && !memcmp(p, p + 1, n - 1));
}

static bool checksums_ok(const evtx *x) {
  const uint8_t *p = x->bytes;
  if (x->head.flags & EVTX_NO_CHECKSUMS) return true;
  uint32_t head = crc32_of(crc32_of(0, p, 120), p + 128, 384);
  return head == get32(p + 124) && crc32_of(0, p + CHUNK_HEAD, x->limit - CHUNK_HEAD) == get32(p + 52);
}

void evtx_use_chunk(evtx *x, size_t len) {
  const uint8_t *p = x->bytes;
  x->chunk = (chunk_view){p, (uint32_t)len};
  bool magic = x->chunk.len >= CHUNK_HEAD && !memcmp(p, chunk_magic, 8);
  uint32_t used = magic ? get32(p + 48) : 0;
  x->limit_known = used >= CHUNK_HEAD && used <= EVTX_CHUNK;
  x->limit = x->limit_known && used <= x->chunk.len ? used : x->chunk.len;
  x->at = x->chunk.len < CHUNK_HEAD ? x->limit : CHUNK_HEAD;
  x->broken = false;
  if (is_zero(p, x->chunk.len)) {
    x->counts.empty_chunks++;
    x->at = x->limit;
    return;
  }
  x->counts.chunks++;
  bool whole = x->limit_known && used <= x->chunk.len;
  if (!whole || !checksums_ok(x)) x->counts.damaged_chunks++;
}

bool evtx_next_chunk(evtx *x) {
  if (x->next_chunk >= x->size) x->size = log_file_size(x->file);
  if (x->next_chunk >= x->size || x->error.status) return false;
  size_t n = log_file_read(x->file, x->next_chunk, x->bytes, EVTX_CHUNK, &x->error);
  if (!x->error.status && n < EVTX_CHUNK && x->next_chunk + n < x->size)
    error_set(&x->error, SONDE_OS, "the log became shorter while it was read: its end is lost");
  if (n < EVTX_CHUNK) memset(x->bytes + n, 0, EVTX_CHUNK - n);
  if (n == 0) return false;
  evtx_use_chunk(x, n);
  x->next_chunk += EVTX_CHUNK;
  return true;
}

/* To the next frame behind `at`, in steps of 8 as all records lie. What was passed over counts as broken, but
 * not the zeros of a chunk whose end is not known. */
static bool find_frame(evtx *x) {
  uint32_t from = x->at, at = from;
  while (at < x->limit && !is_frame(x, at))
    at = x->limit - at < 8 ? x->limit : at + 8;
  x->at = at;
  bool found = at < x->limit;
  if (!found && !x->limit_known && is_zero(x->bytes + from, at - from)) return false;
  x->counts.broken_places++;
  x->counts.broken_bytes += at - from;
  x->broken = true;
  return found;
}

bool evtx_next_record(evtx *x, evtx_record *out) {
  if (x->at >= x->limit) return false;
  if (!is_frame(x, x->at) && !find_frame(x)) return false;
  const uint8_t *p = x->bytes + x->at;
  out->at = x->at;
  out->size = get32(p + 4);
  out->number = get64(p + 8);
  out->written = get64(p + 16);
  out->offset = x->next_chunk - EVTX_CHUNK + x->at;
  x->at += out->size;
  x->counts.records++;
  x->counts.recovered += x->broken;
  return true;
}
