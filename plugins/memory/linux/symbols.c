/* ELF symbol tables and DWARF lines through elfutils' libdw, which is loaded when it is first needed. */
#include "symbols.h"

#include <dlfcn.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"

#define CALL(name) __typeof__(name) *name

static struct {
  CALL(dwfl_begin);
  CALL(dwfl_end);
  CALL(dwfl_report_begin_add);
  CALL(dwfl_report_elf);
  CALL(dwfl_report_end);
  CALL(dwfl_linux_proc_find_elf);
  CALL(dwfl_build_id_find_debuginfo);
  CALL(dwfl_standard_find_debuginfo);
  CALL(dwfl_module_addrinfo);
  CALL(dwfl_module_getsrc);
  CALL(dwfl_lineinfo);
  char *(*demangle)(
      const char *name, char *buffer, size_t *len, int *status); /* NULL: names stay as they are */
  bool tried, there;
} dw;

static bool bind(void *library, const char *name, void *place) {
  void *call = dlsym(library, name);
  memcpy(place, &call, sizeof call);
  return call != NULL;
}

#define BIND(name) bind(library, #name, &dw.name)

/* One call of the plugin at a time: no lock. */
static void load(void) {
  dw.tried = true;
  void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
  dw.there = library && BIND(dwfl_begin) && BIND(dwfl_end) && BIND(dwfl_report_begin_add) &&
             BIND(dwfl_report_elf) && BIND(dwfl_report_end) && BIND(dwfl_linux_proc_find_elf) &&
             BIND(dwfl_build_id_find_debuginfo) && BIND(dwfl_standard_find_debuginfo) &&
             BIND(dwfl_module_addrinfo) && BIND(dwfl_module_getsrc) && BIND(dwfl_lineinfo);
  void *cxx = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_LOCAL);
  if (!cxx || !bind(cxx, "__cxa_demangle", &dw.demangle)) dw.demangle = NULL;
}

/* libdw asks servers for debug information when this variable names some; Sonde does not go to the network by
 * itself. */
static int find_debuginfo(Dwfl_Module *m, void **user, const char *name, Dwarf_Addr base, const char *file,
    const char *link, GElf_Word crc, char **out) {
  if (getenv("DEBUGINFOD_URLS"))
    return dw.dwfl_build_id_find_debuginfo(m, user, name, base, file, link, crc, out);
  return dw.dwfl_standard_find_debuginfo(m, user, name, base, file, link, crc, out);
}

static int find_elf(Dwfl_Module *m, void **user, const char *name, Dwarf_Addr base, char **file, Elf **elf) {
  return dw.dwfl_linux_proc_find_elf(m, user, name, base, file, elf);
}

static char *debug_folders; /* NULL: the usual ones */
static const Dwfl_Callbacks callbacks = {
    .find_elf = find_elf, .find_debuginfo = find_debuginfo, .debuginfo_path = &debug_folders};

/* Each module has a session of its own: files that lay at one address one after the other do not meet. */
typedef struct session {
  Dwfl *dwfl;
  Dwfl_Module *module; /* NULL: the file cannot be read */
} session;

struct symbols {
  map by_place;
  session *list;
  size_t n;
  char *demangled; /* of the last answer */
};

symbols *symbols_new(void) {
  if (!dw.tried) load();
  return NEW(symbols);
}

void symbols_free(symbols *s) {
  if (!s) return;
  for (size_t i = 0; i < s->n; i++)
    if (s->list[i].dwfl) dw.dwfl_end(s->list[i].dwfl);
  memory_free(s->list);
  map_free(&s->by_place);
  free(s->demangled);
  memory_free(s);
}

const char *symbols_lacking(const symbols *s) {
  (void)s;
  return dw.there ? "" : "libdw.so.1 (Debian: libdw1) is not installed: functions and lines cannot be told";
}

static session open_session(const module_place *m) {
  session one = {dw.dwfl_begin(&callbacks), NULL};
  if (!one.dwfl) return one;
  dw.dwfl_report_begin_add(one.dwfl);
  one.module = dw.dwfl_report_elf(one.dwfl, m->path, m->path, -1, m->bias, true);
  dw.dwfl_report_end(one.dwfl, NULL, NULL);
  return one;
}

static session session_of(symbols *s, const module_place *m) {
  char key[4200];
  size_t len = strlen(m->path);
  if (len > sizeof key - 8) return (session){0};
  memcpy(key, &m->bias, 8);
  memcpy(key + 8, m->path, len);
  uint64_t *place = map_put(&s->by_place, key, len + 8);
  if (*place == 0) {
    s->list = memory_resize(s->list, (s->n + 1) * sizeof *s->list);
    s->list[s->n++] = open_session(m);
    *place = s->n;
  }
  return s->list[*place - 1];
}

static const char *readable(symbols *s, const char *name) {
  if (!name || !dw.demangle || strncmp(name, "_Z", 2) != 0) return name;
  int status = 0;
  free(s->demangled);
  s->demangled = dw.demangle(name, NULL, NULL, &status);
  return s->demangled ? s->demangled : name;
}

void symbols_find(symbols *s, const module_place *module, uint64_t address, symbol *out) {
  *out = (symbol){0};
  if (!dw.there) return;
  Dwfl_Module *m = session_of(s, module).module;
  if (!m) return;
  GElf_Sym sym;
  GElf_Off offset = 0;
  int line = 0;
  out->function = readable(s, dw.dwfl_module_addrinfo(m, address, &offset, &sym, NULL, NULL, NULL));
  out->offset = offset;
  Dwfl_Line *at = dw.dwfl_module_getsrc(m, address);
  if (!at) return;
  out->file = dw.dwfl_lineinfo(at, NULL, &line, NULL, NULL, NULL);
  out->line = line > 0 ? (uint32_t)line : 0;
}
