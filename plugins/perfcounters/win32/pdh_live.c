/* The live table: pdh.dll, loaded when it is first asked for. */
#include <windows.h>

#include <pdh.h>
#include <pdhmsg.h>
#include <string.h>

#include "base/memory.h"
#include "nt.h"
#include "pdh_source.h"

#define FORMAT (PDH_FMT_DOUBLE | PDH_FMT_NOCAP100)
#define LARGEST (64u << 20)

/* Their types are those of the functions that pdh.h declares. */
static struct {
  PDH_STATUS(WINAPI *open)(LPCWSTR, DWORD_PTR, PDH_HQUERY *);
  PDH_STATUS(WINAPI *add)(PDH_HQUERY, LPCWSTR, DWORD_PTR, PDH_HCOUNTER *);
  PDH_STATUS(WINAPI *collect)(PDH_HQUERY);
  PDH_STATUS(WINAPI *one)(PDH_HCOUNTER, DWORD, LPDWORD, PPDH_FMT_COUNTERVALUE);
  PDH_STATUS(WINAPI *many)(PDH_HCOUNTER, DWORD, LPDWORD, LPDWORD, PPDH_FMT_COUNTERVALUE_ITEM_W);
  PDH_STATUS(WINAPI *close)(PDH_HQUERY);
} dll;

static uint32_t live_open(void **query) {
  return (uint32_t)dll.open(NULL, 0, query);
}

static uint32_t live_add(void *query, const char *path, void **counter) {
  wchar_t wide[1100];
  if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, COUNT(wide)))
    return (uint32_t)PDH_CSTATUS_BAD_COUNTERNAME;
  return (uint32_t)dll.add(query, wide, 0, counter);
}

static uint32_t live_collect(void *query) {
  return (uint32_t)dll.collect(query);
}

static void live_close(void *query) {
  dll.close(query);
}

static void tell(const wchar_t *name, const PDH_FMT_COUNTERVALUE *v, pdh_each each, void *self) {
  char text[768];
  size_t wide = 0;
  while (name && name[wide] && wide < 256)
    wide++;
  size_t len = nt_utf8((const uint8_t *)name, wide * 2, text, sizeof text);
  each(self, &(pdh_item){text, len, v->doubleValue, (uint32_t)v->CStatus});
}

static uint32_t read_many(void *counter, pdh_each each, void *self) {
  DWORD size = 0, n = 0;
  uint32_t status = (uint32_t)dll.many(counter, FORMAT, &size, &n, NULL);
  if (status != (uint32_t)PDH_MORE_DATA || size > LARGEST) return status;
  PDH_FMT_COUNTERVALUE_ITEM_W *items = memory_new(size);
  status = (uint32_t)dll.many(counter, FORMAT, &size, &n, items);
  for (DWORD i = 0; !status && i < n; i++)
    tell(items[i].szName, &items[i].FmtValue, each, self);
  memory_free(items);
  return status;
}

static uint32_t live_read(void *counter, bool many, pdh_each each, void *self) {
  if (many) return read_many(counter, each, self);
  PDH_FMT_COUNTERVALUE value = {0};
  uint32_t status = (uint32_t)dll.one(counter, FORMAT, NULL, &value);
  if (!status) tell(NULL, &value, each, self);
  return status;
}

static const pdh_api live = {live_open, live_add, live_collect, live_read, live_close};

static bool take(HMODULE library, const char *name, void *out) {
  FARPROC f = GetProcAddress(library, name);
  memcpy(out, &f, sizeof f);
  return f != NULL;
}

/* Called on the host's thread only, so that twice is not at once. */
const pdh_api *platform_pdh(void) {
  static HMODULE library;
  if (library) return &live;
  HMODULE found = LoadLibraryExW(L"pdh.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (!found) return NULL;
  bool whole = take(found, "PdhOpenQueryW", &dll.open) && take(found, "PdhAddEnglishCounterW", &dll.add) &&
               take(found, "PdhCollectQueryData", &dll.collect) &&
               take(found, "PdhGetFormattedCounterValue", &dll.one) &&
               take(found, "PdhGetFormattedCounterArrayW", &dll.many) &&
               take(found, "PdhCloseQuery", &dll.close);
  if (!whole) return NULL;
  library = found;
  return &live;
}
