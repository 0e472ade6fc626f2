/* A plugin may use base only. */
#include "host/host.h"
