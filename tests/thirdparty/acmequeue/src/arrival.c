/* The event `arrival`: a thread looks into the queue again and again, and tells of each message that was not
 * there. */
#include "plugin.h"

#define ANCHOR_AGAIN_NS 1000000000

typedef struct record {
  sonde_record head; /* subject: the queue */
  uint64_t size;
  sonde_slice name;
  uint32_t sender, reserved; /* symbol */
  uint64_t quality;
} record;
SONDE_SIZE(record, ARRIVAL_BYTES);

enum { QUEUE, SIZE, NAME, SENDER };

const sonde_field arrival_columns[ARRIVAL_COLUMNS] = {
    {.name = "queue",
        .unit = "",
        .doc = "Its queue.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
    {.name = "size",
        .unit = "bytes",
        .doc = "Of its file.",
        .kind = SONDE_U64,
        .offset = offsetof(record, size)},
    {.name = "name", .unit = "", .doc = "Of its file.", .kind = SONDE_TEXT, .offset = offsetof(record, name)},
    {.name = "sender",
        .unit = "",
        .doc = "Who sent it.",
        .kind = SONDE_SYMBOL,
        .offset = offsetof(record, sender)},
    {.name = "quality",
        .unit = "flags",
        .doc = "Why columns are unknown.",
        .kind = SONDE_U64,
        .offset = offsetof(record, quality),
        .flags = SONDE_FIELD_QUALITY},
};

typedef struct watcher {
  sonde_self *self;
  sonde_thread *thread;
  sonde_lane *lane;
  uint64_t subscription;
  char *path, *queue;
  uint32_t subject;
  listing seen;
  reading reading;
  int64_t now_ns, anchored_ns;
} watcher;

static void watcher_free(watcher *w) {
  listing_free(&w->seen);
  reading_free(&w->reading);
  free(w->path);
  free(w->queue);
  free(w);
}

static void tell(void *given, const listed *one, int arrived) {
  watcher *w = (watcher *)given;
  const sonde_lane_api *lanes = w->self->lanes;
  if (!arrived) return;
  reading_take(&w->reading, w->self, w->path, one->name);
  const message *m = &w->reading.message;
  uint32_t sender = m->has & HAS_SENDER ? lanes->define(w->lane, m->sender, m->sender_len) : 0;
  size_t len = strlen(one->name);
  record *r = (record *)sonde_lane_begin_with(w->lane, 0, sizeof *r, (uint64_t)w->now_ns, (uint32_t)len);
  if (!r) return;
  r->size = one->size;
  r->sender = sender;
  r->reserved = 0;
  r->quality = 0;
  if (!sender) sonde_set_quality(&r->quality, SENDER, *m->error ? SONDE_WHY_IMPLAUSIBLE : SONDE_WHY_UNKNOWN);
  sonde_lane_text(w->lane, &r->name, one->name, len);
  sonde_lane_commit(w->lane, r, w->subject);
}

/* The records' times are the host's monotonic clock; this tells what they are on the wall. */
static void anchor(watcher *w) {
  if (w->anchored_ns && w->now_ns - w->anchored_ns < ANCHOR_AGAIN_NS) return;
  sonde_clock clock = {.raw = (uint64_t)w->now_ns, .mono_ns = w->now_ns, .wall_ns = wall_now_ns(), .mult = 1};
  w->self->lanes->set_clock(w->lane, &clock);
  w->anchored_ns = w->now_ns;
}

/* A queue that cannot be listed just now is looked at again the next time. */
static void look(watcher *w) {
  listing now = {0};
  if (folder_list(w->path, &now)) {
    listing_free(&now);
    return;
  }
  anchor(w);
  listing_compare(&w->seen, &now, tell, w);
  listing_free(&w->seen);
  w->seen = now;
}

static void SONDE_CALL watch(sonde_thread *thread, void *argument) {
  watcher *w = (watcher *)argument;
  const sonde_thread_api *threads = w->self->threads;
  if (w->self->lanes->open(w->self->host, w->subscription, SONDE_LANE_DROP, w->queue, &w->lane)) return;
  w->subject = w->self->lanes->define(w->lane, w->queue, strlen(w->queue));
  int64_t due = threads->now_ns(w->self->host);
  while (!threads->sleep_until(thread, due += w->self->poll_ns)) {
    w->now_ns = threads->now_ns(w->self->host);
    look(w);
  }
  w->self->lanes->close(w->lane);
}

/* What is there now has not arrived: whatever comes after this call has. */
sonde_status SONDE_CALL arrival_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie) {
  watcher *w = (watcher *)calloc(1, sizeof *w);
  if (!w) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  w->self = self;
  w->subscription = subscription;
  sonde_status status = queue_find(self, call, &args[0], &w->path, &w->seen);
  w->queue = (char *)calloc(1, (size_t)args[0].len + 1);
  if (!status && (!w->queue || !reading_init(&w->reading, self)))
    status = sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  if (!status) memcpy(w->queue, args[0].u.s, args[0].len);
  if (!status && self->threads->start(self->host, "acme arrival", watch, w, &w->thread))
    status =
        sonde_failf(self->host, call, SONDE_OS, 0, "the system gives no thread to watch '%s' with", w->queue);
  if (status)
    watcher_free(w);
  else
    *cookie = w;
  return status;
}

void SONDE_CALL arrival_unsubscribe(sonde_self *self, void *cookie) {
  watcher *w = (watcher *)cookie;
  self->threads->join(w->thread);
  watcher_free(w);
}
