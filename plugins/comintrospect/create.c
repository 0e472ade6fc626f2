/* The functions `create` and `inspect_live`: an object that is made in the helper process. */
#include <string.h>

#include "base/memory.h"
#include "inspect.h"
#include "live.h"
#include "sonde_help.h"

static sonde_status ask(
    sonde_self *self, sonde_call *call, const char *verb, const sonde_value *args, helper_answer *out) {
  const char *class = sonde_get_text(self->host, call, &args[CREATE_CLASS]);
  const char *context = sonde_get_text(self->host, call, &args[CREATE_CONTEXT]);
  const char *interfaces = sonde_get_text(self->host, call, &args[CREATE_INTERFACES]);
  if (!class || !context || !interfaces)
    return self->host->fail(call, SONDE_ARG, 0, "the name of the class holds a zero byte");
  const helper_request request = {verb, class, context, interfaces};
  return live_ask(self, call, &request, args[CREATE_TIMEOUT].u.i, out);
}

sonde_status SONDE_CALL create_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  helper_answer a = {.n = 0};
  sonde_status s = ask(self, call, "create", args, &a);
  if (!s) {
    const char *clsid = helper_text(&a, "clsid");
    results[CREATE_clsid] =
        clsid ? live_text(self, call, clsid) : sonde_unknown(SONDE_WHY_UNKNOWN, "no class has this name");
    live_outcome(self, call, &a, results + CREATE_OUTCOME);
  }
  helper_free(&a);
  return s;
}

/* What the object said goes before what the libraries say of its class. */
static void fill_object(sonde_self *self, sonde_call *call, const helper_answer *a, sonde_value *r) {
  static const struct {
    const char *name;
    int result;
  } texts[] = {{"described_by", INSPECT_described_by}, {"library", INSPECT_library},
      {"library_name", INSPECT_library_name}, {"library_guid", INSPECT_library_guid},
      {"version", INSPECT_version}, {"interface_name", INSPECT_interface}, {"iid", INSPECT_iid}};
  for (size_t i = 0; i < COUNT(texts); i++) {
    const char *s = helper_text(a, texts[i].name);
    r[texts[i].result] =
        s ? live_text(self, call, s) : sonde_unknown(SONDE_WHY_UNKNOWN, "the object does not tell");
  }
  const sonde_value *functions = helper_last(a, "functions", SONDE_I64);
  const sonde_value *variables = helper_last(a, "variables", SONDE_I64);
  if (functions) r[INSPECT_functions] = sonde_i64(functions->u.i);
  if (variables) r[INSPECT_variables] = sonde_i64(variables->u.i);
  r[INSPECT_methods] = live_names(self, call, a, "method");
  r[INSPECT_properties] = live_names(self, call, a, "property");
}

/* Names alone: how many functions stand behind a property nobody tells. */
static void fill_names(sonde_self *self, sonde_call *call, const helper_answer *a, sonde_value *r) {
  sonde_value methods = live_names(self, call, a, "named_method");
  sonde_value properties = live_names(self, call, a, "named_property");
  if (methods.len == 0 && properties.len == 0) return;
  r[INSPECT_described_by] = sonde_text("names");
  r[INSPECT_methods] = methods;
  r[INSPECT_properties] = properties;
}

static void fill_class(sonde_self *self, sonde_call *call, const helper_answer *a, sonde_value *r) {
  const char *class = helper_text(a, "coclass"), *events = helper_text(a, "events");
  if (class) r[INSPECT_class] = live_text(self, call, class);
  if (class && (events || r[INSPECT_events].kind != SONDE_TEXT))
    r[INSPECT_events] = live_text(self, call, events);
}

static void fill_live(
    sonde_self *self, sonde_call *call, const inspection *i, const helper_answer *a, sonde_value *r) {
  inspect_fill(&(inspect_answer){self->host, call, i}, true, r);
  if (helper_text(a, "described_by"))
    fill_object(self, call, a, r);
  else if (!i->step)
    fill_names(self, call, a, r);
  fill_class(self, call, a, r);
  live_outcome(self, call, a, r + LIVE_OUTCOME);
  r[LIVE_tried] = live_names(self, call, a, "tried");
}

sonde_status SONDE_CALL inspect_live_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  registry r;
  error e = {0};
  helper_answer a = {.n = 0};
  const char *class = sonde_get_text(self->host, call, &args[CREATE_CLASS]);
  sonde_status s =
      class ? registry_open(&r, &e) : error_set(&e, SONDE_ARG, "the name of the class holds a zero byte");
  if (s) return self->host->fail(call, s, e.os_code, e.text);
  inspection *i = NEW(inspection);
  s = inspect_class(&r, class, true, i, &e);
  if (s)
    self->host->fail(call, s, e.os_code, e.text);
  else
    s = ask(self, call, "describe", args, &a);
  if (!s) fill_live(self, call, i, &a, results);
  helper_free(&a);
  inspect_free(i);
  memory_free(i);
  r.close(r.self);
  return s;
}
