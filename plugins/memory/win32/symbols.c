/* DbgHelp on the module files: PDB, DWARF where it reads that, else exports. */
#include "symbols.h"

#include <windows.h>

#include <dbghelp.h>

#include "base/map.h"
#include "base/memory.h"

#define MOST_NAME 1000 /* characters */

struct symbols {
  map loaded; /* by base and path; 0: cannot be loaded */
  bool ready;
  char function[MOST_NAME * 3 + 1], file[MOST_NAME * 3 + 1];
};

/* DbgHelp wants a process only as a name for its session. */
static HANDLE session(symbols *s) {
  return (HANDLE)s;
}

symbols *symbols_new(void) {
  symbols *s = NEW(symbols);
  SymSetOptions(SYMOPT_UNDNAME | SYMOPT_DEFERRED_LOADS | SYMOPT_LOAD_LINES | SYMOPT_FAIL_CRITICAL_ERRORS |
                SYMOPT_NO_PROMPTS);
  s->ready = SymInitializeW(session(s), L"", FALSE);
  return s;
}

void symbols_free(symbols *s) {
  if (!s) return;
  if (s->ready) SymCleanup(session(s));
  map_free(&s->loaded);
  memory_free(s);
}

const char *symbols_lacking(const symbols *s) {
  return s->ready ? "" : "DbgHelp cannot be started: functions and lines cannot be told";
}

static bool load(symbols *s, const module_place *m) {
  char key[4200];
  wchar_t path[MOST_NAME + 1];
  size_t len = strlen(m->path);
  if (len > sizeof key - 8) return false;
  memcpy(key, &m->base, 8);
  memcpy(key + 8, m->path, len);
  uint64_t *found = map_find(&s->loaded, key, len + 8);
  if (found) return *found != 0;
  bool ok = MultiByteToWideChar(CP_UTF8, 0, m->path, -1, path, MOST_NAME) > 0;
  if (ok) {
    SymUnloadModule64(session(s), m->base); /* another module that lay there before */
    ok = SymLoadModuleExW(session(s), NULL, path, NULL, m->base, (DWORD)(m->end - m->base), NULL, 0) != 0;
  }
  *map_put(&s->loaded, key, len + 8) = ok;
  return ok;
}

static const char *utf8(const wchar_t *from, char *to) {
  return WideCharToMultiByte(CP_UTF8, 0, from, -1, to, MOST_NAME * 3 + 1, NULL, NULL) > 1 ? to : NULL;
}

void symbols_find(symbols *s, const module_place *module, uint64_t address, symbol *out) {
  union {
    SYMBOL_INFOW info;
    uint8_t room[sizeof(SYMBOL_INFOW) + MOST_NAME * sizeof(wchar_t)];
  } found = {.info = {.SizeOfStruct = sizeof(SYMBOL_INFOW), .MaxNameLen = MOST_NAME}};
  IMAGEHLP_LINEW64 line = {.SizeOfStruct = sizeof line};
  DWORD64 offset = 0;
  DWORD behind = 0;
  *out = (symbol){0};
  if (!s->ready || !load(s, module)) return;
  if (SymFromAddrW(session(s), address, &offset, &found.info)) {
    out->function = utf8(found.info.Name, s->function);
    out->offset = offset;
  }
  if (!SymGetLineFromAddrW64(session(s), address, &behind, &line) || !line.FileName) return;
  out->file = utf8(line.FileName, s->file);
  out->line = line.LineNumber;
}
