/* Finds the type library within a file. */
#include "typelib.h"

#include <string.h>

static bool begins(extent file, const char *bytes, size_t len) {
  return file.len >= len && memcmp(file.data, bytes, len) == 0;
}

static sonde_status choose(typelib *t, uint32_t resource, error *e) {
  for (t->chosen = 0; t->chosen < t->nresources; t->chosen++)
    if (resource == 0 || t->resources[t->chosen].id == resource) return SONDE_OK;
  if (t->nresources == 0) return error_set(e, SONDE_MISSING, "it has no resource of the type TYPELIB");
  return error_set(
      e, SONDE_MISSING, "it has no TYPELIB resource %u, the first one is %u", resource, t->resources[0].id);
}

sonde_status typelib_open(typelib *t, extent file, uint32_t resource, error *e) {
  memset(t, 0, sizeof *t);
  if (begins(file, "\xD0\xCF\x11\xE0", 4))
    return error_set(
        e, SONDE_UNSUPPORTED, "it is an OLE compound file; type libraries within those are not supported");
  if (!begins(file, "MZ", 2)) {
    if (resource)
      return error_set(e, SONDE_ARG, "it is no program or DLL, so it has no resources: leave `resource` out");
    return msft_open(&t->library, file, e);
  }
  t->in_pe = true;
  sonde_status s = pe_typelibs(file, t->resources, &t->nresources, e);
  if (!s) s = choose(t, resource, e);
  if (s) return s;
  const pe_resource *r = &t->resources[t->chosen];
  return msft_open(&t->library, (extent){file.data + r->at, r->len}, e);
}
