/* Reads the command line: sizes are written as people say them, "3MiB/s", "20/s", "4s". */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: shop [--faults LIST] [--healthy LIST] [--seed N] [--run 8s] [--log FILE|-]\n"
    "  faults:  memory=3MiB/s  handles=20/s  spin=THREADS  start=4s  exit=STATUS|kill\n"
    "  healthy: cache files burst disk\n";

typedef struct unit {
  const char *word;
  double factor;
} unit;

static const unit byte_rates[] = {{"MiB/s", 1048576}, {"KiB/s", 1024}, {"B/s", 1}, {NULL, 0}};
static const unit rates[] = {{"/s", 1}, {"", 1}, {NULL, 0}};
static const unit durations[] = {{"s", 1e9}, {"ms", 1e6}, {NULL, 0}};
static const unit plain[] = {{"", 1}, {NULL, 0}};

/* A number of 0 or more followed by one of the units, and nothing else. */
static bool read_size(const char *text, const unit *units, double *out) {
  char *end = NULL;
  double number = strtod(text, &end);
  if (end == text || !(number >= 0 && number <= 1e9)) return false; /* no NaN either */
  for (const unit *u = units; u->word; u++) {
    if (strcmp(end, u->word) == 0) {
      *out = number * u->factor;
      return true;
    }
  }
  return false;
}

static bool read_whole(const char *text, int most, int *out) {
  double number = 0;
  if (!read_size(text, plain, &number) || number > most || number != (double)(int)number) return false;
  *out = (int)number;
  return true;
}

static bool read_duration(const char *text, int64_t *ns) {
  double number = 0;
  if (!read_size(text, durations, &number) || number > 3600e9) return false;
  *ns = (int64_t)number;
  return true;
}

static bool read_fault(const char *name, const char *value, shop_faults *f) {
  if (strcmp(name, "memory") == 0) return read_size(value, byte_rates, &f->memory_bytes_per_s);
  if (strcmp(name, "handles") == 0) return read_size(value, rates, &f->handles_per_s);
  if (strcmp(name, "spin") == 0) return read_whole(value, 64, &f->spin_threads);
  if (strcmp(name, "start") == 0) return read_duration(value, &f->start_idle_ns);
  if (strcmp(name, "exit") != 0) return false;
  if (strcmp(value, "kill") != 0) return read_whole(value, 255, &f->exit_status);
  f->exit_status = SHOP_EXIT_DIE;
  return true;
}

static bool read_look_alike(const char *name, shop_healthy *h) {
  bool *flag = NULL;
  if (strcmp(name, "cache") == 0) flag = &h->cache;
  if (strcmp(name, "files") == 0) flag = &h->files;
  if (strcmp(name, "burst") == 0) flag = &h->burst;
  if (strcmp(name, "disk") == 0) flag = &h->disk;
  if (flag) *flag = true;
  return flag != NULL;
}

/* One item of a list, "name" or "name=value", told to the right reader. */
static bool read_item(char *item, bool faults, shop_options *o) {
  char *value = strchr(item, '=');
  if (!faults) return read_look_alike(item, &o->healthy);
  if (!value) return false;
  *value = '\0';
  return read_fault(item, value + 1, &o->faults);
}

static bool read_list(const char *text, bool faults, shop_options *o) {
  char item[64];
  while (*text) {
    size_t len = strcspn(text, ",");
    if (len == 0 || len >= sizeof item) return false;
    memcpy(item, text, len);
    item[len] = '\0';
    if (!read_item(item, faults, o)) return false;
    text += len + (text[len] == ',');
  }
  return true;
}

static bool read_option(const char *name, const char *value, shop_options *o) {
  double seed = 0;
  if (strcmp(name, "--faults") == 0) return read_list(value, true, o);
  if (strcmp(name, "--healthy") == 0) return read_list(value, false, o);
  if (strcmp(name, "--run") == 0) return read_duration(value, &o->run_ns);
  if (strcmp(name, "--log") == 0) o->log = value;
  if (strcmp(name, "--seed") == 0) {
    if (!read_size(value, plain, &seed)) return false;
    o->seed = (uint64_t)seed;
  }
  return strcmp(name, "--log") == 0 || strcmp(name, "--seed") == 0;
}

bool options_read(int argc, char **argv, shop_options *out) {
  *out = (shop_options){.seed = 1, .run_ns = 8 * INT64_C(1000000000)};
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 == argc || !read_option(argv[i], argv[i + 1], out)) {
      fprintf(stderr, "shop: cannot read %s%s%s\n%s", argv[i], i + 1 < argc ? " " : "",
          i + 1 < argc ? argv[i + 1] : "", usage);
      return false;
    }
  }
  return true;
}
