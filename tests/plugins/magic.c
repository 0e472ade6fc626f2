/* magic: a table that starts with the wrong number. */
#include "fake.h"

FAKE_ENTRY("magic", p.head.magic = 0x12345678u)
