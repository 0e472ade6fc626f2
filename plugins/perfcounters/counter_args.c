/* From a call's arguments to a set of counters. */
#include <string.h>

#include "plugin.h"

#define MOST_PATHS 256

static int choice_of(const sonde_value *source) {
  bool own = source->kind == SONDE_TEXT && source->len == 3 && memcmp(source->u.s, "own", 3) == 0;
  bool pdh = source->kind == SONDE_TEXT && source->len == 3 && memcmp(source->u.s, "pdh", 3) == 0;
  return own ? SOURCE_OWN : pdh ? SOURCE_PDH : SOURCE_AUTO;
}

static void try_pdh(sonde_self *self) {
  reading truth;
  error none;
  self->tried_pdh = true;
  const pdh_api *api = platform_pdh();
  sonde_status status =
      collect_system(self->collect, M_BIT(P_processes) | M_BIT(S_memory_available), &truth, &none);
  if (status) reading_clear(&truth);
  self->pdh_refusal = pdh_refusal(api, &truth);
  self->pdh = self->pdh_refusal ? NULL : api;
}

counter_sources plugin_sources(sonde_self *self, int choice) {
  if (!self->tried_pdh && choice != SOURCE_OWN) try_pdh(self);
  return (counter_sources){choice, self->pdh, self->pdh_refusal};
}

counter_set *counter_args(sonde_self *self, sonde_call *call, const sonde_value *path,
    const sonde_value *paths, const sonde_value *source, sonde_status *status) {
  path_part parts[MOST_PATHS + 1];
  size_t n = 0;
  error e = {0};
  if (path->kind == SONDE_TEXT) parts[n++] = (path_part){path->u.s, path->len};
  for (uint32_t i = 0; paths->kind == SONDE_LIST && i < paths->len && i < MOST_PATHS; i++)
    if (paths->u.list[i].kind == SONDE_TEXT)
      parts[n++] = (path_part){paths->u.list[i].u.s, paths->u.list[i].len};
  if (n == 0)
    error_set(&e, SONDE_ARG, "name a counter: path = \"\\Memory\\Available Bytes\", or several in paths");
  counter_sources sources = plugin_sources(self, choice_of(source));
  counter_set *set = n ? counter_set_new(parts, n, &sources, &e) : NULL;
  *status = set ? SONDE_OK : plugin_fail(self->host, call, &e);
  return set;
}
