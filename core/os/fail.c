/* Errors of the system as error values: our words, then the system's sentence. */
#include "os/internal.h"

#include <stdarg.h>

#include "base/text.h"
#include "os/system.h"

sonde_status os_fail(error *e, uint32_t os_code, const char *format, ...) {
  arena a = {0};
  text words;
  text_init(&words, sizeof(((error *)0)->text));
  va_list list;
  va_start(list, format);
  text_vprintf(&words, format, list);
  va_end(list);
  sonde_status status =
      error_set(e, os_status(os_code), "%s: %s", text_chars(&words), system_error_text(&a, os_code));
  if (e) e->os_code = os_code;
  text_free(&words);
  arena_free(&a);
  return status;
}
