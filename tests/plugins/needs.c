/* needs: cannot live with this host. */
#include "fake.h"

FAKE_ENTRY("needs", (p.head.abi_minor = 99, p.head.needs_minor = 99))
