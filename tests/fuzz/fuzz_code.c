/* The notation of codes: what is read is printed in a form that reads as the same code; what is wrong has a
 * sentence. */
#include <stdint.h>
#include <stdlib.h>

#include "base/code.h"
#include "base/memory.h"

static void check_printed(code_id c) {
  text t = {0};
  code_id again;
  code_print(&t, c);
  if (code_parse(t.data, t.len, &again, NULL)) abort();
  if (again.space != c.space || again.number != c.number) abort();
  text_free(&t);
}

static void check_conversions(code_id c) {
  code_id related[8];
  code_parts parts;
  uint32_t hresult, win32;
  size_t n = code_related(c, related, COUNT(related));
  for (size_t i = 0; i < n; i++)
    check_printed(related[i]);
  code_decode(c, &parts);
  if (c.space == CODE_WIN32 && c.number <= 0xFFFF && c.number) {
    if (!code_to_hresult(c, &hresult)) abort();
    if (!code_to_win32((code_id){CODE_HRESULT, hresult}, &win32) || win32 != c.number) abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *s = (const char *)data;
  code_id c, same;
  text said = {0};
  error e = {0};
  if (code_guess(s, size, &c, &said, &e)) {
    if (!e.text[0]) abort();
  } else {
    check_printed(c);
    check_conversions(c);
  }
  if (code_parse(s, size, &same, NULL) == SONDE_OK && (same.space != c.space || same.number != c.number))
    abort();
  text_free(&said);
  return 0;
}
