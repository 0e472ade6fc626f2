/* The event `call` and the function `code`. */
#include <string.h>

#include "agent/tracer.h"
#include "base/code.h"
#include "plugin.h"
#include "sonde_lane.h"

sonde_status SONDE_CALL call_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  const sonde_value *policy = &args[CALL_POLICY];
  bool drop = policy->kind == SONDE_TEXT && policy->len == 4 && memcmp(policy->u.s, "drop", 4) == 0;
  watch_ask ask = {.args = args,
      .subscription = subscription,
      .failed_only = sonde_get_bool(&args[CALL_FAILED_ONLY], 0) != 0,
      .policy = drop ? SONDE_LANE_DROP : SONDE_LANE_BLOCK,
      .lanes = (uint32_t)sonde_get_i64(&args[CALL_LANES], 0)};
  watched *w = NULL;
  sonde_status s = watch_start(self, call, &ask, &w);
  *cookie = w;
  return s;
}

void SONDE_CALL call_unsubscribe(sonde_self *self, void *cookie) {
  (void)self;
  watch_end(cookie);
}

static bool number_of(
    const signature *s, const sonde_value *error_number, const sonde_value *result, uint32_t *out) {
  bool by_result = s->failure == TRACER_NONZERO || s->failure == TRACER_NEGATIVE;
  const sonde_value *from = by_result ? result : error_number;
  bool known = from->kind == SONDE_I64 || from->kind == SONDE_U64;
  *out = known ? (uint32_t)from->u.u : 0;
  return known && *out != 0 && (by_result || from->u.u < (1u << TRACER_ERROR_BITS) - 1);
}

sonde_status SONDE_CALL code_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  static const code_space spaces[ERROR_SPACES] = {[ERRORS_ERRNO] = CODE_ERRNO,
      [ERRORS_WIN32] = CODE_WIN32,
      [ERRORS_HRESULT] = CODE_HRESULT,
      [ERRORS_NTSTATUS] = CODE_NTSTATUS};
  sonde_status status = plugin_load(self, call);
  if (status) return status;
  const signature *s = signatures_find(&self->signatures, args[0].u.s, args[0].len);
  code_id id = {0};
  if (!s || s->errors == ERRORS_NONE || !number_of(s, &args[1], &args[2], &id.number)) return SONDE_OK;
  id.space = spaces[s->errors];
  text word = {0};
  code_print(&word, id);
  char *copy = self->host->alloc(call, word.len + 1);
  if (copy) memcpy(copy, text_chars(&word), word.len);
  results[0] = copy ? sonde_text_len(copy, word.len) : sonde_nil();
  text_free(&word);
  return copy ? SONDE_OK : SONDE_MEMORY;
}
