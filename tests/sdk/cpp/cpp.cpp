// A plugin in C++11 with all four headers: one function that counts its calls.
#include "sonde.h"
#include "sonde_help.h"
#include "sonde_lane.h"
#include "sonde_target.h"
#include "sonde_thread.h"

struct sonde_self {
  const sonde_host *host;
  int64_t calls;
};

namespace {

sonde_status SONDE_CALL count(sonde_self *self, sonde_call *, const sonde_value *args, sonde_value *results) {
  self->calls += args[0].u.i;
  results[0] = sonde_i64(self->calls);
  return SONDE_OK;
}

sonde_status SONDE_CALL create(const sonde_host *host, sonde_call *, const sonde_value *, sonde_self **out) {
  *out = new sonde_self{host, 0};
  return SONDE_OK;
}

void SONDE_CALL destroy(sonde_self *self) {
  delete self;
}

sonde_field field(const char *name, const char *doc, const char *initial) {
  sonde_field f = sonde_field();
  f.name = name;
  f.unit = "count";
  f.doc = doc;
  f.initial = initial;
  f.kind = SONDE_I64;
  return f;
}

struct tables {
  sonde_field param, result;
  sonde_fn fn;
  sonde_plugin plugin;

  tables() : param(field("by", "How far.", "1")), result(field("value", "The sum.", nullptr)), fn(), plugin() {
    param.least = "0";
    param.most = "1000";
    fn.name = "count";
    fn.doc = "Counts on.";
    fn.needs = "";
    fn.params = &param;
    fn.results = &result;
    fn.call = count;
    fn.nparams = fn.nresults = 1;
    plugin.head = SONDE_HEAD(sonde_plugin);
    plugin.name = "cpp";
    plugin.version = "1.0.0";
    plugin.summary = "Counts.";
    plugin.vendor = "Sonde";
    plugin.fns = &fn;
    plugin.nfns = 1;
    plugin.fn_size = sizeof(sonde_fn);
    plugin.field_size = sizeof(sonde_field);
    plugin.create = create;
    plugin.destroy = destroy;
  }
};

const tables all;

} // namespace

SONDE_PLUGIN(all.plugin);
