/* sonde.lane/1: a plugin's thread opens a lane of a subscription; the rest of the interface is the event
 * library's. */
#include "host/internal.h"
#include "sonde_lane.h"

#define CHUNKS 16 /* 1 MiB a lane */

static sonde_status SONDE_CALL api_open(
    const sonde_host *services, uint64_t number, uint32_t policy, const char *name, sonde_lane **out) {
  const plugin *p = services->self;
  *out = subscription_open_lane(p->host, p, number, policy, CHUNKS, name ? name : p->name);
  return *out ? SONDE_OK : SONDE_STATE;
}

const sonde_lane_api lanes_api = {
    .head = SONDE_HEAD(sonde_lane_api),
    .open = api_open,
    .close = lane_close,
    .define = lane_define,
    .set_clock = lane_set_clock,
};
