/* Whether a descriptor is honest: each field for itself, then all of a row together. */
#include "base/schema_text.h"

#include <string.h>

#include "base/memory.h"
#include "base/schema_column.h"

#define LONGEST_WORD 63
#define MOST_FIELDS 256
#define DEEPEST_MEMBERS 8
#define KNOWN_LOW_FLAGS                                                                                      \
  (SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL | SONDE_FIELD_SECRET | SONDE_FIELD_SUBJECT |                \
      SONDE_FIELD_QUALITY | SONDE_FIELD_EXPENSIVE)

static bool is_word(const char *s, const char *others) {
  if (*s < 'a' || *s > 'z') return false;
  size_t n = 1;
  while (n <= LONGEST_WORD && s[n] &&
         (strchr("abcdefghijklmnopqrstuvwxyz0123456789_", s[n]) || strchr(others, s[n])))
    n++;
  return n <= LONGEST_WORD && !s[n];
}

static bool is_one_of(const char *word, const char *const *words, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (strcmp(word, words[i]) == 0) return true;
  }
  return false;
}

static uint32_t scalar_kind(const sonde_field *f) {
  return f->kind == SONDE_LIST ? f->item_kind : f->kind;
}

static bool is_number_kind(uint32_t kind) {
  return kind == SONDE_I64 || kind == SONDE_U64 || kind == SONDE_F64;
}

/* Units that say how a number is read make no sense on anything else. */
static sonde_status verify_unit(const sonde_field *f, error *e) {
  static const char *const numeric[] = {"ns", "time", "percent", "pid", "address", "flags", "ratio", "ticks"};
  bool handle = strncmp(f->unit, "handle:", 7) == 0;
  if (handle ? !is_word(f->unit + 7, ".") : *f->unit && !is_word(f->unit, "./%"))
    return error_set(e, SONDE_ARG, "unit '%.40s' is not a word of a-z, 0-9 and _", f->unit);
  if (handle != (scalar_kind(f) == SONDE_HANDLE))
    return error_set(e, SONDE_ARG,
        "unit '%.40s' and kind %s do not go together: a handle has the unit handle:TYPE", f->unit,
        kind_word(f->kind));
  if (is_one_of(f->unit, numeric, COUNT(numeric)) && !is_number_kind(scalar_kind(f)))
    return error_set(e, SONDE_ARG, "unit '%s' is for numbers, the kind is %s", f->unit, kind_word(f->kind));
  return SONDE_OK;
}

static sonde_status verify_kind(const sonde_field *f, error *e) {
  if (f->kind < SONDE_BOOL || f->kind >= SONDE_KIND_COUNT)
    return error_set(e, SONDE_ARG, "unknown kind %u", f->kind);
  if (f->kind != SONDE_LIST && f->item_kind)
    return error_set(e, SONDE_ARG, "item_kind %u, but it is no list", f->item_kind);
  if (f->item_kind && (f->item_kind < SONDE_BOOL || f->item_kind > SONDE_HANDLE))
    return error_set(e, SONDE_ARG, "unknown item_kind %u", f->item_kind);
  if (f->flags & 0xFFFFu & ~KNOWN_LOW_FLAGS)
    return error_set(e, SONDE_ARG, "unknown flag 0x%x", f->flags & 0xFFFFu & ~KNOWN_LOW_FLAGS);
  if (f->choices && scalar_kind(f) != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "choices are for texts, the kind is %s", kind_word(f->kind));
  if (f->choices && !f->choices[strspn(f->choices, " ")]) return error_set(e, SONDE_ARG, "choices are empty");
  bool maps = scalar_kind(f) == SONDE_MAP;
  if ((f->members || f->nmembers) && !maps)
    return error_set(
        e, SONDE_ARG, "members are for maps and lists of maps, the kind is %s", kind_word(f->kind));
  if (!f->members != !f->nmembers)
    return error_set(
        e, SONDE_ARG, "members is %s, nmembers is %u", f->members ? "given" : "NULL", f->nmembers);
  return SONDE_OK;
}

static sonde_status verify_limit(
    arena *a, const sonde_field *f, const char *which, const char *limit, sonde_value *out, error *e) {
  if (!limit) return SONDE_OK;
  bool limited =
      is_number_kind(f->kind) || f->kind == SONDE_TEXT || f->kind == SONDE_BYTES || f->kind == SONDE_LIST;
  if (!limited)
    return error_set(e, SONDE_ARG, "%s is given, but kind %s has no limits", which, kind_word(f->kind));
  sonde_status s = schema_read_limit(a, f, limit, out, e);
  if (s) error_prefix(e, which);
  return s;
}

static sonde_status verify_texts(arena *a, const sonde_field *f, error *e) {
  sonde_value least = {0}, most = {0}, initial = {0};
  sonde_status s = verify_limit(a, f, "least", f->least, &least, e);
  if (!s) s = verify_limit(a, f, "most", f->most, &most, e);
  if (s) return s;
  if (f->least && f->most && value_compare(&least, &most) > 0)
    return error_set(e, SONDE_ARG, "least '%.40s' is above most '%.40s'", f->least, f->most);
  if (!f->initial) return SONDE_OK;
  sonde_field named = *f;
  named.name = "initial"; /* what the error names */
  return schema_parse(a, &named, f->initial, strlen(f->initial), &initial, e);
}

static sonde_status verify_parameter(const sonde_field *f, error *e) {
  if (f->kind > SONDE_HANDLE)
    return error_set(e, SONDE_ARG, "kind %s occurs in columns of records only", kind_word(f->kind));
  if (f->offset || f->shift || f->width)
    return error_set(e, SONDE_ARG, "offset, shift and width are for columns of records");
  if (f->flags & (SONDE_FIELD_SUBJECT | SONDE_FIELD_QUALITY))
    return error_set(e, SONDE_ARG, "flags SUBJECT and QUALITY are for columns of records");
  return SONDE_OK;
}

static sonde_status verify_rows(
    const sonde_field *fields, uint32_t n, uint32_t record_size, int depth, error *e);

static sonde_status verify_field(const sonde_field *f, uint32_t record_size, int depth, error *e) {
  if (!f->unit) return error_set(e, SONDE_ARG, "unit is NULL");
  if (!f->doc) return error_set(e, SONDE_ARG, "doc is NULL");
  sonde_status s = verify_kind(f, e);
  if (!s) s = verify_unit(f, e);
  if (!s) s = record_size ? schema_verify_column(f, record_size, e) : verify_parameter(f, e);
  if (s) return s;
  arena a = {0};
  s = verify_texts(&a, f, e);
  arena_free(&a);
  if (s || !f->nmembers) return s;
  return verify_rows(f->members, f->nmembers, 0, depth + 1, e);
}

static sonde_status verify_name(const sonde_field *fields, uint32_t i, error *e) {
  const char *name = fields[i].name;
  if (!name) return error_set(e, SONDE_ARG, "field %u: name is NULL", i + 1);
  if (!is_word(name, ""))
    return error_set(e, SONDE_ARG, "field %u: name '%.64s' is not [a-z][a-z0-9_]* of at most %d bytes", i + 1,
        name, LONGEST_WORD);
  for (uint32_t k = 0; k < i; k++) {
    if (strcmp(fields[k].name, name) == 0)
      return error_set(e, SONDE_ARG, "%s: the name is there twice", name);
  }
  return SONDE_OK;
}

static sonde_status verify_positional(const sonde_field *fields, uint32_t n, error *e) {
  const char *first = NULL;
  for (uint32_t i = 0; i < n; i++) {
    if (!(fields[i].flags & SONDE_FIELD_POSITIONAL)) continue;
    if (first)
      return error_set(e, SONDE_ARG, "%s: %s is POSITIONAL already; there can be one", fields[i].name, first);
    first = fields[i].name;
  }
  return SONDE_OK;
}

static sonde_status verify_rows(
    const sonde_field *fields, uint32_t n, uint32_t record_size, int depth, error *e) {
  if (n && !fields) return error_set(e, SONDE_ARG, "there are %u fields, but the pointer to them is NULL", n);
  if (n > MOST_FIELDS) return error_set(e, SONDE_ARG, "%u fields; at most %d are allowed", n, MOST_FIELDS);
  if (depth > DEEPEST_MEMBERS)
    return error_set(e, SONDE_ARG, "members lie more than %d levels deep", DEEPEST_MEMBERS);
  for (uint32_t i = 0; i < n; i++) {
    sonde_status s = verify_name(fields, i, e);
    if (s) return s;
    s = verify_field(&fields[i], record_size, depth, e);
    if (s) {
      error_prefix(e, fields[i].name);
      return s;
    }
  }
  sonde_status s = verify_positional(fields, n, e);
  return s || !record_size ? s : schema_verify_columns(fields, n, e);
}

sonde_status schema_verify(
    const char *where, const sonde_field *fields, uint32_t nfields, uint32_t record_size, error *e) {
  sonde_status s = schema_verify_record_size(record_size, e);
  if (!s) s = verify_rows(fields, nfields, record_size, 0, e);
  if (s) error_prefix(e, where);
  return s;
}
