/* What the plugin is given in place of the host's own services: the same, counted. */
#include <string.h>

#include "check/probe.h"

static sonde_status SONDE_CALL count_fail(
    sonde_call *call, sonde_status status, uint32_t os_error, const char *sentence) {
  probe *p = probe_now();
  if (sentence && *sentence) p->sentences++;
  return p->host->fail(call, status, os_error, sentence);
}

static uint64_t SONDE_CALL count_handle(sonde_call *call, const char *type, uint64_t cookie) {
  probe *p = probe_now();
  uint64_t number = p->host->handle(call, type, cookie);
  if (!number) return 0;
  p->minted++;
  p->minted_cookie = cookie;
  return number;
}

static sonde_status SONDE_CALL count_start(
    const sonde_host *host, const char *name, sonde_thread_body body, void *argument, sonde_thread **out) {
  probe *p = probe_now();
  sonde_status s = p->host_threads->start(host, name, body, argument, out);
  if (!s) atomic_fetch_add(&p->running, 1);
  return s;
}

static void SONDE_CALL count_join(sonde_thread *joined) {
  probe *p = probe_now();
  p->host_threads->join(joined);
  if (joined) atomic_fetch_sub(&p->running, 1);
}

static sonde_status SONDE_CALL count_lane(
    const sonde_host *host, uint64_t subscription, uint32_t policy, const char *name, sonde_lane **out) {
  probe *p = probe_now();
  sonde_status s = p->host_lanes->open(host, subscription, policy, name, out);
  mutex_lock(p->lock);
  if (!s && p->nopened < PROBE_LANES) p->opened[p->nopened++] = (probe_lane){*out, subscription, false};
  mutex_unlock(p->lock);
  return s;
}

static void SONDE_CALL count_close(sonde_lane *lane) {
  probe *p = probe_now();
  mutex_lock(p->lock);
  for (size_t i = 0; i < p->nopened; i++)
    if (p->opened[i].lane == lane) p->opened[i].closed = true;
  mutex_unlock(p->lock);
  p->host_lanes->close(lane);
}

static const void *SONDE_CALL count_interface(const sonde_host *host, const char *id) {
  probe *p = probe_now();
  const void *real = p->host->get_interface(host, id);
  if (real && strcmp(id, SONDE_THREAD_1) == 0) {
    p->host_threads = real;
    p->threads = *p->host_threads;
    p->threads.start = count_start;
    p->threads.join = count_join;
    return &p->threads;
  }
  if (real && strcmp(id, SONDE_LANE_1) == 0) {
    p->host_lanes = real;
    p->lanes = *p->host_lanes;
    p->lanes.open = count_lane;
    p->lanes.close = count_close;
    return &p->lanes;
  }
  return real;
}

const sonde_host *probe_services(probe *p, const sonde_host *real) {
  p->host = real;
  p->services = *real;
  p->services.fail = count_fail;
  p->services.handle = count_handle;
  p->services.get_interface = count_interface;
  return &p->services;
}
