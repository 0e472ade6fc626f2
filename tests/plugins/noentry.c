/* noentry: a library, but not a plugin. */
#include "sonde.h"

SONDE_EXPORT int SONDE_CALL noentry_answer(void);

SONDE_EXPORT int SONDE_CALL noentry_answer(void) {
  return 42;
}
