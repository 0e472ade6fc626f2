/* A host over the fake plugins, for tests that run twice: direct, and with everything by wire. */
#ifndef SONDE_TESTS_HOST_FIXTURE_H
#define SONDE_TESTS_HOST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/memory.h"
#include "config/config.h"
#include "host/host.h"
#include "os/file.h"

typedef struct fixture {
  host *host;
  arena memory;
  error error;
  config *config;
} fixture;

static inline void quiet(void *self, int level, const char *source, const char *line) {
  (void)self, (void)level, (void)source, (void)line;
}

static inline void fixture_open(fixture *f, host_options options) {
  static const char *folders[2];
  *f = (fixture){0};
  log_set_sink(quiet, NULL);
  folders[0] = file_absolute(&f->memory, FAKES);
  if (!options.plugin_folders) options.plugin_folders = folders;
  f->host = host_new(&options, &f->error);
  assert_non_null(f->host);
}

static inline void fixture_close(fixture *f) {
  host_free(f->host);
  config_free(f->config);
  arena_free(&f->memory);
}

/* A named row; the test fails with the host's sentence when there is none. */
static inline row find_row(fixture *f, const char *name) {
  row r = {0};
  if (host_find_row(f->host, name, &r, &f->error)) fail_msg("%s: %s", name, f->error.text);
  return r;
}

/* Calls with up to four named arguments: NULL at the end. */
static inline sonde_status call_with(
    fixture *f, const char *name, sonde_value *result, const sonde_pair *pairs, size_t n) {
  row r = find_row(f, name);
  sonde_value args = value_map(pairs, n);
  memset(&f->error, 0, sizeof f->error);
  return host_call(f->host, &r, &args, &f->memory, result, &f->error);
}

static inline sonde_value call_ok(fixture *f, const char *name, const sonde_pair *pairs, size_t n) {
  sonde_value result;
  if (call_with(f, name, &result, pairs, n)) fail_msg("%s: %s", name, f->error.text);
  return result;
}

/* The trouble of this kind about this subject whose text holds `part`; NULL: none. */
static inline const host_trouble *find_trouble(const host *h, const char *kind, const char *part) {
  for (size_t i = 0; i < host_trouble_count(h); i++) {
    const host_trouble *t = host_trouble_at(h, i);
    if (strcmp(t->kind, kind) == 0 && strstr(t->text, part)) return t;
  }
  return NULL;
}

#define ARGS(...)                                                                                            \
  (const sonde_pair[]){__VA_ARGS__}, sizeof((const sonde_pair[]){__VA_ARGS__}) / sizeof(sonde_pair)
#define NO_ARGS NULL, 0

/* A test body that is run direct and by wire: BOTH(name) defines it, BOTH_ENTRIES(name) lists it. */
#define BOTH(name)                                                                                           \
  static void name##_body(fixture *f);                                                                       \
  static void name##_direct(void **state) {                                                                  \
    fixture f;                                                                                               \
    (void)state;                                                                                             \
    fixture_open(&f, (host_options){0});                                                                     \
    name##_body(&f);                                                                                         \
    fixture_close(&f);                                                                                       \
  }                                                                                                          \
  static void name##_by_wire(void **state) {                                                                 \
    fixture f;                                                                                               \
    (void)state;                                                                                             \
    fixture_open(&f, (host_options){.by_wire = true});                                                       \
    name##_body(&f);                                                                                         \
    fixture_close(&f);                                                                                       \
  }                                                                                                          \
  static void name##_body(fixture *f)
#define BOTH_ENTRIES(name) cmocka_unit_test(name##_direct), cmocka_unit_test(name##_by_wire)

#endif
