/* Reading all wanted objects: processes in two steps, names first, since an index tells those of one name
 * apart. */
#include "shot.h"

#include <string.h>

#include "base/memory.h"

#define LONGEST_NAME 256u

void shot_free(shot *s) {
  arena_free(&s->names);
  map_free(&s->processes);
  memory_free(s->list);
  *s = (shot){0};
}

static instance *add(shot *s) {
  if (s->n == s->capacity) {
    s->capacity = s->capacity ? s->capacity * 2 : 64;
    s->list = memory_resize(s->list, s->capacity * sizeof(instance));
  }
  instance *one = &s->list[s->n++];
  memset(one, 0, sizeof *one);
  return one;
}

/* What has a meaning in paths is written as Windows writes it. */
static char clean_char(char c) {
  switch (c) {
  case '(': return '[';
  case ')': return ']';
  case '#':
  case '\\': return '_';
  default: return (unsigned char)c < ' ' ? '_' : c;
  }
}

static void set_name(shot *s, instance *one, const char *name, size_t len) {
  if (len > LONGEST_NAME) len = LONGEST_NAME;
  char *copy = arena_text(&s->names, name, len);
  for (size_t i = 0; i < len; i++)
    copy[i] = clean_char(copy[i]);
  one->name.s = copy;
  one->name.len = len;
}

/* Names that differ in the case of letters only are one to a path. */
static uint32_t count_name(map *seen, const instance_name *name) {
  char folded[LONGEST_NAME];
  for (size_t i = 0; i < name->len; i++)
    folded[i] = name->s[i] >= 'A' && name->s[i] <= 'Z' ? (char)(name->s[i] - 'A' + 'a') : name->s[i];
  return (uint32_t)(*map_put(seen, folded, name->len))++;
}

typedef struct identity {
  uint64_t pid, start_id;
} identity;

static identity identity_of(const instance *one) {
  return (identity){one->name.pid, one->start_id};
}

/* Windows' names of processes end without ".exe". */
static size_t without_exe(const char *name, size_t len) {
  static const path_part ending = {".exe", 4};
  return len > 4 && path_like(ending, name + len - 4, 4) ? len - 4 : len;
}

static sonde_status list_processes(shot *s, platform *p, const shot_wanted *wanted, error *e) {
  sonde_status status = platform_scan(p, e);
  if (status) return status;
  map seen = {0};
  for (reading r; platform_next(p, T_NAME | M_IDENTITY, &r);) {
    if (r.ended) continue;
    const reading_text *name = &r.text[TEXT_NAME];
    bool known = name->why == SONDE_WHY_KNOWN;
    instance *one = add(s);
    set_name(s, one, known ? name->s : "?", known ? without_exe(name->s, name->len) : 1);
    one->name.pid = (uint32_t)r.value[P_pid].i;
    one->start_id = r.start_id;
    one->name.index = count_name(&seen, &one->name);
    if (!wanted->process(wanted->self, &one->name)) s->n--;
  }
  map_free(&seen);
  return SONDE_OK;
}

static void use_reading(instance *one, const reading *r) {
  for (int m = 0; m < P_COUNT; m++)
    raw_take(&one->raw, m, r, m);
  raw_set(&one->raw, R_AGE_NS, r->age_ns);
}

/* False: it has ended meanwhile. */
static bool read_process(platform *p, instance *one, uint64_t measures) {
  reading r;
  error none;
  sonde_status status = platform_process(p, one->name.pid, measures, &r, &none);
  if (status == SONDE_MISSING || (!status && r.start_id != one->start_id)) return false;
  one->at_ns = platform_mono_ns();
  raw_clear(&one->raw, status == SONDE_DENIED ? SONDE_WHY_DENIED : SONDE_WHY_UNKNOWN);
  if (!status) use_reading(one, &r);
  return true;
}

static sonde_status take_processes(shot *s, platform *p, const shot_wanted *wanted, error *e) {
  size_t first = s->n;
  sonde_status status = list_processes(s, p, wanted, e);
  if (status) return status;
  size_t listed = s->n;
  s->n = first;
  platform_hold(p, true);
  for (size_t i = first; i < listed; i++) {
    instance *one = &s->list[i];
    if (!read_process(p, one, wanted->measures)) continue;
    identity id = identity_of(one);
    s->list[s->n++] = *one;
    *map_put(&s->processes, &id, sizeof id) = s->n;
  }
  platform_hold(p, false);
  return SONDE_OK;
}

typedef struct taking {
  shot *shot;
  map seen;
} taking;

static void take_device(void *self, const char *name, size_t len, const raw *r) {
  taking *t = self;
  instance *one = add(t->shot);
  set_name(t->shot, one, name, len);
  one->name.index = count_name(&t->seen, &one->name);
  one->at_ns = platform_mono_ns();
  one->raw = *r;
}

static sonde_status take_devices(shot *s, platform *p, int object, error *e) {
  taking t = {.shot = s};
  sonde_status status = platform_devices(p, object, take_device, &t, e);
  map_free(&t.seen);
  return status;
}

sonde_status shot_take(shot *s, platform *p, const shot_wanted *wanted, error *e) {
  arena_reset(&s->names);
  map_free(&s->processes);
  s->n = 0;
  s->at_ns = platform_mono_ns();
  sonde_status status = SONDE_OK;
  for (int i = 0; i < OBJECT_COUNT; i++) {
    s->first[i] = s->n;
    if (status || !(wanted->objects >> i & 1)) continue;
    status = i == OBJECT_PROCESS ? take_processes(s, p, wanted, e) : take_devices(s, p, i, e);
  }
  s->first[OBJECT_COUNT] = s->n;
  return status;
}

const instance *shot_find(const shot *s, int object, const instance *one) {
  if (object == OBJECT_PROCESS) {
    identity id = identity_of(one);
    const uint64_t *place = map_find(&s->processes, &id, sizeof id);
    return place ? &s->list[*place - 1] : NULL;
  }
  for (size_t i = s->first[object]; i < s->first[object + 1]; i++) {
    const instance_name *name = &s->list[i].name;
    if (name->index == one->name.index && name->len == one->name.len &&
        memcmp(name->s, one->name.s, name->len) == 0)
      return &s->list[i];
  }
  return NULL;
}
