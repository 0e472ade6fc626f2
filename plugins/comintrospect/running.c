/* The query `running`: the running object table, read by the helper process, since names are made by code of
 * others. */
#include <string.h>

#include "base/memory.h"
#include "live.h"
#include "registry.h"
#include "sonde_help.h"

enum { GUID_CHARS = 38 };

typedef struct pass {
  helper_answer answer;
  registry registry;
  uint32_t next; /* item */
  batch out;
} pass;

static sonde_status check(sonde_self *self, sonde_call *call, const helper_answer *a) {
  const sonde_value *hresult = helper_last(a, "hresult", SONDE_I64);
  if (!helper_last(a, "done", SONDE_BOOL))
    return sonde_failf(self->host, call, a->end.killed ? SONDE_TIMEOUT : SONDE_OS, 0,
        "the helper process %s while it was %s: a program that offers an object does not answer",
        helper_outcome(a), helper_text(a, "step") ? helper_text(a, "step") : "starting");
  if (hresult && hresult->u.i >> 31)
    return sonde_failf(self->host, call, SONDE_OS, (uint32_t)hresult->u.i,
        "the running object table cannot be read: 0x%08X", (unsigned)hresult->u.i);
  return SONDE_OK;
}

sonde_status SONDE_CALL running_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  static const helper_request request = {"running", "", "", ""};
  error e = {0};
  pass *p = NEW(pass);
  batch_init(&p->out, RUNNING_COUNT);
  sonde_status s = registry_open(&p->registry, &e);
  if (s)
    self->host->fail(call, s, e.os_code, e.text);
  else
    s = live_ask(self, call, &request, args[RUNNING_TIMEOUT].u.i, &p->answer);
  if (!s) s = check(self, call, &p->answer);
  if (s)
    running_close(self, p);
  else
    *cursor = p;
  return s;
}

void SONDE_CALL running_close(sonde_self *self, void *cursor) {
  (void)self;
  pass *p = cursor;
  if (p->registry.close) p->registry.close(p->registry.self);
  helper_free(&p->answer);
  batch_free(&p->out);
  memory_free(p);
}

/* "!{CLSID}" is what RegisterActiveObject makes. */
static void fill_class(pass *p, cell *row, const char *name) {
  char clsid[GUID_CHARS + 1] = "";
  text key = {0};
  if (name[0] == '!' && name[1] == '{' && strlen(name) == GUID_CHARS + 1 && name[GUID_CHARS] == '}')
    memcpy(clsid, name + 1, GUID_CHARS);
  batch_word(&p->out, &row[RUNNING_clsid], clsid);
  size_t at = p->out.heap.len;
  text_printf(&key, "CLSID\\%s", clsid);
  if (*clsid) p->registry.value(p->registry.self, text_chars(&key), "", &p->out.heap);
  batch_text(&p->out, &row[RUNNING_class], at);
  text_free(&key);
}

static void fill(pass *p, const sonde_value *item) {
  const sonde_value *name = value_get(item, "name"), *moniker = value_get(item, "moniker");
  const sonde_value *changed = value_get(item, "changed");
  if (!name || name->kind != SONDE_TEXT || !moniker || moniker->kind != SONDE_TEXT) return;
  cell *row = batch_add(&p->out);
  batch_word(&p->out, &row[RUNNING_name], name->u.s);
  batch_word(&p->out, &row[RUNNING_moniker], moniker->u.s);
  fill_class(p, row, name->u.s);
  if (changed && changed->kind == SONDE_I64)
    row[RUNNING_changed].i = changed->u.i;
  else
    sonde_set_quality(&row[RUNNING_QUALITY].quality, RUNNING_changed, SONDE_WHY_UNKNOWN);
}

sonde_status SONDE_CALL running_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  (void)self;
  (void)call;
  pass *p = cursor;
  batch_begin(&p->out, span);
  while (p->next < p->answer.n && batch_has_room(&p->out))
    fill(p, &p->answer.items[p->next++]);
  bool end = p->next == p->answer.n;
  batch_hand_over(&p->out, span, end);
  span->lost = end ? p->answer.lost : 0;
  if (span->lost) span->flags |= SONDE_SPAN_GAP;
  return SONDE_OK;
}
