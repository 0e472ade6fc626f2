/* A list of regions and its sums. */
#include "region.h"

#include <string.h>

#include "base/memory.h"
#include "lines.h"

#define NAME(name, doc) #name,
static const char *const kind_names[KIND_COUNT] = {REGION_KINDS(NAME)};

const char *kind_name(uint32_t kind) {
  return kind < KIND_COUNT ? kind_names[kind] : "?";
}

uint32_t kind_named(const char *s, size_t len) {
  uint32_t kind = 0;
  while (kind < KIND_COUNT && (strlen(kind_names[kind]) != len || memcmp(kind_names[kind], s, len) != 0))
    kind++;
  return kind;
}

amount amount_add(amount a, amount b) {
  if (a.why) return a;
  if (b.why) return b;
  if (b.bytes > INT64_MAX - a.bytes) return amount_lacking(SONDE_WHY_OVERFLOW);
  return (amount){a.bytes + b.bytes, SONDE_WHY_KNOWN};
}

amount amount_less(amount a, amount b) {
  if (a.why) return a;
  if (b.why) return b;
  return (amount){a.bytes - b.bytes, SONDE_WHY_KNOWN};
}

void region_protect(region *one, const char *letters) {
  static const char *const allowed[4] = {"r", "w", "x", "ps"};
  for (int i = 0; i < 4; i++)
    one->protection[i] = letters[i] && strchr(allowed[i], letters[i]) ? letters[i] : '-';
  one->protection[4] = 0;
}

region *regions_add(regions *r, uint32_t why) {
  if (r->n == REGIONS_MOST) {
    r->full = true;
    return NULL;
  }
  if (r->n == r->capacity) {
    r->capacity = r->capacity ? r->capacity * 2 : 256;
    r->list = memory_resize(r->list, r->capacity * sizeof *r->list);
  }
  region *one = &r->list[r->n++];
  *one = (region){.kind = KIND_anonymous};
  for (int f = 0; f < F_COUNT; f++)
    one->figure[f].why = why;
  return one;
}

void regions_name(regions *r, region *one, const char *s, size_t len) {
  one->name = (uint32_t)r->names.len;
  names_add(&r->names, s, len);
  one->name_len = (uint32_t)r->names.len - one->name;
  r->full |= r->names.cut;
}

const char *regions_name_of(const regions *r, const region *one) {
  return text_chars(&r->names) + one->name;
}

void regions_free(regions *r) {
  memory_free(r->list);
  text_free(&r->names);
  *r = (regions){0};
}

void regions_sum(const regions *r, uint32_t kind, sums *out) {
  *out = (sums){0};
  for (size_t i = 0; i < r->n; i++) {
    const region *one = &r->list[i];
    if (kind != KIND_COUNT && one->kind != kind) continue;
    out->regions++;
    out->bytes += one->bytes;
    for (int f = 0; f < F_COUNT; f++)
      out->figure[f] = amount_add(out->figure[f], one->figure[f]);
  }
}

bool regions_in_order(const regions *r, size_t from) {
  for (size_t i = from; i < r->n; i++) {
    const region *one = &r->list[i];
    if (one->bytes == 0 || one->bytes > INT64_MAX || one->address > UINT64_MAX - one->bytes) return false;
    if (i > 0 && one->address < one[-1].address + one[-1].bytes) return false;
  }
  return true;
}
