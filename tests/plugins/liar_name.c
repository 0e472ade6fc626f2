/* liar_name: a plugin that is called otherwise than its file. */
#include "fake.h"

FAKE_ENTRY("somebody", (void)0)
