/* The table of the plugin that is linked in is honest: every row passes the host's own verification. */
#ifndef SONDE_TESTS_UNIT_TABLE_H
#define SONDE_TESTS_UNIT_TABLE_H

#include "check.h"

#include "base/schema.h"
#include "sonde.h"

static inline void honest(const char *where, const sonde_field *fields, uint32_t n, uint32_t record_size) {
  error e = {0};
  if (schema_verify(where, fields, n, record_size, &e)) fail_msg("%s", e.text);
}

static inline void check_table(const char *name) {
  const sonde_plugin *p = sonde_plugin_v0();
  assert_string_equal(p->name, name);
  assert_true(p->nfns > 0 && p->fn_size == sizeof *p->fns && p->query_size == sizeof *p->queries);
  assert_true(p->event_size == sizeof *p->events && p->field_size == sizeof *p->settings);
  assert_true(!p->queries == !p->nqueries && !p->events == !p->nevents && !p->settings == !p->nsettings);
  for (uint32_t i = 0; i < p->nfns; i++) {
    honest(p->fns[i].name, p->fns[i].params, p->fns[i].nparams, 0);
    honest(p->fns[i].name, p->fns[i].results, p->fns[i].nresults, 0);
  }
  for (uint32_t i = 0; i < p->nqueries; i++) {
    honest(p->queries[i].name, p->queries[i].params, p->queries[i].nparams, 0);
    honest(p->queries[i].name, p->queries[i].fields, p->queries[i].nfields, p->queries[i].record_size);
    assert_true(p->queries[i].nfields <= 64);
  }
  for (uint32_t i = 0; i < p->nevents; i++) {
    honest(p->events[i].name, p->events[i].params, p->events[i].nparams, 0);
    honest(p->events[i].name, p->events[i].fields, p->events[i].nfields, p->events[i].record_size);
    assert_true(p->events[i].nfields <= 64);
  }
}

#endif
