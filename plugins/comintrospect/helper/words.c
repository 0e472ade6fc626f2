/* Texts of Windows as UTF-8. */
#include "helper.h"

#include <oleauto.h>
#include <stdio.h>

#include "base/memory.h"

wchar_t *wide_of(const char *s) {
  int n = MultiByteToWideChar(CP_UTF8, 0, s, -1, NULL, 0);
  wchar_t *wide = memory_new((size_t)(n > 0 ? n : 1) * sizeof *wide);
  if (n > 0) MultiByteToWideChar(CP_UTF8, 0, s, -1, wide, n);
  return wide;
}

char *utf8_of(const wchar_t *s) {
  int n = s ? WideCharToMultiByte(CP_UTF8, 0, s, -1, NULL, 0, NULL, NULL) : 0;
  char *utf8 = memory_new((size_t)(n > 0 ? n : 1));
  if (n > 0) WideCharToMultiByte(CP_UTF8, 0, s, -1, utf8, n, NULL, NULL);
  return utf8;
}

char *take_bstr(BSTR s) {
  char *out = utf8_of(s);
  SysFreeString(s);
  return out;
}

const char *guid_text(const GUID *g, char out[GUID_CHARS]) {
  snprintf(out, GUID_CHARS, "{%08lX-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", g->Data1, g->Data2,
      g->Data3, g->Data4[0], g->Data4[1], g->Data4[2], g->Data4[3], g->Data4[4], g->Data4[5], g->Data4[6],
      g->Data4[7]);
  return out;
}
