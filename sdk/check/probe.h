/* The probe stands between the host and the plugin: a copy of the plugin's table whose functions note what
 * passes, and call the plugin's own. One at a time; the rows that it stands for are named before each call,
 * since a function pointer does not know its row. */
#ifndef SONDE_CHECK_PROBE_H
#define SONDE_CHECK_PROBE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "host/plugin.h"
#include "os/thread.h"
#include "sonde_lane.h"
#include "sonde_thread.h"

#define PROBE_LANES 64

typedef struct probe_lane {
  sonde_lane *lane;
  uint64_t subscription;
  bool closed;
} probe_lane;

typedef struct probe {
  struct probe *next; /* of all probes */
  const sonde_plugin *given;
  sonde_plugin *table; /* for the host */
  arena memory;        /* of kept */

  /* what the plugin is given instead of the host's own */
  sonde_host services;
  const sonde_host *host;
  sonde_thread_api threads;
  const sonde_thread_api *host_threads;
  sonde_lane_api lanes;
  const sonde_lane_api *host_lanes;

  /* the row that is called next */
  const sonde_fn *fn;
  const sonde_query *query;
  const sonde_event *event;

  /* what was seen */
  uint32_t destroys;
  sonde_status status;        /* of the last call into a row, or of create() or start() */
  uint32_t silent;            /* failures without a sentence, or with a status that does not exist */
  uint32_t sentences;         /* said in the call that runs */
  int64_t began_ns, ended_ns; /* of the last call */
  int64_t slowest_ns;         /* next() since probe_watch */
  bool keep;                  /* copy results into kept */
  sonde_value kept[64];       /* the last answer, as the plugin gave it */
  sonde_status kept_status;   /* not SONDE_OK: the answer cannot be copied */
  uint64_t minted, released;  /* handles */
  const char *released_type;
  uint64_t minted_cookie, released_cookie;
  int64_t stop_ns;                    /* how long stop() took */
  uint32_t left_after_stop;           /* threads that stop() left */
  uint32_t open_after, written_after; /* lanes and records after unsubscribe() had returned */
  uint64_t clamped;                   /* times that went back, of the last subscription that ended */
  atomic_int running;                 /* threads started and not joined */
  mutex *lock;                        /* of opened */
  probe_lane opened[PROBE_LANES];
  size_t nopened;
} probe;

/* given must have passed the tests of the head. */
/* Lives as long as the process: a call that was abandoned may still come back to it. */
probe *probe_new(const sonde_plugin *given);
/* The row that the next calls are for; forgets what was seen of the last one. */
void probe_watch(probe *p, row_kind kind, const char *name);
size_t probe_lane_count(probe *p);
/* The probe that is in use. */
probe *probe_now(void);

/* services.c: what create() is given in place of `real`. */
const sonde_host *probe_services(probe *p, const sonde_host *real);
/* Before and after each call into the plugin. */
void probe_enter(probe *p);
sonde_status probe_leave(probe *p, sonde_status status);

#endif
