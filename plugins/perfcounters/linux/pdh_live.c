/* Linux has no PDH. */
#include "pdh_source.h"

const pdh_api *platform_pdh(void) {
  return NULL;
}
