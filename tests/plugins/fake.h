/* An honest plugin with one function; each fake changes one thing of it. */
#ifndef SONDE_TESTS_FAKE_H
#define SONDE_TESTS_FAKE_H

#include "sonde_help.h"

static const sonde_field fake_result[] = {
    {.name = "value", .unit = "", .doc = "Always 1.", .kind = SONDE_I64, .flags = SONDE_FIELD_REQUIRED},
};

static sonde_status SONDE_CALL fake_one(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self, (void)call, (void)args;
  results[0] = sonde_i64(1);
  return SONDE_OK;
}

static const sonde_fn fake_fns[] = {
    {.name = "one", .doc = "Gives 1.", .needs = "", SONDE_RESULTS(fake_result), .call = fake_one},
};

static inline sonde_plugin fake_plugin(const char *name) {
  sonde_plugin p = {.head = SONDE_HEAD(sonde_plugin),
      .version = "1.0.0",
      .summary = "A fake.",
      .vendor = "Sonde",
      SONDE_FUNCTIONS(fake_fns),
      SONDE_ROW_SIZES};
  p.name = name;
  return p;
}

/* The entry: an honest table, then CHANGE is done to `p`. */
#define FAKE_ENTRY(NAME, CHANGE)                                                                             \
  SONDE_EXPORT const sonde_plugin *SONDE_CALL sonde_plugin_v0(void) {                                        \
    static sonde_plugin p;                                                                                   \
    p = fake_plugin(NAME);                                                                                   \
    CHANGE;                                                                                                  \
    return &p;                                                                                               \
  }

#endif
