/* Files of lines: read in blocks, one line a step. */
#include "base/memory.h"
#include "log_file.h"
#include "syslog.h"

#define BLOCK 65536u /* also the longest line; what is behind it is another event, and said so */
#define MOST_FILES 4

typedef struct lines {
  source source;
  log_file *files[MOST_FILES];
  size_t nfiles, file;
  uint64_t offset; /* in the file: of block[at] */
  size_t at, len;
  bool ended;   /* no more bytes behind the block */
  bool goes_on; /* the line before was cut */
  int64_t now_ns, east_s;
  char block[BLOCK];
} lines;

static bool fill(lines *l, error *e) {
  memmove(l->block, l->block + l->at, l->len - l->at);
  l->len -= l->at;
  l->at = 0;
  size_t got = log_file_read(l->files[l->file], l->offset + l->len, l->block + l->len, BLOCK - l->len, e);
  l->ended = got < BLOCK - l->len;
  l->len += got;
  return e->status == SONDE_OK;
}

static void next_file(lines *l) {
  l->file++;
  l->offset = l->at = l->len = 0;
  l->ended = l->goes_on = false;
}

static int give(lines *l, size_t len, bool cut, request *r, entry *out) {
  plain_event event;
  static const char long_line[] = "the line is longer than 64 KiB; the rest of it follows as another event";
  if (l->goes_on) {
    memset(&event, 0, sizeof event);
    event.text[T_text] = (plain_text){l->block + l->at, len};
  } else {
    syslog_parse(l->block + l->at, len, l->now_ns, l->east_s, &event);
  }
  plain_set(&event, N_offset, l->offset);
  if (cut) event.text[T_error] = (plain_text){long_line, sizeof long_line - 1};
  int got = plain_entry(&event, r, out);
  l->goes_on = cut;
  return got;
}

static int next(source *s, request *r, entry *out, error *e) {
  lines *l = (lines *)(void *)s;
  if (l->file == l->nfiles) return SOURCE_END;
  char *end = memchr(l->block + l->at, '\n', l->len - l->at);
  if (!end && !l->ended && (l->at > 0 || l->len < BLOCK)) return fill(l, e) ? SOURCE_SKIPPED : SOURCE_FAILED;
  size_t len = end ? (size_t)(end - l->block) - l->at : l->len - l->at, all = len + (end != NULL);
  bool last = !end && l->ended;
  if (len && l->block[l->at + len - 1] == '\r') len--;
  int got = len ? give(l, len, !end && !l->ended, r, out) : SOURCE_SKIPPED;
  l->at += all;
  l->offset += all;
  if (last) next_file(l);
  return got;
}

static void close(source *s) {
  lines *l = (lines *)(void *)s;
  for (size_t i = 0; i < l->nfiles; i++)
    log_file_close(l->files[i]);
  memory_free(l);
}

source *syslog_source(const char *const *paths, size_t n, error *e) {
  lines *l = NEW(lines);
  l->source = (source){next, close};
  l->now_ns = log_clock_wall_ns();
  l->east_s = log_clock_east_s(l->now_ns);
  for (size_t i = 0; i < n && i < MOST_FILES; i++) {
    log_file *f = log_file_open(paths[i], e);
    if (f) l->files[l->nfiles++] = f;
  }
  if (l->nfiles) return &l->source;
  memory_free(l);
  return NULL;
}
