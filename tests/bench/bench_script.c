/* What a script pays: a described call, a row of a query, a rule's window. Floors: the same by a binding
 * written by hand for this one function, and a plain C loop over the records. */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "event/reduce.h"
#include "os/clock.h"
#include "script/script.h"
#include "sonde_help.h"

enum { TRIES = 7, CALLS = 200000, ROWS = 200000, SPAN = 4096, WINDOWS = 100, WINDOW_SPANS = 25, GROUPS = 16 };

/* ----------------------------------------------------------------------------------------------------------
 * plugin -- */

static const sonde_field add_params[] = {
    {.name = "a", .unit = "", .doc = "First.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
    {.name = "b", .unit = "", .doc = "Second.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field add_result[] = {{.name = "value", .unit = "", .doc = "The sum.", .kind = SONDE_I64}};

static sonde_status SONDE_CALL add(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  results[0] = value_i64(args[0].u.i + args[1].u.i);
  return SONDE_OK;
}

typedef struct five {
  sonde_record record;
  int64_t columns[5];
} five;

static const sonde_field row_params[] = {
    {.name = "count", .unit = "", .doc = "How many.", .kind = SONDE_I64, .initial = "0"}};
static const sonde_field row_fields[] = {
    {.name = "pid", .unit = "pid", .doc = "1", .kind = SONDE_I64, .offset = 16},
    {.name = "rss", .unit = "bytes", .doc = "2", .kind = SONDE_I64, .offset = 24},
    {.name = "threads", .unit = "count", .doc = "3", .kind = SONDE_I64, .offset = 32},
    {.name = "cpu", .unit = "ns", .doc = "4", .kind = SONDE_I64, .offset = 40},
    {.name = "time", .unit = "ns", .doc = "5", .kind = SONDE_I64, .offset = 48},
};

typedef struct walk {
  int64_t left;
  five records[SPAN];
} walk;

static sonde_status SONDE_CALL rows_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **place) {
  (void)self, (void)call;
  walk *w = calloc(1, sizeof *w);
  w->left = args[0].u.i;
  for (int i = 0; i < SPAN; i++) {
    w->records[i].record.size = sizeof(five);
    for (int k = 0; k < 5; k++)
      w->records[i].columns[k] = i + k;
  }
  *place = w;
  return SONDE_OK;
}

static sonde_status SONDE_CALL rows_next(sonde_self *self, sonde_call *call, void *place, sonde_span *span) {
  (void)self, (void)call;
  walk *w = place;
  span->nrecords = (uint32_t)(w->left < SPAN ? w->left : SPAN);
  span->records = w->records;
  span->nbytes = span->nrecords * sizeof(five);
  w->left -= span->nrecords;
  span->flags = w->left ? 0 : SONDE_SPAN_END;
  return SONDE_OK;
}

static void SONDE_CALL rows_close(sonde_self *self, void *place) {
  (void)self;
  free(place);
}

static const sonde_fn fns[] = {{.name = "add",
    .doc = "Adds.",
    .needs = "",
    SONDE_PARAMS(add_params),
    SONDE_RESULTS(add_result),
    .call = add}};
static const sonde_query queries[] = {{.name = "rows",
    .doc = "Rows.",
    .needs = "",
    SONDE_PARAMS(row_params),
    SONDE_FIELDS(row_fields),
    .open = rows_open,
    .next = rows_next,
    .close = rows_close,
    .record_size = sizeof(five)}};
static const sonde_plugin table = {.head = SONDE_HEAD(sonde_plugin),
    .name = "bench",
    .version = "1",
    .summary = "Bench.",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_ROW_SIZES};

/* ----------------------------------------------------------------------------------------------------------
 * timing -- */

typedef void action(void *self);

/* The shortest CPU time of several tries, for each of n. */
static double measure(action *run, void *self, double n) {
  int64_t best = INT64_MAX;
  for (int i = 0; i < TRIES; i++) {
    int64_t from = clock_thread_cpu_ns();
    run(self);
    int64_t spent = clock_thread_cpu_ns() - from;
    if (spent < best) best = spent;
  }
  return (double)best / n;
}

static void report(const char *name, double figure, double bottom) {
  printf("%s %.1f ns %.2f\n", name, figure, figure / bottom);
  printf("# %s: floor %.1f ns\n", name, bottom);
}

/* --------------------------------------------------------------------------------------------------- by
 * hand, in Lua -- */

static int hand_add(lua_State *L) {
  lua_getfield(L, 1, "a");
  lua_getfield(L, 1, "b");
  lua_pushinteger(L, lua_tointeger(L, -2) + lua_tointeger(L, -1));
  return 1;
}

static int hand_row(lua_State *L) {
  lua_Integer i = lua_tointeger(L, lua_upvalueindex(1)) + 1;
  if (i > ROWS) return 0;
  lua_pushinteger(L, i);
  lua_replace(L, lua_upvalueindex(1));
  lua_createtable(L, 0, 5);
  for (size_t k = 0; k < COUNT(row_fields); k++) {
    lua_pushinteger(L, i + (lua_Integer)k);
    lua_setfield(L, -2, row_fields[k].name);
  }
  return 1;
}

static lua_State *open_by_hand(const char *source) {
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  lua_register(L, "add", hand_add);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, hand_row, 1);
  lua_setglobal(L, "next_row");
  if (luaL_loadstring(L, source)) exit(1);
  return L;
}

static void run_by_hand(void *self) {
  lua_State *L = self;
  lua_getglobal(L, "next_row");
  lua_pushinteger(L, 0);
  lua_setupvalue(L, -2, 1);
  lua_pop(L, 1);
  lua_pushvalue(L, 1);
  if (lua_pcall(L, 0, 0, 0)) exit(1);
}

static double floor_of(const char *source, double n) {
  lua_State *L = open_by_hand(source);
  double figure = measure(run_by_hand, L, n);
  lua_close(L);
  return figure;
}

/* ---------------------------------------------------------------------------------------------------------
 * scripts -- */

static host *bench_host;
static arena memory;

static script *load(const char *kind, const char *body) {
  static const script_limits limits = {.soft_time_ns = INT64_C(600000000000)};
  script_services services = {.host = bench_host};
  trouble t;
  text source = {0};
  text_printf(
      &source, "return { kind = '%s', api = 1, id = 'bench', title = 'Bench', needs = {}, %s }", kind, body);
  script *s = script_load_text(&services, "bench.lua", text_chars(&source), source.len, &limits, &t);
  text_free(&source);
  if (!s) fprintf(stderr, "%s\n", t.text), exit(1);
  return s;
}

static void run_script(void *self) {
  sonde_value result;
  trouble t;
  if (script_call(self, "run", false, NULL, 0, &memory, &result, &t))
    fprintf(stderr, "%s\n", t.text), exit(1);
  arena_reset(&memory);
}

static double figure_of(const char *body, double n) {
  script *s = load("check", body);
  double figure = measure(run_script, s, n);
  script_free(s);
  return figure;
}

/* ------------------------------------------------------------------------------------------------------------
 * windows -- */

typedef struct sample {
  sonde_record record;
  int64_t duration;
} sample;

static const sonde_field sample_fields[] = {
    {.name = "lock",
        .unit = "",
        .doc = "Which.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "duration", .unit = "ns", .doc = "How long.", .kind = SONDE_I64, .offset = 16},
};

typedef struct windows {
  sample *samples; /* SPAN * WINDOW_SPANS, read once for each window */
  reduce *reduce;
  record_source source;
  script *script;
  uint64_t sink;
} windows;

static void fill_samples(sample *s) {
  for (uint32_t i = 0; i < SPAN * WINDOW_SPANS; i++)
    s[i] = (sample){{sizeof(sample), 0, 1 + i * 7 % GROUPS, i}, (int64_t)(i * 2654435761u % 100000)};
}

/* Counts, sums and keeps the largest of each group, as a program would that knows its records. */
static void loop_by_hand(void *self) {
  windows *w = self;
  for (int window = 0; window < WINDOWS; window++) {
    struct {
      int64_t n, sum, most;
    } groups[GROUPS + 1] = {{0}};
    for (uint32_t i = 0; i < SPAN * WINDOW_SPANS; i++) {
      const sample *s = &w->samples[i];
      if (s->duration <= 1000) continue;
      uint32_t g = s->record.subject;
      groups[g].n++;
      groups[g].sum += s->duration;
      if (s->duration > groups[g].most) groups[g].most = s->duration;
    }
    for (int g = 0; g <= GROUPS; g++)
      w->sink += (uint64_t)(groups[g].n + groups[g].sum + groups[g].most);
  }
}

static void run_windows(void *self) {
  windows *w = self;
  for (int window = 0; window < WINDOWS; window++) {
    sonde_value rows, result;
    trouble t;
    reduce_reset(w->reduce);
    for (int i = 0; i < WINDOW_SPANS; i++) {
      sonde_span span = {.size = sizeof span,
          .records = w->samples + i * SPAN,
          .nrecords = SPAN,
          .nbytes = SPAN * sizeof(sample)};
      reduce_add(w->reduce, &w->source, &span);
    }
    if (reduce_rows(w->reduce, &memory, &rows, NULL)) exit(1);
    sonde_pair pair = {"waits", rows};
    sonde_value map = value_map(&pair, 1);
    if (script_call(w->script, "check", true, &map, 1, &memory, &result, &t) || result.len != GROUPS)
      fprintf(stderr, "%s\n", t.text), exit(1);
    arena_reset(&memory);
  }
}

static void bench_windows(void) {
  windows w = {.samples = memory_new(SPAN * WINDOW_SPANS * sizeof(sample))};
  fill_samples(w.samples);
  symbol_table *symbols = host_symbols(bench_host);
  symbol_map map;
  symbol_map_init(&map, symbols);
  for (uint32_t g = 1; g <= GROUPS; g++) {
    char name[20];
    int len = snprintf(name, sizeof name, "lock %u", g);
    symbol_map_define(&map, g, name, (size_t)len);
  }
  record_type *type = record_type_new("bench", "waits", 0, sample_fields, 2, sizeof(sample), NULL, 0);
  w.source = (record_source){.type = type, .symbols = &map};
  sonde_value condition[] = {value_text(">"), value_text("1us")};
  sonde_pair where = {"duration", value_list(condition, 2)};
  sonde_pair get[] = {{"n", value_text("count")}, {"total", value_text("sum duration")},
      {"worst", value_text("max duration")}};
  sonde_pair parts[] = {
      {"where", value_map(&where, 1)}, {"group", value_text("lock")}, {"get", value_map(get, 3)}};
  sonde_value spec = value_map(parts, 3);
  error e = {0};
  w.reduce = reduce_new(type, &spec, &e);
  if (!w.reduce) fprintf(stderr, "%s\n", e.text), exit(1);
  w.script = load("rule", "every = '5s', check = function(host, param, window) local found = {} for _, row "
                          "in ipairs(window.waits) do "
                          "if row.total / row.n > 10 then found[#found + 1] = { subject = row.lock, worst = "
                          "row.worst } end end return found end");
  double n = (double)WINDOWS * WINDOW_SPANS * SPAN;
  double bottom = measure(loop_by_hand, &w, n), figure = measure(run_windows, &w, n);
  if (!w.sink) exit(1);
  report("script.window_record", figure, bottom);
  script_free(w.script);
  reduce_free(w.reduce);
  record_type_free(type);
  symbol_map_free(&map);
  memory_free(w.samples);
}

int main(void) {
  error e = {0};
  host_options options = {0};
  bench_host = host_new(&options, &e);
  if (!bench_host || host_add_builtin(bench_host, &table, NULL, &e)) return 1;
  double bottom = floor_of("local s = 0 for i = 1, 200000 do s = s + add { a = i, b = 2 } end", CALLS);
  report("script.call",
      figure_of("run = function(host) local add, s = host.bench.add, 0 for i = 1, 200000 do s = s + add { a "
                "= i, b = 2 } end end",
          CALLS),
      bottom);
  bottom = floor_of(
      "local s = 0 for r in next_row do s = s + r.pid + r.rss + r.threads + r.cpu + r.time end", ROWS);
  report("script.row",
      figure_of("run = function(host) local s = 0 for r in host.bench.rows { count = 200000 } do "
                "s = s + r.pid + r.rss + r.threads + r.cpu + r.time end end",
          ROWS),
      bottom);
  bench_windows();
  host_free(bench_host);
  arena_free(&memory);
  return 0;
}
