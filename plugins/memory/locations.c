/* Finds the module of an address, and remembers what the symbols said. */
#include "locations.h"

#include <string.h>

#include "base/memory.h"
#include "lines.h"

#define PATH_MOST 4096

void locations_init(locations *l, const agent_view *view) {
  *l = (locations){.view = view};
}

void locations_free(locations *l) {
  symbols_free(l->symbols);
  map_free(&l->by_frame);
  arena_free(&l->texts);
  memory_free(l->modules);
  *l = (locations){0};
}

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
  return hash ^ hash >> 29;
}

static uint64_t hash_text(const char *s) {
  uint64_t hash = 1;
  for (; *s; s++)
    hash = mix(hash, (uint8_t)*s);
  return hash;
}

static bool starts(const char *s, const char *with) {
  return strncmp(s, with, strlen(with)) == 0;
}

/* Names as both systems have them: libc.so.6, ld-linux-x86-64.so.2, msvcrt.dll, VCRUNTIME140.dll. */
static bool is_runtime(const char *name) {
  static const char *const runtimes[] = {"libc.so", "libc-2", "ld-linux", "libstdc++", "libc++", "libgcc_s",
      "libpthread", "ntdll.", "kernel32.", "kernelbase.", "msvcrt.", "ucrtbase", "vcruntime", "msvcp",
      "api-ms-win-"};
  char lower[24] = "";
  for (size_t i = 0; i + 1 < sizeof lower && name[i]; i++)
    lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
  for (size_t i = 0; i < COUNT(runtimes); i++)
    if (starts(lower, runtimes[i])) return true;
  return false;
}

/* A clean copy. */
static const char *keep(locations *l, const char *s) {
  text clean = {0};
  if (!s || !*s) return NULL;
  names_add(&clean, s, strlen(s));
  const char *kept = arena_text(&l->texts, text_chars(&clean), clean.len);
  text_free(&clean);
  return kept;
}

static const char *last_part(const char *path) {
  const char *part = path;
  for (; *path; path++)
    if (*path == '/' || *path == '\\') part = path + 1;
  return part;
}

static void add_module(locations *l, uint32_t i) {
  agent_object o;
  char path[PATH_MOST];
  view_module(l->view, i, &o, path, sizeof path);
  module *m = &l->modules[i];
  m->place = (module_place){arena_text(&l->texts, path, strlen(path)), o.base, o.end, o.bias};
  const char *name = keep(l, last_part(path));
  m->name = name ? name : "";
  m->name_hash = hash_text(m->name);
  m->runtime = is_runtime(m->name);
}

static void refresh(locations *l) {
  uint32_t n = view_modules(l->view);
  if (n <= l->nmodules) return;
  l->modules = memory_resize(l->modules, n * sizeof *l->modules);
  while (l->nmodules < n)
    add_module(l, l->nmodules++);
}

/* The newest: an older one may have been unloaded. */
static const module *module_of(const locations *l, uint64_t address) {
  for (uint32_t i = l->nmodules; i-- > 0;) {
    const module_place *p = &l->modules[i].place;
    if (address >= p->base && address < p->end) return &l->modules[i];
  }
  return NULL;
}

/* An address inside the instruction that the frame is about. */
static uint64_t address_of(uint64_t frame) {
  return frame & MEMORY_FRAME_EXACT ? frame & ~MEMORY_FRAME_EXACT : frame - 1;
}

static location *look_up(locations *l, uint64_t address) {
  location *at = arena_alloc(&l->texts, sizeof *at);
  const module *m = module_of(l, address);
  symbol found;
  at->offset = address;
  if (!m || !m->name[0]) return at;
  if (!l->symbols) l->symbols = symbols_new();
  symbols_find(l->symbols, &m->place, address, &found);
  at->library = m->name;
  at->runtime = m->runtime;
  at->function = keep(l, found.function);
  at->file = keep(l, found.file);
  at->line = found.line;
  at->offset = at->function ? found.offset : address - m->place.base;
  return at;
}

const location *locations_find(locations *l, uint64_t frame) {
  uint64_t address = address_of(frame);
  uint64_t *place = map_put(&l->by_frame, &address, sizeof address);
  if (*place) return (const location *)(uintptr_t)*place;
  refresh(l);
  const location *at = look_up(l, address);
  *place = (uint64_t)(uintptr_t)at;
  return at;
}

uint64_t locations_identify(locations *l, const uint64_t *frames, uint32_t n) {
  uint64_t hash = n;
  refresh(l);
  for (uint32_t i = 0; i < n; i++) {
    const module *m = module_of(l, address_of(frames[i]));
    hash = mix(hash, m ? m->name_hash : 0);
    hash = mix(hash, m ? frames[i] - m->place.base : frames[i]);
  }
  return n && !hash ? 1 : hash;
}
