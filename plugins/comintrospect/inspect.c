/* The function `inspect`: a registered class, described by its type library. */
#include <string.h>

#include "base/memory.h"
#include "inspect.h"
#include "plugin.h"
#include "sonde_help.h"

typedef inspect_answer answer;

static sonde_value keep(const answer *a, const char *s, size_t len) {
  char *copy = a->host->alloc(a->call, len + 1);
  if (!copy) return sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  memcpy(copy, s, len);
  return sonde_text_len(copy, len);
}

static sonde_value keep_text(const answer *a, const text *t) {
  return keep(a, text_chars(t), t->len);
}

static sonde_value keep_ansi(const answer *a, msft_text s) {
  text t = {0};
  words_text(&t, a->i->lib.library.lcid, s);
  sonde_value v = keep_text(a, &t);
  text_free(&t);
  return v;
}

static sonde_value keep_guid(const answer *a, const msft_guid *guid) {
  text t = {0};
  words_guid(&t, guid);
  sonde_value v = keep_text(a, &t);
  text_free(&t);
  return v;
}

static sonde_value keep_names(const answer *a, const names *n) {
  sonde_value *list = a->host->alloc(a->call, (n->n + 1) * sizeof *list);
  if (!list) return sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  for (uint32_t k = 0; k < n->n; k++)
    list[k] = keep(a, n->list[k], strlen(n->list[k]));
  return sonde_list(list, n->n);
}

static void fill_library(const answer *a, sonde_value *r) {
  const msft *m = &a->i->lib.library;
  text version = {0};
  text_printf(&version, "%u.%u", m->major, m->minor);
  r[INSPECT_described_by] = sonde_text(a->i->step);
  r[INSPECT_library] = keep_text(a, &a->i->library);
  r[INSPECT_library_name] = keep_ansi(a, m->name);
  r[INSPECT_library_guid] = keep_guid(a, &m->guid);
  r[INSPECT_version] = keep_text(a, &version);
  r[INSPECT_class] = keep_ansi(a, a->i->coclass.name);
  r[INSPECT_help] = keep_ansi(a, a->i->coclass.help);
  r[INSPECT_events] = keep_text(a, &a->i->events);
  text_free(&version);
}

static void fill_interface(const answer *a, sonde_value *r) {
  r[INSPECT_interface] = keep_ansi(a, a->i->interface.name);
  r[INSPECT_iid] = keep_guid(a, &a->i->interface.guid);
  r[INSPECT_functions] = sonde_i64(a->i->functions);
  r[INSPECT_variables] = sonde_i64(a->i->variables);
  r[INSPECT_methods] = keep_names(a, &a->i->methods);
  r[INSPECT_properties] = keep_names(a, &a->i->properties);
}

static const char *server_state(const inspection *i) {
  if (!i->server_file.len) return "none";
  if (i->server_status == SONDE_MISSING) return "missing";
  return i->server_status ? "unreadable" : "present";
}

void inspect_fill(const inspect_answer *a, bool describe, sonde_value *r) {
  r[INSPECT_clsid] = keep_text(a, &a->i->clsid);
  r[INSPECT_progid] = keep_text(a, &a->i->progid);
  r[INSPECT_name] = keep_text(a, &a->i->name);
  r[INSPECT_server] = a->i->server.len ? keep_text(a, &a->i->server) : sonde_text("none");
  r[INSPECT_path] = keep_text(a, &a->i->path);
  r[INSPECT_threading] = keep_text(a, &a->i->threading);
  r[INSPECT_server_file] = keep_text(a, &a->i->server_file);
  r[INSPECT_server_state] = sonde_text(server_state(a->i));
  r[INSPECT_machine] =
      a->i->machine ? sonde_text(a->i->machine)
                    : sonde_unknown(SONDE_WHY_UNKNOWN, "there is no file of a program or DLL to look at");
  sonde_value why = keep_text(a, &a->i->tried);
  for (int k = INSPECT_described_by; k < INSPECT_COUNT; k++)
    r[k] = describe ? sonde_unknown(SONDE_WHY_UNKNOWN, why.kind == SONDE_TEXT ? why.u.s : NULL)
                    : sonde_unknown(SONDE_WHY_NOT_ASKED, NULL);
  if (!a->i->step) return;
  fill_library(a, r);
  for (int k = INSPECT_interface; k < INSPECT_COUNT; k++)
    r[k] = sonde_unknown(SONDE_WHY_UNKNOWN, "the class names no default interface of its own library");
  if (a->i->has_interface) fill_interface(a, r);
}

sonde_status SONDE_CALL inspect_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  registry r;
  error e = {0};
  sonde_status s = registry_open(&r, &e);
  if (s) return self->host->fail(call, s, e.os_code, e.text);
  char *asked = memory_text(args[INSPECT_CLASS].u.s, args[INSPECT_CLASS].len);
  bool describe = sonde_get_bool(&args[INSPECT_DESCRIBE], 1);
  inspection *i = NEW(inspection);
  s = inspect_class(&r, asked, describe, i, &e);
  if (s)
    self->host->fail(call, s, e.os_code, e.text);
  else
    inspect_fill(&(answer){self->host, call, i}, describe, results);
  inspect_free(i);
  memory_free(i);
  memory_free(asked);
  r.close(r.self);
  return s;
}
