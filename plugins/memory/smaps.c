/* The text of smaps and maps. */
#include "smaps.h"

#include <string.h>

/* "7f12-7f34 rw-p 00000000 08:01 1234   /path": address, protection, offset, device, inode, name. */
static bool add_region(smaps *s, const char *line, size_t len) {
  words w = words_of(line, len);
  uint64_t from, end, offset, major, minor, inode;
  const char *protection, *name;
  size_t protection_len;
  if (!words_digits(&w, 16, '-', &from) || !words_digits(&w, 16, 0, &end) || end <= from) return false;
  if (!words_next(&w, &protection, &protection_len) || protection_len != 4) return false;
  if (!words_number(&w, 16, &offset) || words_rest(&w, &name) == 0) return false;
  if (!words_digits(&w, 16, ':', &major) || !words_digits(&w, 16, 0, &minor)) return false;
  if (!words_number(&w, 10, &inode)) return false;
  size_t name_len = words_rest(&w, &name);
  region *one = regions_add(s->out, s->figures ? SONDE_WHY_UNKNOWN : SONDE_WHY_UNSUPPORTED);
  if (!one) return false;
  one->address = from;
  one->bytes = end - from;
  one->inode = inode;
  one->device = major << 32 | (minor & UINT32_MAX);
  region_protect(one, protection);
  if (name_len) regions_name(s->out, one, name, name_len);
  return true;
}

static bool kilobytes(words *w, uint64_t *bytes) {
  const char *unit;
  size_t len;
  uint64_t n;
  if (!words_number(w, 10, &n) || n > UINT64_MAX / 1024) return false;
  *bytes = n * 1024;
  return words_next(w, &unit, &len) && len == 2 && memcmp(unit, "kB", 2) == 0;
}

/* Adds to a figure, which starts as unknown. */
static void gain(amount *a, uint64_t bytes) {
  amount more = amount_of(bytes);
  *a = a->why == SONDE_WHY_UNKNOWN ? more : amount_add(*a, more);
}

static void use_key(region *one, const char *key, size_t len, uint64_t bytes) {
  static const struct {
    const char *key;
    uint8_t figure[2]; /* F_COUNT: none */
  } keys[] = {{"Rss:", {F_resident, F_COUNT}}, {"Pss:", {F_proportional, F_COUNT}},
      {"Shared_Clean:", {F_shared, F_COUNT}}, {"Shared_Dirty:", {F_shared, F_dirty}},
      {"Private_Clean:", {F_private, F_COUNT}}, {"Private_Dirty:", {F_private, F_dirty}},
      {"Swap:", {F_swap, F_COUNT}}};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    if (strlen(keys[i].key) != len || memcmp(keys[i].key, key, len) != 0) continue;
    for (int f = 0; f < 2; f++)
      if (keys[i].figure[f] != F_COUNT) gain(&one->figure[keys[i].figure[f]], bytes);
  }
}

/* "ac" among the flags: the region counts against what the system has to give. */
static void use_flags(regions *out, const region *one, words *w) {
  const char *flag;
  size_t len;
  if (out->commit.why == SONDE_WHY_UNSUPPORTED) out->commit = amount_of(0);
  while (words_next(w, &flag, &len))
    if (len == 2 && memcmp(flag, "ac", 2) == 0) out->commit = amount_add(out->commit, amount_of(one->bytes));
}

static void use_line(void *self, const char *line, size_t len) {
  smaps *s = self;
  const char *key;
  size_t key_len;
  uint64_t bytes;
  if (len == 0 || line[0] < 'A' || line[0] > 'Z') {
    s->inside = add_region(s, line, len);
    s->bad |= !s->inside;
    return;
  }
  words w = words_of(line, len);
  if (!s->inside || !words_next(&w, &key, &key_len)) return;
  region *one = &s->out->list[s->out->n - 1];
  if (key_len == 8 && memcmp(key, "VmFlags:", 8) == 0)
    use_flags(s->out, one, &w);
  else if (kilobytes(&w, &bytes))
    use_key(one, key, key_len, bytes);
}

void smaps_begin(smaps *s, regions *out, bool figures) {
  s->out = out;
  s->figures = figures;
  s->inside = s->bad = false;
  s->lines.sink = use_line;
  s->lines.self = s;
  s->lines.used = 0;
  out->commit = amount_lacking(SONDE_WHY_UNSUPPORTED);
}

void smaps_end(smaps *s) {
  lines_end(&s->lines);
}
