/* Interfaces by the registry: every one that has a marshaller or a type library is there. */
#include "helper.h"

#include <objbase.h>

#include "base/memory.h"

enum { LONGEST_NAME = 256 };

static bool is_known(const IID *iid) {
  for (unsigned i = 0; i < known_count; i++)
    if (IsEqualGUID(iid, &known_interfaces[i].iid)) return true;
  return false;
}

/* The name in the registry, else the IID. */
static char *name_of(HKEY all, const wchar_t *key) {
  wchar_t name[LONGEST_NAME];
  DWORD bytes = sizeof name;
  if (RegGetValueW(all, key, NULL, RRF_RT_REG_SZ, NULL, name, &bytes) || !*name) return utf8_of(key);
  return utf8_of(name);
}

static bool ask(IUnknown *object, HKEY all, const wchar_t *key) {
  IID iid;
  IUnknown *got = NULL;
  if (FAILED(IIDFromString(key, &iid)) || is_known(&iid)) return false;
  char *name = name_of(all, key);
  answer_step("asking for %s", name);
  if (SUCCEEDED(IUnknown_QueryInterface(object, &iid, (void **)&got)) && got) {
    answer_text("interface", name);
    IUnknown_Release(got);
  }
  memory_free(name);
  return true;
}

unsigned object_ask_registered(IUnknown *object) {
  HKEY all;
  wchar_t key[LONGEST_NAME];
  unsigned asked = 0;
  DWORD len = LONGEST_NAME;
  if (RegOpenKeyExW(HKEY_CLASSES_ROOT, L"Interface", 0, KEY_READ, &all)) return 0;
  for (DWORD i = 0; RegEnumKeyExW(all, i, key, &len, NULL, NULL, NULL, NULL) == ERROR_SUCCESS; i++) {
    asked += ask(object, all, key);
    len = LONGEST_NAME;
  }
  RegCloseKey(all);
  return asked;
}
