/* compare [FOLDER...]: every type library below the folders (default: of Windows and its programs), line by
 * line as our reader and as oleaut32 read it. Each difference must stand in allowed.txt with its reason;
 * prints the share of equal lines, and the CPU time of both. Exit 1: below 99 % or a difference that is not
 * allowed, or one that is allowed and gone. */
#define COBJMACROS
#include "oleaut.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "describe.h"
#include "file.h"
#include "typelib.h"

#define MOST_ALLOWED 128

typedef struct allowed {
  char library[64], begin[128], reason[256];
  bool met;
} allowed;

static allowed list[MOST_ALLOWED];
static size_t nlist;
static unsigned libraries, identical, lines, different, refused;

static double cpu_ms(void) {
  FILETIME a, b, kernel, user;
  GetThreadTimes(GetCurrentThread(), &a, &b, &kernel, &user);
  return ((double)kernel.dwLowDateTime + user.dwLowDateTime) / 1e4;
}

/* LIBRARY|BEGIN OF THE LINE|REASON */
static void read_allowed(const char *path) {
  char line[512];
  FILE *f = fopen(path, "r");
  while (f && fgets(line, sizeof line, f) && nlist < MOST_ALLOWED) {
    allowed *a = &list[nlist];
    if (*line != '#' && sscanf(line, "%63[^|]|%127[^|]|%255[^\r\n]", a->library, a->begin, a->reason) == 3)
      nlist++;
  }
  if (f) fclose(f);
}

static bool is_allowed(const char *library, const char *where) {
  for (size_t i = 0; i < nlist; i++)
    if (strcmp(list[i].library, library) == 0 && strncmp(list[i].begin, where, strlen(list[i].begin)) == 0)
      return list[i].met = true;
  return false;
}

static bool same(const char *library, const char *type, const text *ours, const text *theirs) {
  lines++;
  if (strcmp(text_chars(ours), text_chars(theirs)) == 0) return true;
  char where[400];
  different++;
  snprintf(where, sizeof where, "%s: %.300s", type, text_chars(ours));
  bool known = is_allowed(library, where);
  if (!known) refused++;
  printf("%s %s %s\n  ours     %s\n  oleaut32 %s\n", known ? "allowed" : "DIFFERS", library, type,
      text_chars(ours), text_chars(theirs));
  return false;
}

/* The first function with the same member id: oleaut32 answers names and help for that one. */
static bool first_with(msft *m, const msft_type *t, const msft_member *f, msft_member *out) {
  msft_cursor c;
  msft_members(m, t, &c);
  while (msft_next_member(m, &c, out))
    if (out->is_function && out->id == f->id) return true;
  return false;
}

static void our_member(text *out, msft *m, const msft_type *t, const msft_member *one) {
  msft_member as = *one, names;
  text_clear(out);
  if (!one->is_function || !first_with(m, t, one, &names)) {
    describe_member_line(out, m, t, one, NULL);
    return;
  }
  as.name = names.name;
  as.help = names.help;
  as.help_context = names.help_context;
  describe_member_line(out, m, t, &as, &names);
}

static bool compare_members(
    const char *library, msft *m, ITypeLib *lib, const msft_type *t, ITypeInfo *view) {
  text ours = {0}, theirs = {0}, name = {0};
  msft_cursor c;
  msft_member one;
  bool all = true;
  words_text(&name, m->lcid, t->name);
  msft_members(m, t, &c);
  while (msft_next_member(m, &c, &one)) {
    our_member(&ours, m, t, &one);
    text_clear(&theirs);
    if (one.is_function)
      oleaut_function(&theirs, lib, view, one.index);
    else
      oleaut_variable(&theirs, lib, view, one.index);
    if (!same(library, text_chars(&name), &ours, &theirs)) all = false;
  }
  text_free(&ours);
  text_free(&theirs);
  text_free(&name);
  return all;
}

static bool compare_types(const char *library, msft *m, ITypeLib *lib) {
  text ours = {0}, theirs = {0};
  bool all = true;
  for (uint32_t i = 0; i < m->types; i++) {
    msft_type t;
    ITypeInfo *info = NULL;
    msft_type_at(m, i, &t);
    if (FAILED(ITypeLib_GetTypeInfo(lib, i, &info))) {
      printf("DIFFERS %s: oleaut32 has no type %u\n", library, i);
      refused++;
      return false;
    }
    ITypeInfo *view = oleaut_view(info);
    text_clear(&ours);
    text_clear(&theirs);
    describe_type_line(&ours, m, &t);
    oleaut_type(&theirs, lib, i, view);
    if (!same(library, "type", &ours, &theirs)) all = false;
    if (!compare_members(library, m, lib, &t, view)) all = false;
    ITypeInfo_Release(view);
    ITypeInfo_Release(info);
  }
  text_free(&ours);
  text_free(&theirs);
  return all;
}

static void compare(const char *path, const wchar_t *wide, msft *m) {
  ITypeLib *lib;
  HRESULT hr = LoadTypeLibEx(wide, REGKIND_NONE, &lib);
  libraries++;
  if (FAILED(hr)) {
    printf("DIFFERS %s: oleaut32 cannot load it: 0x%08lx\n", path, (unsigned long)hr);
    refused++;
    return;
  }
  text ours = {0}, theirs = {0}, name = {0};
  words_text(&name, m->lcid, m->name);
  line_library(&ours, m);
  oleaut_library(&theirs, lib);
  bool all = same(text_chars(&name), "library", &ours, &theirs);
  if (!compare_types(text_chars(&name), m, lib)) all = false;
  if (m->damage) {
    printf("DIFFERS %s: our reader found damage: %s\n", path, m->damage);
    refused++;
  }
  identical += all;
  ITypeLib_Release(lib);
  text_free(&ours);
  text_free(&theirs);
  text_free(&name);
}

/* All libraries of a file. */
static void compare_file(const wchar_t *wide) {
  char path[1024];
  wchar_t numbered[1100];
  extent file;
  if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, path, sizeof path, NULL, NULL) == 0) return;
  if (file_load(path, &file, NULL)) return;
  typelib *t = NEW(typelib);
  if (typelib_open(t, file, 0, NULL) == SONDE_OK) {
    size_t n = t->in_pe ? t->nresources : 1;
    for (size_t i = 0; i < n; i++) {
      uint32_t id = t->in_pe ? t->resources[i].id : 0;
      _snwprintf(numbered, COUNT(numbered), t->in_pe ? L"%ls\\%u" : L"%ls", wide, id);
      if (typelib_open(t, file, id, NULL) == SONDE_OK) compare(path, numbered, &t->library);
    }
  }
  memory_free(t);
  memory_free((void *)(uintptr_t)file.data);
}

static bool may_hold(const wchar_t *name) {
  const wchar_t *dot = wcsrchr(name, L'.');
  static const wchar_t *const ends[] = {L".tlb", L".dll", L".exe", L".ocx", L".olb"};
  for (size_t i = 0; dot && i < COUNT(ends); i++)
    if (_wcsicmp(dot, ends[i]) == 0) return true;
  return false;
}

static void walk(const wchar_t *folder, int depth) {
  wchar_t path[1024];
  WIN32_FIND_DATAW found;
  _snwprintf(path, COUNT(path), L"%ls\\*", folder);
  HANDLE h = FindFirstFileW(path, &found);
  if (h == INVALID_HANDLE_VALUE || depth > 12) return;
  do {
    if (found.cFileName[0] == L'.') continue;
    _snwprintf(path, COUNT(path), L"%ls\\%ls", folder, found.cFileName);
    if (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) continue;
    if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
      walk(path, depth + 1);
    else if (may_hold(found.cFileName))
      compare_file(path);
  } while (FindNextFileW(h, &found));
  FindClose(h);
}

int main(int argc, char **argv) {
  CoInitialize(NULL);
  read_allowed(argc > 1 ? argv[1] : "allowed.txt");
  double before = cpu_ms();
  walk(L"C:\\windows", 0);
  walk(L"C:\\Program Files", 0);
  for (size_t i = 0; i < nlist; i++)
    if (!list[i].met) {
      printf("GONE %s %s: this difference is allowed and is not there\n", list[i].library, list[i].begin);
      refused++;
    }
  double share = lines ? 100.0 * (lines - different) / lines : 0;
  printf("%u libraries, %u identical; %u lines, %u different: %.3f %% equal; %u not allowed; %.0f ms\n",
      libraries, identical, lines, different, share, refused, cpu_ms() - before);
  CoUninitialize();
  return libraries > 0 && share >= 99 && refused == 0 ? 0 : 1;
}
