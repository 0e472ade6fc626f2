/* HKEY_CLASSES_ROOT: classes of this user over those of the machine. */
#include "registry.h"

#include <string.h>
#include <windows.h>

#include "base/memory.h"

/* A walk asks for one child after the other of the same key, which stays open. */
typedef struct state {
  HKEY walked;
  char *path;
} state;

static wchar_t *widen(const char *s) {
  int n = MultiByteToWideChar(CP_UTF8, 0, s, -1, NULL, 0);
  wchar_t *wide = memory_new((size_t)(n > 0 ? n : 1) * sizeof *wide);
  if (n > 0) MultiByteToWideChar(CP_UTF8, 0, s, -1, wide, n);
  return wide;
}

static void narrow(text *out, const wchar_t *s, int len) {
  int n = WideCharToMultiByte(CP_UTF8, 0, s, len, NULL, 0, NULL, NULL);
  if (n <= 0) return;
  char *bytes = memory_new((size_t)n);
  WideCharToMultiByte(CP_UTF8, 0, s, len, bytes, n, NULL, NULL);
  text_add(out, bytes, (size_t)n);
  memory_free(bytes);
}

static HKEY open_key(const char *path) {
  HKEY key = NULL;
  wchar_t *wide = widen(path);
  if (RegOpenKeyExW(HKEY_CLASSES_ROOT, wide, 0, KEY_READ, &key)) key = NULL;
  memory_free(wide);
  return key;
}

static bool child(void *self, const char *path, uint32_t i, text *name) {
  state *s = self;
  wchar_t buffer[256];
  DWORD len = COUNT(buffer);
  if (!s->path || strcmp(s->path, path) != 0) {
    if (s->walked) RegCloseKey(s->walked);
    memory_free(s->path);
    s->path = memory_text(path, strlen(path));
    s->walked = open_key(path);
  }
  if (!s->walked || RegEnumKeyExW(s->walked, i, buffer, &len, NULL, NULL, NULL, NULL)) return false;
  narrow(name, buffer, (int)len);
  return true;
}

static bool has(void *self, const char *path) {
  (void)self;
  HKEY key = open_key(path);
  if (key) RegCloseKey(key);
  return key;
}

static bool value(void *self, const char *path, const char *name, text *out) {
  (void)self;
  HKEY key = open_key(path);
  if (!key) return false;
  wchar_t buffer[1024], *wide = widen(name);
  DWORD type, bytes = sizeof buffer;
  bool ok =
      RegQueryValueExW(key, *name ? wide : NULL, NULL, &type, (BYTE *)buffer, &bytes) == ERROR_SUCCESS &&
      (type == REG_SZ || type == REG_EXPAND_SZ);
  RegCloseKey(key);
  memory_free(wide);
  if (!ok) return false;
  int len = (int)(bytes / sizeof *buffer);
  while (len > 0 && buffer[len - 1] == 0)
    len--;
  narrow(out, buffer, len);
  return true;
}

static void resolve(void *self, text *path) {
  (void)self;
  wchar_t *wide = widen(text_chars(path)), expanded[1024], found[1024];
  DWORD n = ExpandEnvironmentStringsW(wide, expanded, COUNT(expanded));
  memory_free(wide);
  if (n == 0 || n > COUNT(expanded)) return;
  const wchar_t *result = expanded;
  n = SearchPathW(NULL, expanded, L".dll", COUNT(found), found, NULL);
  if (n && n < COUNT(found)) result = found;
  text_clear(path);
  narrow(path, result, (int)wcslen(result));
}

static void close_registry(void *self) {
  state *s = self;
  if (s->walked) RegCloseKey(s->walked);
  memory_free(s->path);
  memory_free(s);
}

sonde_status registry_open(registry *out, error *e) {
  (void)e;
  *out = (registry){NEW(state), child, has, value, resolve, close_registry};
  return SONDE_OK;
}
