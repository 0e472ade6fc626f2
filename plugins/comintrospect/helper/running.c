/* The running object table: what programs offer to others by name. */
#include "helper.h"

#include <objbase.h>

#include "base/memory.h"
#include "base/value.h"

/* Between 1601 and 1970, in units of 100 ns. */
#define EPOCH 116444736000000000

static const char *kind_of(IMoniker *moniker) {
  static const struct {
    DWORD kind;
    const char *word;
  } kinds[] = {{1, "composite"}, {2, "file"}, {3, "anti"}, {4, "item"}, {5, "pointer"}, {7, "class"},
      {8, "objref"}, {9, "session"}, {10, "elevated"}};
  DWORD kind = 0;
  if (IMoniker_IsSystemMoniker(moniker, &kind) == S_OK)
    for (size_t i = 0; i < COUNT(kinds); i++)
      if (kinds[i].kind == kind) return kinds[i].word;
  return "other";
}

static char *name_of(IMoniker *moniker) {
  IBindCtx *context = NULL;
  wchar_t *name = NULL;
  if (SUCCEEDED(CreateBindCtx(0, &context))) {
    IMoniker_GetDisplayName(moniker, context, NULL, &name);
    IBindCtx_Release(context);
  }
  char *utf8 = utf8_of(name);
  CoTaskMemFree(name);
  return utf8;
}

static void list_one(IRunningObjectTable *table, IMoniker *moniker) {
  FILETIME at = {0, 0};
  char *name = name_of(moniker);
  sonde_pair pairs[] = {
      {"name", value_text(name)}, {"moniker", value_text(kind_of(moniker))}, {"changed", value_nil()}};
  if (IRunningObjectTable_GetTimeOfLastChange(table, moniker, &at) == S_OK) {
    LONGLONG ticks = (LONGLONG)((ULONGLONG)at.dwHighDateTime << 32 | at.dwLowDateTime) - EPOCH;
    if (ticks > 0 && ticks < INT64_MAX / 100) pairs[2].value = value_i64(ticks * 100);
  }
  answer_record(pairs, COUNT(pairs));
  memory_free(name);
}

void running_list(void) {
  IRunningObjectTable *table = NULL;
  IEnumMoniker *all = NULL;
  answer_step("opening the running object table");
  HRESULT hr = GetRunningObjectTable(0, &table);
  if (SUCCEEDED(hr)) hr = IRunningObjectTable_EnumRunning(table, &all);
  answer_i64("hresult", (uint32_t)hr);
  IMoniker *moniker;
  ULONG n;
  answer_step("listing the running object table");
  while (all && IEnumMoniker_Next(all, 1, &moniker, &n) == S_OK && n) {
    list_one(table, moniker);
    IMoniker_Release(moniker);
  }
  if (all) IEnumMoniker_Release(all);
  if (table) IRunningObjectTable_Release(table);
}
