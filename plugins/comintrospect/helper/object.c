/* One object: made, asked, let go. Each step is written down before it is taken. */
#include "helper.h"

#include <objbase.h>
#include <string.h>

#include "base/memory.h"
#include "base/value.h"

enum { LONGEST_PATH = 32768 };

static LONGLONG now_ns(void) {
  LARGE_INTEGER ticks, frequency;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&ticks);
  return ticks.QuadPart / frequency.QuadPart * 1000000000 +
         ticks.QuadPart % frequency.QuadPart * 1000000000 / frequency.QuadPart;
}

static void answer_result(HRESULT hr, const char *server, LONGLONG ns) {
  const sonde_pair pairs[] = {
      {"hresult", value_i64((uint32_t)hr)}, {"server", value_text(server)}, {"elapsed", value_i64(ns)}};
  answer_record(pairs, server ? COUNT(pairs) : 1);
}

static HRESULT find_class(const char *name, CLSID *out) {
  char guid[GUID_CHARS];
  wchar_t *wide = wide_of(name);
  answer_step("looking up the name");
  HRESULT hr = *name == '{' ? CLSIDFromString(wide, out) : CLSIDFromProgID(wide, out);
  memory_free(wide);
  if (SUCCEEDED(hr))
    answer_text("clsid", guid_text(out, guid));
  else
    answer_result(hr, NULL, 0);
  return hr;
}

/* IUnknown and nothing else: factories answer other interfaces with pointers that are none. */
static IUnknown *create_in(const CLSID *class, DWORD context, const char *server, HRESULT *hr) {
  IUnknown *object = NULL;
  LONGLONG began = now_ns();
  answer_step(
      context == CLSCTX_INPROC_SERVER ? "creating it in this process" : "creating it in its own program");
  *hr = CoCreateInstance(class, NULL, context, &IID_IUnknown, (void **)&object);
  if (SUCCEEDED(*hr) && !object) *hr = E_POINTER;
  answer_result(*hr, server, now_ns() - began);
  return SUCCEEDED(*hr) ? object : NULL;
}

/* Where neither answers, the code of the DLL says more, unless there is none. */
static IUnknown *create(const CLSID *class, const char *context) {
  HRESULT inproc = REGDB_E_CLASSNOTREG, local = REGDB_E_CLASSNOTREG;
  IUnknown *object = NULL;
  bool only_local = strcmp(context, "local") == 0, only_inproc = strcmp(context, "inproc") == 0;
  if (!only_local) object = create_in(class, CLSCTX_INPROC_SERVER, "inproc", &inproc);
  if (object || only_inproc) return object;
  object = create_in(class, CLSCTX_LOCAL_SERVER, "local", &local);
  if (!object && local == REGDB_E_CLASSNOTREG && !only_local) answer_result(inproc, NULL, 0);
  return object;
}

/* The library whose code stands in the object's table; of a proxy, the proxy's. */
static void answer_file(IUnknown *object) {
  HMODULE module = NULL;
  wchar_t *path = memory_new(LONGEST_PATH * sizeof *path);
  const wchar_t *code = *(const wchar_t *const *)object->lpVtbl;
  if (GetModuleHandleExW(
          GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, code,
          &module) &&
      GetModuleFileNameW(module, path, LONGEST_PATH)) {
    char *utf8 = utf8_of(path);
    answer_text("file", utf8);
    memory_free(utf8);
  }
  memory_free(path);
}

/* Proxies, and nothing else, have IClientSecurity. */
static void ask(IUnknown *object, int registered) {
  bool proxy = false;
  for (unsigned i = 0; i < known_count; i++) {
    IUnknown *got = NULL;
    answer_step("asking for %s", known_interfaces[i].name);
    if (FAILED(IUnknown_QueryInterface(object, &known_interfaces[i].iid, (void **)&got)) || !got) continue;
    answer_text("interface", known_interfaces[i].name);
    if (IsEqualGUID(&known_interfaces[i].iid, &IID_IClientSecurity)) proxy = true;
    IUnknown_Release(got);
  }
  answer_bool("proxy", proxy);
  unsigned others = registered ? object_ask_registered(object) : 0;
  answer_i64("asked", known_count + others);
}

void object_make(const char *class, const char *context, int registered, int describe) {
  CLSID clsid;
  if (FAILED(find_class(class, &clsid))) return;
  IUnknown *object = create(&clsid, context);
  if (!object) return;
  answer_bool("object", true);
  answer_step("looking where its code is");
  answer_file(object);
  ask(object, registered);
  if (describe) object_describe(object);
  answer_step("letting it go");
  IUnknown_Release(object);
}
