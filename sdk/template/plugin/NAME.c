/*
 * @NAME@: a plugin for Sonde to start from. It reads text files: a function, a query, an event, a setting and
 * a handle, each as small as can be. Replace them one by one; `sonde describe ./@NAME@.so` and the tests tell
 * at once what a change did.
 */
#include <time.h>

#include "sonde.h"
#include "sonde_help.h"
#include "sonde_lane.h"
#include "sonde_thread.h"

/* The plugin's state. One for each run of Sonde, shared by all scripts. */
struct sonde_self {
  const sonde_host *host;
  const sonde_lane_api *lanes;
  const sonde_thread_api *threads;
  int64_t longest; /* setting: longest line in bytes */
};

static FILE *open_file(sonde_self *self, sonde_call *call, const sonde_value *path) {
  char *name = sonde_get_text(self->host, call, path);
  FILE *file = name ? fopen(name, "rb") : NULL;
  if (!file) sonde_failf(self->host, call, SONDE_MISSING, 0, "no file '%s' can be read", name ? name : "");
  return file;
}

/* ---------------------------------------------------------------------------------------- a function -- */
/* host.@NAME@.measure "file" gives { lines = 12, size = 345 } */

static const sonde_field path_param[] = {
    {.name = "path",
        .unit = "",
        .doc = "The file.",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
};
static const sonde_field measure_results[] = {
    {.name = "lines", .unit = "count", .doc = "Line ends in it.", .kind = SONDE_U64},
    {.name = "size", .unit = "bytes", .doc = "Its size.", .kind = SONDE_U64},
};

static sonde_status SONDE_CALL measure(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  FILE *file = open_file(self, call, &args[0]);
  if (!file) return SONDE_MISSING;
  uint64_t lines = 0, size = 0;
  for (int c; (c = fgetc(file)) != EOF; size++)
    lines += c == '\n';
  fclose(file);
  results[0] = sonde_u64(lines);
  results[1] = sonde_u64(size);
  return SONDE_OK;
}

/* ------------------------------------------------------------------------------------------- a query -- */
/* for row in host.@NAME@.lines "file" do ... row.text ... end */

typedef struct line_row {
  sonde_record record;
  uint64_t number;
  sonde_slice text;
} line_row;
SONDE_SIZE(line_row, 32);

static const sonde_field line_columns[] = {
    {.name = "number",
        .unit = "count",
        .doc = "From 1.",
        .kind = SONDE_U64,
        .offset = offsetof(line_row, number)},
    {.name = "text",
        .unit = "",
        .doc = "The line without its end; cut at the setting `longest`.",
        .kind = SONDE_TEXT,
        .offset = offsetof(line_row, text)},
};

typedef struct line_cursor {
  FILE *file;
  char *line;
  uint64_t number;
  sonde_rows rows;
} line_cursor;

/* One line into c->line; -1 at the end of the file. */
static int64_t read_line(line_cursor *c, int64_t longest) {
  int64_t len = 0;
  int byte;
  while ((byte = fgetc(c->file)) != EOF && byte != '\n')
    if (len < longest && byte != '\r') c->line[len++] = (char)byte;
  return byte == EOF && len == 0 ? -1 : len;
}

static void SONDE_CALL lines_close(sonde_self *self, void *cursor) {
  line_cursor *c = (line_cursor *)cursor;
  (void)self;
  if (c->file) fclose(c->file);
  sonde_rows_free(&c->rows);
  free(c->line);
  free(c);
}

static sonde_status SONDE_CALL lines_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  line_cursor *c = (line_cursor *)calloc(1, sizeof *c);
  if (!c) return SONDE_MEMORY;
  c->line = (char *)malloc((size_t)self->longest);
  c->file = c->line ? open_file(self, call, &args[0]) : NULL;
  if (!c->file || !sonde_rows_init(&c->rows, sizeof(line_row), 256, (uint32_t)self->longest + 65536)) {
    sonde_status status = c->file || !c->line ? SONDE_MEMORY : SONDE_MISSING;
    lines_close(self, c);
    return status;
  }
  *cursor = c;
  return SONDE_OK;
}

static sonde_status SONDE_CALL lines_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  line_cursor *c = (line_cursor *)cursor;
  int64_t len = 0;
  (void)call;
  sonde_rows_clear(&c->rows);
  while (sonde_rows_fits(&c->rows, (uint32_t)self->longest) && (len = read_line(c, self->longest)) >= 0) {
    line_row *row = (line_row *)sonde_rows_add(&c->rows, 0);
    row->number = ++c->number;
    sonde_rows_text(&c->rows, &row->text, c->line, (size_t)len);
  }
  sonde_rows_hand_over(&c->rows, span, NULL, len < 0 ? SONDE_SPAN_END : 0);
  return SONDE_OK;
}

/* ------------------------------------------------------------------------------------------ an event -- */
/* host.@NAME@.beats { interval = "100ms" }, written by a thread */

typedef struct beat_row {
  sonde_record record; /* subject: "beat" */
  uint64_t count;
} beat_row;
SONDE_SIZE(beat_row, 24);

static const sonde_field beats_params[] = {
    {.name = "interval",
        .unit = "ns",
        .doc = "Time between two beats.",
        .initial = "100 ms",
        .least = "1 ms",
        .most = "1 h",
        .kind = SONDE_I64,
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field beat_columns[] = {
    {.name = "what",
        .unit = "",
        .doc = "Always \"beat\".",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "count",
        .unit = "count",
        .doc = "From 1.",
        .kind = SONDE_U64,
        .offset = offsetof(beat_row, count)},
};

typedef struct heart {
  sonde_self *self;
  sonde_thread *thread;
  uint64_t subscription;
  int64_t interval_ns;
} heart;

static void SONDE_CALL beat(sonde_thread *thread, void *argument) {
  heart *h = (heart *)argument;
  sonde_self *self = h->self;
  sonde_lane *lane;
  if (self->lanes->open(self->host, h->subscription, SONDE_LANE_DROP, "heart", &lane)) return;
  uint32_t what = self->lanes->define(lane, "beat", 4);
  int64_t due_ns = self->threads->now_ns(self->host); /* monotonic; what that is on the wall, to a second: */
  sonde_clock clock = {(uint64_t)due_ns, due_ns, (int64_t)time(NULL) * 1000000000, 1, 0, 0};
  self->lanes->set_clock(lane, &clock);
  uint64_t count = 0;
  while (!self->threads->sleep_until(thread, due_ns += h->interval_ns)) {
    beat_row *row = (beat_row *)sonde_lane_begin(lane, 0, sizeof *row, (uint64_t)due_ns);
    if (!row) continue;
    row->count = ++count;
    sonde_lane_commit(lane, row, what);
  }
  self->lanes->close(lane);
}

static sonde_status SONDE_CALL beats_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  heart *h = (heart *)calloc(1, sizeof *h);
  if (!h) return SONDE_MEMORY;
  h->self = self;
  h->subscription = subscription;
  h->interval_ns = args[0].u.i;
  if (self->threads->start(self->host, "heart", beat, h, &h->thread)) {
    free(h);
    return sonde_failf(self->host, call, SONDE_OS, 0, "no thread for the beats");
  }
  *cookie = h;
  return SONDE_OK;
}

static void SONDE_CALL beats_unsubscribe(sonde_self *self, void *cookie) {
  heart *h = (heart *)cookie;
  self->threads->join(h->thread);
  free(h);
}

/* ------------------------------------------------------------------------------------------ a handle -- */
/* local f = host.@NAME@.open "file"; f:seek(10); the file closes with the script */

static const sonde_field open_result[] = {
    {.name = "value", .unit = "handle:file", .doc = "The open file.", .kind = SONDE_HANDLE},
};
static const sonde_field seek_params[] = {
    {.name = "file",
        .unit = "handle:file",
        .doc = "The open file.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
    {.name = "to",
        .unit = "bytes",
        .doc = "From its beginning.",
        .initial = "0",
        .most = "2147483647",
        .kind = SONDE_U64,
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field seek_result[] = {
    {.name = "value", .unit = "bytes", .doc = "What is left behind that place.", .kind = SONDE_U64},
};

static sonde_status SONDE_CALL open_handle(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  FILE *file = open_file(self, call, &args[0]);
  if (!file) return SONDE_MISSING;
  uint64_t number = self->host->handle(call, "file", (uint64_t)(uintptr_t)file);
  if (!number) fclose(file);
  results[0] = sonde_handle(number);
  return number ? SONDE_OK : SONDE_MEMORY;
}

static sonde_status SONDE_CALL seek(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  FILE *file = (FILE *)(uintptr_t)args[0].u.u; /* a handle reaches you as the cookie that you gave */
  if (fseek(file, 0, SEEK_END)) return sonde_failf(self->host, call, SONDE_OS, 0, "the file has no end");
  uint64_t size = (uint64_t)ftell(file), to = args[1].u.u;
  results[0] = sonde_u64(size > to ? size - to : 0);
  return SONDE_OK;
}

static void SONDE_CALL release(sonde_self *self, const char *type, uint64_t cookie) {
  (void)self, (void)type;
  fclose((FILE *)(uintptr_t)cookie);
}

/* --------------------------------------------------------------------------------------- the table -- */

static const sonde_fn functions[] = {
    {.name = "measure",
        .doc = "Counts the lines and bytes of a file.",
        .needs = "file.read",
        SONDE_PARAMS(path_param),
        SONDE_RESULTS(measure_results),
        .call = measure},
    {.name = "open",
        .doc = "Opens a file.",
        .needs = "file.read",
        SONDE_PARAMS(path_param),
        SONDE_RESULTS(open_result),
        .call = open_handle},
    {.name = "seek",
        .doc = "Tells what is left behind a place.",
        .needs = "file.read",
        SONDE_PARAMS(seek_params),
        SONDE_RESULTS(seek_result),
        .call = seek,
        .flags = SONDE_ROW_METHOD},
};

static const sonde_query queries[] = {
    {.name = "lines",
        .doc = "The lines of a file.",
        .needs = "file.read",
        SONDE_PARAMS(path_param),
        SONDE_FIELDS(line_columns),
        .open = lines_open,
        .next = lines_next,
        .close = lines_close,
        .record_size = sizeof(line_row)},
};

static const sonde_event events[] = {
    {.name = "beats",
        .doc = "A beat at an interval.",
        .needs = "",
        SONDE_PARAMS(beats_params),
        SONDE_FIELDS(beat_columns),
        .subscribe = beats_subscribe,
        .unsubscribe = beats_unsubscribe,
        .record_size = sizeof(beat_row)},
};

/* [plugin.@NAME@] of sonde.ini */
static const sonde_field settings[] = {
    {.name = "longest",
        .unit = "bytes",
        .doc = "Longest line that `lines` keeps.",
        .initial = "4 KiB",
        .least = "16",
        .most = "64 KiB",
        .kind = SONDE_I64},
};

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *values, sonde_self **out) {
  sonde_self *self = (sonde_self *)calloc(1, sizeof *self);
  if (!self) return sonde_failf(host, call, SONDE_MEMORY, 0, "no memory");
  self->host = host;
  self->lanes = (const sonde_lane_api *)host->get_interface(host, SONDE_LANE_1);
  self->threads = (const sonde_thread_api *)host->get_interface(host, SONDE_THREAD_1);
  self->longest = values[0].u.i;
  *out = self;
  return self->lanes && self->threads
             ? SONDE_OK
             : sonde_failf(host, call, SONDE_UNSUPPORTED, 0, "this host gives no lanes or threads");
}

static void SONDE_CALL destroy(sonde_self *self) {
  free(self);
}

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "@NAME@",
    .version = "0.1.0",
    .summary = "Reads text files.",
    .vendor = "you",
    SONDE_FUNCTIONS(functions),
    SONDE_QUERIES(queries),
    SONDE_EVENTS(events),
    SONDE_SETTINGS(settings),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
    .release = release,
};

SONDE_PLUGIN(table);
