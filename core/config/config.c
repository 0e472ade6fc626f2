/* Settings by section and name, and whole sections by their descriptors. */
#include "config/config.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "config/entries.h"

config *config_empty(void) {
  return NEW(config);
}

void config_free(config *c) {
  if (!c) return;
  for (size_t i = 0; i < c->count; i++) {
    memory_free((char *)c->entries[i].section);
    memory_free((char *)c->entries[i].name);
    memory_free((char *)c->entries[i].value);
  }
  map_free(&c->places);
  memory_free(c->entries);
  memory_free(c->file_name);
  memory_free(c);
}

sonde_status config_set(config *c, const char *section, const char *name, const char *value, error *e) {
  size_t len = strlen(value);
  if (!config_is_name(section, strlen(section)))
    return error_set(e, SONDE_ARG, "command line: '%.60s' is no name for a section", section);
  if (!config_is_name(name, strlen(name)))
    return error_set(e, SONDE_ARG, "command line: '%.60s' is no name for a setting of [%s]", name, section);
  if (len > CONFIG_LONGEST_LINE || utf8_valid_prefix(value, len) != len)
    return error_set(e, SONDE_ARG, "command line: the value of %s.%s is longer than %u bytes or no UTF-8",
        section, name, CONFIG_LONGEST_LINE);
  config_entry *entry = config_find(c, section, name);
  if (entry) {
    memory_free((char *)entry->value);
    entry->value = memory_text(value, len);
    entry->line = entry->section_line = 0;
  } else {
    config_add(c, section, name, value);
  }
  return SONDE_OK;
}

const char *config_get(const config *c, const char *section, const char *name) {
  const config_entry *entry = config_find(c, section, name);
  return entry ? entry->value : NULL;
}

size_t config_count(const config *c) {
  return c->count;
}

const config_entry *config_at(const config *c, size_t i) {
  return i < c->count ? &c->entries[i] : NULL;
}

static void put_where(const config *c, uint32_t line, text *out) {
  if (line)
    text_printf(out, "%s:%u", c->file_name, line);
  else
    text_puts(out, "command line");
}

void config_where(const config *c, const config_entry *entry, text *out) {
  put_where(c, entry->line, out);
}

/* "sonde.ini:12: [rule.x]: " in front of the error. */
static sonde_status refuse_entry(const config *c, const config_entry *entry, sonde_status status, error *e) {
  text where = {.limit = 400};
  config_where(c, entry, &where);
  text_printf(&where, ": [%s]", entry->section);
  error_prefix(e, text_chars(&where));
  text_free(&where);
  return status;
}

static sonde_status check_names(
    const config *c, const char *section, const sonde_field *fields, uint32_t nfields, error *e) {
  for (size_t i = 0; i < c->count; i++) {
    const config_entry *entry = &c->entries[i];
    if (strcmp(entry->section, section) != 0) continue;
    uint32_t k = 0;
    while (k < nfields && strcmp(fields[k].name, entry->name) != 0)
      k++;
    if (k < nfields) continue;
    const char *near = schema_suggest_field(fields, nfields, entry->name);
    if (near)
      error_set(e, SONDE_ARG, "unknown name '%s', did you mean '%s'?", entry->name, near);
    else
      error_set(e, SONDE_ARG, "unknown name '%s'", entry->name);
    return refuse_entry(c, entry, SONDE_ARG, e);
  }
  return SONDE_OK;
}

static sonde_status read_field(
    const config *c, const char *section, const sonde_field *field, arena *a, sonde_value *out, error *e) {
  *out = value_nil();
  config_entry *entry = config_find(c, section, field->name);
  if (entry) {
    sonde_status s = schema_parse(a, field, entry->value, strlen(entry->value), out, e);
    return s ? refuse_entry(c, entry, s, e) : SONDE_OK;
  }
  if (field->initial) return schema_parse(a, field, field->initial, strlen(field->initial), out, e);
  if (field->flags & SONDE_FIELD_REQUIRED)
    return error_set(e, SONDE_ARG, "%s: [%s]: %s: must be given",
        c->file_name ? c->file_name : "command line", section, field->name);
  return SONDE_OK;
}

sonde_status config_section(const config *c, const char *section, const sonde_field *fields, uint32_t nfields,
    arena *a, sonde_value *out, error *e) {
  sonde_status s = check_names(c, section, fields, nfields, e);
  for (uint32_t i = 0; i < nfields && !s; i++)
    s = read_field(c, section, &fields[i], a, &out[i], e);
  return s;
}

/* "plugin.*" names every section that begins with "plugin." */
static bool names_section(const char *known, const char *section) {
  size_t len = strlen(known);
  if (len && known[len - 1] == '*') return strncmp(known, section, len - 1) == 0 && section[len - 1];
  return strcmp(known, section) == 0;
}

static bool is_known(const char *const *known, size_t n, const char *section) {
  for (size_t i = 0; i < n; i++) {
    if (names_section(known[i], section)) return true;
  }
  return false;
}

/* What each known word would be for this section: of "plugin.*" the part behind the section's first point is
 * kept. */
static char *meant_section(const char *known, const char *section) {
  text t = {.limit = 2 * CONFIG_LONGEST_NAME};
  size_t len = strlen(known);
  const char *point = strchr(section, '.');
  bool open = len && known[len - 1] == '*';
  text_add(&t, known, open ? len - 1 : len);
  if (open) text_puts(&t, point && point[1] ? point + 1 : "NAME");
  return text_take(&t);
}

static sonde_status refuse_section(
    const config *c, const config_entry *entry, const char *const *known, size_t n, error *e) {
  char **meant = memory_new(n * sizeof *meant);
  for (size_t i = 0; i < n; i++)
    meant[i] = meant_section(known[i], entry->section);
  const char *near = schema_suggest((const char *const *)meant, n, entry->section);
  text where = {.limit = 400};
  put_where(c, entry->section_line, &where);
  if (near)
    error_set(e, SONDE_ARG, "%s: unknown section [%s], did you mean [%s]?", text_chars(&where),
        entry->section, near);
  else
    error_set(e, SONDE_ARG, "%s: unknown section [%s]", text_chars(&where), entry->section);
  text_free(&where);
  for (size_t i = 0; i < n; i++)
    memory_free(meant[i]);
  memory_free(meant);
  return SONDE_ARG;
}

sonde_status config_check_sections(const config *c, const char *const *known, size_t n, error *e) {
  for (size_t i = 0; i < c->count; i++) {
    if (!is_known(known, n, c->entries[i].section)) return refuse_section(c, &c->entries[i], known, n, e);
  }
  return SONDE_OK;
}
