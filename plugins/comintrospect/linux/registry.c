/* There is no registry here. */
#include "registry.h"

sonde_status registry_open(registry *out, error *e) {
  *out = (registry){0};
  return error_set(e, SONDE_UNSUPPORTED,
      "what COM registers and runs needs Windows; a type library can be read here: "
      "comintrospect.library path=FILE");
}
