/* newer: built with a header of a later minor: larger rows and table, one row, one parameter and one flag
 * that this host cannot know. */
#include "fake.h"

typedef struct newer_field {
  sonde_field field;
  uint64_t more;
} newer_field;

typedef struct newer_fn {
  sonde_fn fn;
  uint64_t more[3];
} newer_fn;

typedef struct newer_plugin {
  sonde_plugin plugin;
  uint64_t more[8];
} newer_plugin;

/* The last parameter is one that a host of today does not fill in. */
static sonde_status SONDE_CALL sum(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call;
  results[0] = sonde_i64(args[0].u.i + args[1].u.i + (sonde_given(&args[2]) ? 1000 : 0));
  return SONDE_OK;
}

static const newer_field sum_params[] = {
    {{.name = "a", .unit = "", .doc = "First.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED}, 1},
    {{.name = "b", .unit = "", .doc = "Second.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED | 0x10000u},
        2},
    {{.name = "c", .unit = "", .doc = "Of a later version.", .kind = 90, .since = 99}, 3},
};
static const newer_field result[] = {
    {{.name = "value", .unit = "", .doc = "The sum.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED}, 4},
};
static const newer_fn fns[] = {
    {{.name = "later",
         .doc = "Of a later version.",
         .needs = "",
         .params = &sum_params[0].field,
         .nparams = 1,
         .flags = 0x4000u,
         .since = 99},
        {1, 2, 3}},
    {{.name = "sum",
         .doc = "Adds.",
         .needs = "",
         .params = &sum_params[0].field,
         .nparams = 3,
         .results = &result[0].field,
         .nresults = 1,
         .call = sum,
         .flags = 0x80000u},
        {4, 5, 6}},
};

SONDE_EXPORT const sonde_plugin *SONDE_CALL sonde_plugin_v0(void) {
  static newer_plugin p;
  p.plugin = fake_plugin("newer");
  p.plugin.head.size = sizeof p;
  p.plugin.head.abi_minor = 99;
  p.plugin.fns = &fns[0].fn;
  p.plugin.nfns = 2;
  p.plugin.fn_size = sizeof(newer_fn);
  p.plugin.field_size = sizeof(newer_field);
  return &p.plugin;
}
