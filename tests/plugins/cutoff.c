/* cutoff: a table smaller than that of the first version. */
#include "fake.h"

FAKE_ENTRY("cutoff", p.head.size = 100)
