/* When PDH is believed, and what its codes mean (pdhmsg.h). */
#include "pdh_source.h"

#include <stddef.h>

#define STATUS_NO_INSTANCE 0x800007D1u
#define STATUS_NEGATIVE_DENOMINATOR 0x800007D6u
#define STATUS_NEGATIVE_VALUE 0x800007D8u
#define STATUS_NO_OBJECT 0xC0000BB8u
#define STATUS_NO_COUNTER 0xC0000BB9u
#define STATUS_INVALID_DATA 0xC0000BBAu
#define STATUS_ACCESS_DENIED 0xC0000BDBu

uint32_t pdh_why(uint32_t status) {
  switch (status) {
  case 0:
  case 1: return SONDE_WHY_KNOWN; /* valid, new */
  case STATUS_NO_INSTANCE: return SONDE_WHY_GONE;
  case STATUS_NO_OBJECT:
  case STATUS_NO_COUNTER: return SONDE_WHY_UNSUPPORTED;
  case STATUS_ACCESS_DENIED: return SONDE_WHY_DENIED;
  case STATUS_INVALID_DATA: return SONDE_WHY_IMPLAUSIBLE;
  default:
    return status >= STATUS_NEGATIVE_DENOMINATOR && status <= STATUS_NEGATIVE_VALUE ? SONDE_WHY_IMPLAUSIBLE
                                                                                    : SONDE_WHY_UNKNOWN;
  }
}

static void keep(void *self, const pdh_item *item) {
  if (pdh_why(item->status) == SONDE_WHY_KNOWN) *(double *)self = item->value;
}

/* One value of a counter without instances; negative: it cannot be had. */
static double ask(const pdh_api *api, const char *path) {
  void *query = NULL, *counter = NULL;
  double value = -1;
  if (api->open(&query)) return -1;
  if (!api->add(query, path, &counter) && !api->collect(query)) api->read(counter, false, keep, &value);
  api->close(query);
  return value;
}

static bool alike(double said, const reading *truth, int measure) {
  double is = (double)truth->value[measure].i;
  return truth->why[measure] != SONDE_WHY_KNOWN || (said >= is / 2 && said <= is * 2);
}

const char *pdh_refusal(const pdh_api *api, const reading *truth) {
  if (!api) return "this system has no pdh.dll";
  double processes = ask(api, "\\System\\Processes"), available = ask(api, "\\Memory\\Available Bytes");
  if (processes < 0 || available < 0) return "this system's pdh.dll lacks the counters every Windows has";
  if (!alike(processes, truth, P_processes) || !alike(available, truth, S_memory_available))
    return "what this system's pdh.dll tells is not so";
  return NULL;
}
