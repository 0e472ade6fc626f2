/* There is no COM here, and no helper. */
#include "helper.h"

sonde_status helper_process(uint8_t *memory, const helper_watch *watch, helper_end *out, error *e) {
  (void)memory;
  (void)watch;
  *out = (helper_end){.code = 0};
  return error_set(e, SONDE_UNSUPPORTED,
      "making objects of COM classes needs Windows; a type library can be read here: comintrospect.library "
      "path=FILE");
}
