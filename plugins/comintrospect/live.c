/* Asking the helper process, and the results that tell what became of the object. */
#include "live.h"

#include <string.h>

#include "base/code.h"
#include "base/memory.h"
#include "sonde_help.h"

/* Left for ending the helper and reading its answer, so that the caller learns what hung. */
#define MARGIN_NS 1000000000

typedef struct asking {
  sonde_self *self;
  sonde_call *call;
} asking;

static bool stop(void *self) {
  const asking *a = self;
  return a->self->host->cancelled(a->call);
}

static int64_t time_for(const asking *a, int64_t timeout_ns) {
  int64_t left = a->self->host->time_left_ns(a->call);
  left = left > 2 * (int64_t)MARGIN_NS ? left - MARGIN_NS : left / 2;
  return left < timeout_ns ? left : timeout_ns;
}

sonde_status live_ask(sonde_self *self, sonde_call *call, const helper_request *request, int64_t timeout_ns,
    helper_answer *out) {
  error e = {0};
  helper_end end = {.code = 0};
  asking a = {self, call};
  const helper_watch watch = {stop, &a, time_for(&a, timeout_ns)};
  uint8_t *memory = memory_new(HELPER_BYTES);
  memset(out, 0, sizeof *out);
  sonde_status s = helper_put_request(memory, request)
                       ? helper_process(memory, &watch, &end, &e)
                       : error_set(&e, SONDE_ARG, "the name of the class is too long");
  if (!s && self->host->cancelled(call))
    s = error_set(&e, SONDE_CANCELLED, "creating an object was cancelled");
  if (!s) s = helper_get_answer(memory, HELPER_BYTES, out, &e);
  out->end = end;
  memory_free(memory);
  if (!s && out->n == 0) {
    s = error_set(&e, end.killed ? SONDE_TIMEOUT : SONDE_OS, "the COM helper did not begin%s",
        end.killed ? " before the deadline" : "");
  }
  return s ? self->host->fail(call, s, e.os_code, e.text) : SONDE_OK;
}

sonde_value live_text(sonde_self *self, sonde_call *call, const char *s) {
  if (!s) return sonde_text("");
  size_t size = strlen(s) + 1;
  char *copy = self->host->alloc(call, size);
  if (!copy) return sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  memcpy(copy, s, size);
  return sonde_text(copy);
}

static bool among(const sonde_value *list, uint32_t n, const sonde_value *v) {
  for (uint32_t i = 0; i < n; i++) /* one that is unknown for lack of memory equals none */
    if (list[i].kind == SONDE_TEXT && list[i].len == v->len && memcmp(list[i].u.s, v->u.s, v->len) == 0)
      return true;
  return false;
}

sonde_value live_names(sonde_self *self, sonde_call *call, const helper_answer *a, const char *name) {
  const sonde_value *v;
  uint32_t n = 0, at = 0;
  while (helper_next(a, name, SONDE_TEXT, &at))
    n++;
  sonde_value *list = self->host->alloc(call, ((uint64_t)n + 1) * sizeof *list);
  if (!list) return sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  for (n = 0, at = 0; (v = helper_next(a, name, SONDE_TEXT, &at));)
    if (!among(list, n, v)) list[n++] = live_text(self, call, v->u.s);
  return sonde_list(list, n);
}

static sonde_value integer(const helper_answer *a, const char *name, const char *why) {
  const sonde_value *v = helper_last(a, name, SONDE_I64);
  return v ? sonde_i64(v->u.i) : sonde_unknown(SONDE_WHY_UNKNOWN, why);
}

/* An HRESULT that carries an error of Windows has the name and the meaning of that error. */
static void fill_hresult(const helper_answer *a, sonde_value *r) {
  const sonde_value *v = helper_last(a, "hresult", SONDE_I64);
  r[OUTCOME_hresult] = integer(a, "hresult", "it did not come so far");
  r[OUTCOME_hresult_name] = r[OUTCOME_meaning] = sonde_text("");
  if (!v) return;
  code_id id = {CODE_HRESULT, (uint32_t)v->u.i};
  const char *name = code_name(id);
  const code_row *row = code_find(id);
  if (!name) name = code_name(code_plain(id));
  if (!row) row = code_find(code_plain(id));
  if (id.number == 0) name = "S_OK";
  if (name) r[OUTCOME_hresult_name] = sonde_text(name);
  if (row) r[OUTCOME_meaning] = sonde_text(row->meaning);
}

static void fill_crash(const helper_answer *a, sonde_value *r) {
  uint32_t code = a->exception ? a->exception : a->end.code;
  const char *name = code_name((code_id){CODE_NTSTATUS, code});
  r[OUTCOME_exception] = sonde_i64(code);
  r[OUTCOME_exception_name] = sonde_text(name ? name : "");
}

void live_outcome(sonde_self *self, sonde_call *call, const helper_answer *a, sonde_value *r) {
  const char *outcome = helper_outcome(a);
  const sonde_value *proxy = helper_last(a, "proxy", SONDE_BOOL);
  bool done = helper_last(a, "done", SONDE_BOOL);
  r[OUTCOME_outcome] = sonde_text(outcome);
  fill_hresult(a, r);
  r[OUTCOME_step] = live_text(self, call, done ? NULL : helper_text(a, "step"));
  r[OUTCOME_exception] = sonde_unknown(SONDE_WHY_UNKNOWN, "it did not crash");
  r[OUTCOME_exception_name] = sonde_text("");
  if (strcmp(outcome, "crashed") == 0) fill_crash(a, r);
  r[OUTCOME_module] = live_text(self, call, helper_text(a, "module"));
  r[OUTCOME_create_time] = integer(a, "elapsed", "nothing answered");
  r[OUTCOME_elapsed] = sonde_i64(a->end.elapsed_ns);
  r[OUTCOME_asked] = integer(a, "asked", "it was not asked for all");
  r[OUTCOME_interfaces] = live_names(self, call, a, "interface");
  r[OUTCOME_answered_by] = r[OUTCOME_proxy] = r[OUTCOME_code_file] =
      sonde_unknown(SONDE_WHY_UNKNOWN, "there was no object");
  if (!helper_last(a, "object", SONDE_BOOL)) return;
  r[OUTCOME_answered_by] = live_text(self, call, helper_text(a, "server"));
  r[OUTCOME_code_file] = live_text(self, call, helper_text(a, "file"));
  r[OUTCOME_proxy] =
      proxy ? sonde_bool(proxy->u.u != 0) : sonde_unknown(SONDE_WHY_UNKNOWN, "it was not asked");
}
