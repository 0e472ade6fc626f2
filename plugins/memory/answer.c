/* From the plugin's own forms to values. */
#include <string.h>

#include "lines.h"
#include "plugin.h"

static bool is_cancelled(void *self) {
  running *r = self;
  return r->host->cancelled(r->call) != 0;
}

stopper stopper_of(running *r) {
  return (stopper){is_cancelled, r};
}

sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e) {
  return host->fail(call, e->status, e->os_code, e->text);
}

sonde_value answer_amount(amount a) {
  return a.why ? sonde_unknown(a.why, NULL) : sonde_i64(a.bytes);
}

sonde_value answer_text(const sonde_host *host, sonde_call *call, const char *s, size_t len) {
  text clean = {0};
  names_add(&clean, s, len);
  char *copy = host->alloc(call, clean.len + 1);
  size_t n = clean.len;
  if (copy) memcpy(copy, text_chars(&clean), n);
  text_free(&clean);
  return copy ? sonde_text_len(copy, n) : sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
}
