/*
 * The rows of real logs against what three other parsers agreed on: truth DATA VALUES. DATA holds the logs
 * and ground_truth/, VALUES is its values.txt, unpacked. Every System field and every leaf of the event data
 * must be the same.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "evtx.h"
#include "leaves.h"
#include "source.h"

#define FIELDS 20
#define LINE 400000

static unsigned long rows, wrong_rows, leaves_seen, wrong_leaves, lacking, left_out, shown;

/* Columns of records.tsv. */
enum {
  R_FILE,
  R_N,
  R_OFFSET,
  R_NUMBER,
  R_RECORD,
  R_EVENT,
  R_QUAL,
  R_VERSION,
  R_LEVEL,
  R_TASK,
  R_OPCODE,
  R_KEYWORDS,
  R_TIME,
  R_PROVIDER,
  R_PID,
  R_TID,
  R_CHANNEL,
  R_COMPUTER,
  R_USER,
  R_SEEN
};

/* What the other parsers print of two records whose end is overwritten is no whole record. */
static bool is_exception(char *const f[FIELDS]) {
  return (strstr(f[R_FILE], "HelloForBusiness") && !strcmp(f[R_N], "6")) ||
         (strstr(f[R_FILE], "LanguagePackSetup") && !strcmp(f[R_N], "17"));
}

/* No leading zeros of hex, no braces, no case, no CR (an XML reader drops it): the parsers differ there. */
static void plain_form(const char *s, size_t len, char *out, size_t size) {
  size_t n = 0;
  bool hex = len > 2 && s[0] == '0' && (s[1] | 32) == 'x';
  for (size_t i = 0; i < len && n + 1 < size; i++) {
    if (s[i] == '{' || s[i] == '}' || s[i] == '\r') continue;
    if (hex && i >= 2 && n == 2 && s[i] == '0' && i + 1 < len) continue;
    out[n++] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
  }
  out[n] = 0;
}

static char plain_a[LINE], plain_b[LINE];

static bool equal(const char *truth, const char *s, size_t len) {
  if (strlen(truth) == len && !memcmp(truth, s, len)) return true;
  plain_form(truth, strlen(truth), plain_a, sizeof plain_a);
  plain_form(s, len, plain_b, sizeof plain_b);
  if (!strcmp(plain_a, plain_b)) return true;
  /* times: as many digits of seconds as both have */
  size_t n = strspn(plain_a, "0123456789-t:."), m = strspn(plain_b, "0123456789-t:.");
  return n > 20 && m > 20 && plain_a[10] == 't' && plain_b[19] == '.' &&
         !memcmp(plain_a, plain_b, n < m ? n : m);
}

static void complain(
    const char *log, const char *n, const char *what, const char *truth, const char *s, size_t len) {
  if (shown++ < 30)
    printf("%s record %s: %s: '%.100s' is the truth, '%.*s' was read\n", log, n, what, truth,
        len < 100 ? (int)len : 100, s);
}

static bool check_number(char *const f[FIELDS], const entry *one, int column, int number, const char *what) {
  char digits[40] = "";
  if (one->numbers >> number & 1) snprintf(digits, sizeof digits, "%lld", (long long)one->number[number]);
  if (number == N_keywords)
    snprintf(digits, sizeof digits, "0x%llx", (unsigned long long)one->number[number]);
  if (equal(f[column], digits, strlen(digits))) return true;
  complain(f[R_FILE], f[R_N], what, f[column], digits, strlen(digits));
  return false;
}

static bool check_text(
    char *const f[FIELDS], const entry *one, const request *r, int column, int text, const char *what) {
  const char *s = r->heap.data + one->text[text].at;
  size_t len = one->text[text].len;
  if (text == T_utc && len == 28) len = 27;
  if (text == T_utc && strlen(f[column]) == 26) len = 26;
  if (equal(f[column], s, len)) return true;
  complain(f[R_FILE], f[R_N], what, f[column], s, len);
  return false;
}

static void check_row(char *const f[FIELDS], const entry *one, const request *r) {
  bool good =
      check_number(f, one, R_NUMBER, N_number, "number") &&
      check_number(f, one, R_RECORD, N_record, "record") && check_number(f, one, R_EVENT, N_event, "event") &&
      check_number(f, one, R_QUAL, N_qualifiers, "qualifiers") &&
      check_number(f, one, R_VERSION, N_version, "version") &&
      check_number(f, one, R_LEVEL, N_level, "level") && check_number(f, one, R_TASK, N_task, "task") &&
      check_number(f, one, R_OPCODE, N_opcode, "opcode") &&
      check_number(f, one, R_KEYWORDS, N_keywords, "keywords") &&
      check_number(f, one, R_PID, N_process, "process") && check_number(f, one, R_TID, N_thread, "thread") &&
      check_text(f, one, r, R_TIME, T_utc, "time") &&
      check_text(f, one, r, R_PROVIDER, T_provider, "provider") &&
      check_text(f, one, r, R_CHANNEL, T_channel, "channel") &&
      check_text(f, one, r, R_COMPUTER, T_computer, "computer") &&
      check_text(f, one, r, R_USER, T_user, "user");
  rows++;
  wrong_rows += !good;
}

static int split(char *line, char *f[FIELDS]) {
  int n = 0;
  line[strcspn(line, "\r\n")] = 0;
  for (char *at = line; at && n < FIELDS; n++) {
    f[n] = at;
    at = strchr(at, '\t');
    if (at) *at++ = 0;
  }
  return n;
}

/* The next entry of the source at this offset; those before it are not in the truth. */
static bool seek(source *s, request *r, const char *offset, entry *one) {
  error e = {0};
  uint64_t wanted = strtoull(offset, NULL, 10);
  for (;;) {
    buf_clear(&r->heap);
    int got = s->next(s, r, one, &e);
    if (got == SOURCE_ENTRY && one->number[N_offset] == wanted) return true;
    if (got == SOURCE_ENTRY && one->number[N_offset] > wanted) return false;
    if (got == SOURCE_END || got == SOURCE_FAILED) return false;
  }
}

static void check_records(const char *data) {
  static char line[LINE];
  char path[1000], current[500] = "", *f[FIELDS];
  request r = {.numbers = UINT32_MAX,
      .texts = UINT32_MAX,
      .filter = {.from = INT64_MIN, .to = INT64_MAX, .most_level = -1}};
  source *s = NULL;
  snprintf(path, sizeof path, "%s/ground_truth/records.tsv", data);
  FILE *in = fopen(path, "rb");
  while (in && fgets(line, sizeof line, in)) {
    if (split(line, f) != FIELDS || !strcmp(f[R_FILE], "file") || !strncmp(f[R_FILE], "synthetic", 9))
      continue;
    if (strcmp(current, f[R_FILE])) {
      error e = {0};
      if (s) s->close(s);
      snprintf(current, sizeof current, "%s", f[R_FILE]);
      snprintf(path, sizeof path, "%s/%s", data, current);
      s = evtx_source(path, &e);
      if (!s) printf("%s\n", e.text);
    }
    entry one;
    if (is_exception(f)) continue;
    if (s && seek(s, &r, f[R_OFFSET], &one))
      check_row(f, &one, &r);
    else {
      lacking++;
      complain(f[R_FILE], f[R_N], "offset", f[R_OFFSET], "nothing", 7);
    }
  }
  if (s) s->close(s);
  if (in) fclose(in);
  buf_free(&r.heap);
}

/* ------------------------------------------------------------------------------------------------ leaves --
 */

typedef struct log {
  evtx *file;
  decoder decoder;
  char name[500];
  map offsets; /* n of records.tsv: offset */
  FILE *truth;
  char *line; /* the present line of the truth */
  const char *n;
  bool ended, skip;
} truth_log;

static void undo_escapes(char *s) {
  char *to = s;
  for (; *s; s++) {
    if (*s != '\\') {
      *to++ = *s;
      continue;
    }
    s++;
    if (*s == 't')
      *to++ = '\t';
    else if (*s == 'n')
      *to++ = '\n';
    else if (*s == 'r')
      *to++ = '\r';
    else if (*s == 'x' && s[1] && s[2]) {
      char hex[3] = {s[1], s[2], 0};
      *to++ = (char)strtoul(hex, NULL, 16);
      s += 2;
    } else
      *to++ = *s;
  }
  *to = 0;
}

static bool next_line(truth_log *l) {
  l->ended = !fgets(l->line, LINE, l->truth);
  if (!l->ended) l->line[strcspn(l->line, "\n")] = 0;
  return !l->ended && strncmp(l->line, "rec\t", 4) && strncmp(l->line, "file\t", 5);
}

/* System fields were checked before. */
static bool next_leaf_line(truth_log *l) {
  bool more = next_line(l);
  while (more && !strncmp(l->line, "System/", 7))
    more = next_line(l);
  return more;
}

/* Elements whose one optional value is null: [MS-EVEN6] leaves them out, the other parsers print them empty.
 */
static void pass_null_elements(truth_log *l, const char *path) {
  while (!l->skip) {
    size_t len = strcspn(l->line, "\t");
    bool same = path && strlen(path) == len && !memcmp(path, l->line, len);
    if (same || l->line[len] == 0 || l->line[len + 1]) return;
    left_out++;
    l->skip = !next_leaf_line(l);
  }
}

static void check_leaf(void *self, const leaf *one) {
  truth_log *l = self;
  static char path[4000];
  snprintf(path, sizeof path, one->named ? "%.*s[%.*s]" : "%.*s", (int)one->path_len, one->path,
      (int)one->name_len, one->name);
  pass_null_elements(l, path);
  char *value = l->skip ? NULL : strchr(l->line, '\t');
  if (!value) {
    wrong_leaves++;
    complain(l->name, l->n, path, l->skip ? "nothing more" : l->line, one->value, one->value_len);
    return;
  }
  *value++ = 0;
  undo_escapes(value);
  leaves_seen++;
  if (strcmp(path, l->line) || !equal(value, one->value, one->value_len)) {
    wrong_leaves++;
    complain(l->name, path, l->line, value, one->value, one->value_len);
  }
  l->skip = !next_leaf_line(l);
}

static void open_log(truth_log *l, const char *data) {
  char path[1000];
  error e = {0};
  if (l->file) evtx_close(l->file);
  snprintf(l->name, sizeof l->name, "%s", l->line + 5);
  snprintf(path, sizeof path, "%s/%s", data, l->name);
  l->file = evtx_open(path, &e);
  if (!l->file) printf("%s\n", e.text);
  if (l->file) l->file->loaded = false;
}

/* The record with this EventRecordID, going forward. */
static bool find_record(truth_log *l, const char *id, instance *i) {
  evtx_record record;
  uint64_t wanted = strtoull(id, NULL, 10), got;
  for (;;) {
    while (l->file && l->file->loaded && evtx_next_record(l->file, &record))
      if (event_begin(&l->decoder, record.at + 24, record.at + record.size - 4, i) &&
          event_number(&l->decoder, i, FIELD_RECORD, &got) && got == wanted)
        return true;
    if (!l->file || !(l->file->loaded = evtx_next_chunk(l->file))) return false;
    decoder_next_chunk(&l->decoder, l->file->chunk);
  }
}

static void check_leaves(const char *data, const char *values) {
  static char line[LINE];
  truth_log l = {.truth = fopen(values, "rb"), .line = line};
  decoder_init(&l.decoder);
  if (!l.truth) return;
  next_line(&l);
  while (!l.ended) {
    if (!strncmp(line, "file\t", 5)) {
      open_log(&l, data);
      next_line(&l);
      continue;
    }
    char n[40] = "", id[40] = "";
    instance i;
    sscanf(line, "rec\t%39s\t%39s", n, id);
    l.n = n;
    bool exception = (strstr(l.name, "HelloForBusiness") && !strcmp(n, "6")) ||
                     (strstr(l.name, "LanguagePackSetup") && !strcmp(n, "17"));
    l.skip = !next_leaf_line(&l);
    if (exception) {
    } else if (find_record(&l, id, &i)) {
      leaves_walk(&l.decoder, &i, check_leaf, &l);
    } else {
      lacking++;
      complain(l.name, n, "record", id, "nothing", 7);
    }
    if (!exception) pass_null_elements(&l, NULL);
    while (!l.skip && !exception) {
      wrong_leaves++;
      complain(l.name, n, "a leaf", line, "nothing", 7);
      l.skip = !next_leaf_line(&l);
    }
    while (!l.ended && strncmp(line, "rec\t", 4) && strncmp(line, "file\t", 5))
      next_line(&l);
  }
  evtx_close(l.file);
  decoder_free(&l.decoder);
  fclose(l.truth);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  check_records(argv[1]);
  check_leaves(argv[1], argv[2]);
  printf("%lu rows, %lu wrong, %lu lacking; %lu leaves, %lu wrong, %lu empty ones left out\n", rows,
      wrong_rows, lacking, leaves_seen, wrong_leaves, left_out);
  return wrong_rows || wrong_leaves || lacking || rows < 8000 || leaves_seen < 70000;
}
