/* No service manager is asked on Linux: there are the supervised services only. */
#include "builtin/service/manager.h"

static sonde_status none(const char *name, error *e) {
  return error_set(e, SONDE_MISSING,
      "no service '%s': write [service.%s] with command = ... into sonde.ini; on Linux Sonde controls the "
      "services it supervises, not those of systemd",
      name, name);
}

const char **manager_names(arena *a, error *e) {
  (void)e;
  return arena_alloc(a, sizeof(char *));
}

sonde_status manager_look(const char *name, service_facts *out, error *e) {
  (void)out;
  return none(name, e);
}

sonde_status manager_start(const char *name, const service_patience *p, error *e) {
  (void)p;
  return none(name, e);
}

sonde_status manager_stop(const char *name, const service_patience *p, error *e) {
  (void)p;
  return none(name, e);
}
