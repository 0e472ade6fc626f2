/* nocreate: honest, but cannot come to life. */
#include "fake.h"

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *settings, sonde_self **self) {
  (void)settings, (void)self;
  return host->fail(call, SONDE_MISSING, 2, "its licence file is not there; put it beside the plugin");
}

FAKE_ENTRY("nocreate", p.create = create)
