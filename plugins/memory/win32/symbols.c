/* DbgHelp on the module files: PDB, DWARF where it reads that, else exports; beside it the symbol tables of
 * GNU linkers. */
#include "symbols.h"

#include <windows.h>

#include <dbghelp.h>

#include "base/map.h"
#include "base/memory.h"
#include "coff.h"
#include "platform.h"

#define MOST_NAME 1000 /* characters */

typedef struct loaded {
  bool by_dbghelp;
  coff coff;
} loaded;

struct symbols {
  map by_place; /* of `list`, from 1, by base and path */
  loaded *list;
  size_t n;
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
  for (size_t i = 0; i < s->n; i++)
    coff_free(&s->list[i].coff);
  memory_free(s->list);
  map_free(&s->by_place);
  memory_free(s);
}

const char *symbols_lacking(const symbols *s) {
  return s->ready ? "" : "DbgHelp cannot be started: functions and lines cannot be told";
}

/* How much there is from the offset on, at most COFF_MOST_BYTES of symbols and as much of names. */
static size_t rest_of(FILE *file, uint64_t offset) {
  int64_t end = _fseeki64(file, 0, SEEK_END) ? 0 : _ftelli64(file);
  if (end <= (int64_t)offset || _fseeki64(file, (int64_t)offset, SEEK_SET)) return 0;
  uint64_t rest = (uint64_t)end - offset;
  return (size_t)(rest < 2 * COFF_MOST_BYTES ? rest : 2 * COFF_MOST_BYTES);
}

static void read_coff(coff *c, FILE *file) {
  uint8_t head[COFF_HEAD];
  uint64_t offset, bytes;
  size_t len = fread(head, 1, sizeof head, file);
  if (!coff_place(head, len, &offset, &bytes)) return;
  size_t rest = rest_of(file, offset);
  uint8_t *table = memory_new(rest);
  coff_read(c, head, len, table, fread(table, 1, rest, file));
  memory_free(table);
}

static loaded load(symbols *s, const module_place *m) {
  loaded one = {false, {0}};
  wchar_t path[MOST_NAME + 1];
  FILE *file = platform_file(m->path, false);
  if (file) {
    read_coff(&one.coff, file);
    fclose(file);
  }
  if (s->ready && MultiByteToWideChar(CP_UTF8, 0, m->path, -1, path, MOST_NAME) > 0) {
    SymUnloadModule64(session(s), m->base); /* another module that lay there before */
    one.by_dbghelp =
        SymLoadModuleExW(session(s), NULL, path, NULL, m->base, (DWORD)(m->end - m->base), NULL, 0) != 0;
  }
  return one;
}

/* NULL: the path is too long. */
static const loaded *module_of(symbols *s, const module_place *m) {
  char key[4200];
  size_t len = strlen(m->path);
  if (len > sizeof key - 8) return NULL;
  memcpy(key, &m->base, 8);
  memcpy(key + 8, m->path, len);
  uint64_t *place = map_put(&s->by_place, key, len + 8);
  if (*place == 0) {
    s->list = memory_resize(s->list, (s->n + 1) * sizeof *s->list);
    s->list[s->n++] = load(s, m);
    *place = s->n;
  }
  return &s->list[*place - 1];
}

static const char *utf8(const wchar_t *from, char *to) {
  return WideCharToMultiByte(CP_UTF8, 0, from, -1, to, MOST_NAME * 3 + 1, NULL, NULL) > 1 ? to : NULL;
}

static void ask_dbghelp(symbols *s, uint64_t address, symbol *out) {
  union {
    SYMBOL_INFOW info;
    uint8_t room[sizeof(SYMBOL_INFOW) + MOST_NAME * sizeof(wchar_t)];
  } found = {.info = {.SizeOfStruct = sizeof(SYMBOL_INFOW), .MaxNameLen = MOST_NAME}};
  IMAGEHLP_LINEW64 line = {.SizeOfStruct = sizeof line};
  DWORD64 offset = 0;
  DWORD behind = 0;
  if (SymFromAddrW(session(s), address, &offset, &found.info)) {
    out->function = utf8(found.info.Name, s->function);
    out->offset = offset;
  }
  if (!SymGetLineFromAddrW64(session(s), address, &behind, &line) || !line.FileName) return;
  out->file = utf8(line.FileName, s->file);
  out->line = line.LineNumber;
}

void symbols_find(symbols *s, const module_place *module, uint64_t address, symbol *out) {
  *out = (symbol){0};
  const loaded *m = module_of(s, module);
  uint32_t offset = 0;
  if (!m) return;
  if (m->by_dbghelp) ask_dbghelp(s, address, out);
  if (out->file || address < module->base || address - module->base > UINT32_MAX) return;
  const char *name = coff_find(&m->coff, (uint32_t)(address - module->base), &offset);
  if (!name || (out->function && out->offset <= offset)) return;
  out->function = name;
  out->offset = offset;
}
