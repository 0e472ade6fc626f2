/* future: made for interface 1, which this host does not know. */
#include "sonde.h"

SONDE_EXPORT const void *SONDE_CALL sonde_plugin_v1(void);

SONDE_EXPORT const void *SONDE_CALL sonde_plugin_v1(void) {
  return NULL;
}
