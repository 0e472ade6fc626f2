/* sonde.ini: every error has a place; what is accepted can be set again on the command line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

static const sonde_field fields[] = {
    {.name = "interval", .unit = "ns", .doc = "d", .initial = "5s", .least = "10 ms", .kind = SONDE_I64},
    {.name = "mode", .unit = "", .doc = "d", .choices = "fast slow", .kind = SONDE_TEXT},
};

static void use(config *c) {
  static const char *const known[] = {"sonde", "plugin.*"};
  error e = {0};
  config_check_sections(c, known, 2, &e);
  config *copy = config_empty();
  for (size_t i = 0; i < config_count(c); i++) {
    const config_entry *entry = config_at(c, i);
    arena a = {0};
    sonde_value out[2];
    config_section(c, entry->section, fields, 2, &a, out, &e);
    arena_free(&a);
    if (config_set(copy, entry->section, entry->name, entry->value, &e)) abort();
    if (strcmp(config_get(copy, entry->section, entry->name), entry->value) != 0) abort();
  }
  if (config_count(copy) != config_count(c)) abort();
  config_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  error e = {0};
  config *c = config_read("f", (const char *)data, size, &e);
  if (c)
    use(c);
  else if (strncmp(e.text, "f:", 2) != 0)
    abort();
  config_free(c);
  return 0;
}
