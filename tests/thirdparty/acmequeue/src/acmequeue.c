/* acmequeue: the spool of an Acme message queue, for Sonde. This file has the table, the state and `depth`.
 */
#include "plugin.h"

static char *join(const char *folder, const char *name, size_t name_len) {
  size_t len = strlen(folder);
  char *path = (char *)malloc(len + name_len + 2);
  if (!path) return NULL;
  memcpy(path, folder, len);
  path[len] = '/';
  memcpy(path + len + 1, name, name_len);
  path[len + 1 + name_len] = 0;
  return path;
}

/* A word that stays inside the spool. */
static int names_a_queue(const sonde_value *name) {
  for (uint32_t i = 0; i < name->len; i++)
    if (strchr("/\\:", name->u.s[i])) return 0; /* finds a zero byte, too */
  return name->len > 0 && name->u.s[0] != '.';
}

sonde_status queue_find(
    sonde_self *self, sonde_call *call, const sonde_value *name, char **path, listing *out) {
  int len = (int)name->len;
  *path = NULL;
  if (!names_a_queue(name))
    return sonde_failf(
        self->host, call, SONDE_ARG, 0, "a queue is named by a word; '%.*s' is none", len, name->u.s);
  *path = join(self->spool, name->u.s, name->len);
  if (!*path) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  uint32_t failed = folder_list(*path, out);
  if (!failed) return SONDE_OK;
  listing_free(out);
  free(*path);
  *path = NULL;
  return sonde_failf(self->host, call, SONDE_MISSING, failed,
      "no queue '%.*s' in '%s': name the folder of the queues as spool in [plugin.acmequeue] of sonde.ini",
      len, name->u.s, self->spool);
}

int reading_init(reading *r, const sonde_self *self) {
  *r = (reading){0};
  r->bytes = (char *)malloc(self->head);
  return r->bytes != NULL;
}

void reading_free(reading *r) {
  free(r->bytes);
}

void reading_take(reading *r, const sonde_self *self, const char *queue, const char *name) {
  char *path = join(queue, name, strlen(name));
  r->len = 0;
  uint32_t failed = path ? folder_read(path, r->bytes, self->head, &r->len) : 0;
  if (path && !failed) {
    message_parse(r->bytes, r->len, &r->message);
  } else {
    r->message = (message){0};
    snprintf(
        r->message.error, sizeof r->message.error, "it cannot be read: system error %u", (unsigned)failed);
  }
  free(path);
}

/* ---------------------------------------------------------------------------------------------- depth -- */

static const sonde_field queue_param[] = {
    {.name = "queue",
        .unit = "",
        .doc = "The queue: a folder of the spool.",
        .initial = "default",
        .most = "200",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field depth_results[] = {
    {.name = "messages", .unit = "count", .doc = "How many wait.", .kind = SONDE_U64},
    {.name = "size", .unit = "bytes", .doc = "Of all together.", .kind = SONDE_U64},
    {.name = "oldest", .unit = "ns", .doc = "How long the oldest has waited.", .kind = SONDE_I64},
};

/* When the oldest was sent; 0: none says when. *cancelled: it is not known, the call was stopped. */
static int64_t oldest(
    sonde_self *self, sonde_call *call, const char *path, const listing *all, int *cancelled) {
  reading r;
  int64_t first = 0;
  if (!reading_init(&r, self)) return 0;
  for (size_t i = 0; i < all->count && !*cancelled; i++) {
    reading_take(&r, self, path, all->items[i].name);
    int64_t sent = r.message.has & HAS_SUBMITTED ? r.message.submitted_ns : 0;
    if (sent && (!first || sent < first)) first = sent;
    *cancelled = i % 64 == 63 && self->host->cancelled(call);
  }
  reading_free(&r);
  return first;
}

static sonde_status SONDE_CALL depth(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  listing all = {0};
  char *path;
  uint64_t size = 0;
  int cancelled = 0;
  sonde_status status = queue_find(self, call, &args[0], &path, &all);
  if (status) return status;
  for (size_t i = 0; i < all.count; i++)
    size += all.items[i].size;
  int64_t first = oldest(self, call, path, &all, &cancelled);
  results[0] = sonde_u64(all.count);
  results[1] = sonde_u64(size);
  results[2] = first ? sonde_i64(wall_now_ns() - first)
                     : sonde_unknown(SONDE_WHY_UNKNOWN,
                           all.count ? "no message says when it was sent" : "the queue is empty");
  listing_free(&all);
  free(path);
  return cancelled ? self->host->fail(call, SONDE_CANCELLED, 0, "counting the queue was stopped") : SONDE_OK;
}

/* ------------------------------------------------------------------------------------- rows and settings --
 */

static const sonde_field open_result[] = {
    {.name = "value", .unit = "handle:queue", .doc = "The queue as it is now.", .kind = SONDE_HANDLE},
};
static const sonde_field handle_param[] = {
    {.name = "queue",
        .unit = "handle:queue",
        .doc = "Of `open`.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field change_results[] = {
    {.name = "arrived", .unit = "count", .doc = "Messages that were not there.", .kind = SONDE_U64},
    {.name = "gone", .unit = "count", .doc = "Messages that are no longer there.", .kind = SONDE_U64},
};
static const sonde_field peek_params[] = {
    {.name = "queue",
        .unit = "handle:queue",
        .doc = "Of `open`.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_REQUIRED},
    {.name = "position",
        .unit = "count",
        .doc = "As in `messages`.",
        .initial = "1",
        .least = "1",
        .kind = SONDE_U64,
        .flags = SONDE_FIELD_POSITIONAL},
};
static const sonde_field peek_results[] = {
    {.name = "name", .unit = "", .doc = "Of its file.", .kind = SONDE_TEXT},
    {.name = "body",
        .unit = "",
        .doc = "Its beginning, behind the head; all of it when the head cannot be read.",
        .kind = SONDE_BYTES},
};

static const sonde_fn functions[] = {
    {.name = "depth",
        .doc = "Counts a queue.",
        .needs = "file.read",
        SONDE_PARAMS(queue_param),
        SONDE_RESULTS(depth_results),
        .call = depth,
        .flags = SONDE_ROW_SLOW},
    {.name = "open",
        .doc = "Remembers a queue as it is now.",
        .needs = "file.read",
        SONDE_PARAMS(queue_param),
        SONDE_RESULTS(open_result),
        .call = queue_open},
    {.name = "change",
        .doc = "Tells what has changed since it was opened.",
        .needs = "file.read",
        SONDE_PARAMS(handle_param),
        SONDE_RESULTS(change_results),
        .call = queue_change,
        .flags = SONDE_ROW_METHOD},
    {.name = "peek",
        .doc = "Shows what a message says.",
        .needs = "file.read acme.content",
        SONDE_PARAMS(peek_params),
        SONDE_RESULTS(peek_results),
        .call = queue_peek,
        .flags = SONDE_ROW_METHOD},
};

/* [plugin.acmequeue] of sonde.ini */
static const sonde_field settings[] = {
    {.name = "spool",
        .unit = "",
        .doc = "The folder of the queues.",
        .initial = "spool",
        .least = "1",
        .most = "1000",
        .kind = SONDE_TEXT},
    {.name = "head",
        .unit = "bytes",
        .doc = "How much of a message is read.",
        .initial = "4 KiB",
        .least = "64 B",
        .most = "64 KiB",
        .kind = SONDE_I64},
    {.name = "poll",
        .unit = "ns",
        .doc = "How often `arrival` looks into the queue.",
        .initial = "200 ms",
        .least = "10 ms",
        .most = "1 min",
        .kind = SONDE_I64},
};

/* --------------------------------------------------------------------------------------- life and table --
 */

static void SONDE_CALL destroy(sonde_self *self) {
  free(self->spool);
  free(self);
}

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *values, sonde_self **out) {
  sonde_self *self = (sonde_self *)calloc(1, sizeof *self);
  if (!self) return sonde_failf(host, call, SONDE_MEMORY, 0, "no memory");
  self->host = host;
  self->lanes = (const sonde_lane_api *)host->get_interface(host, SONDE_LANE_1);
  self->threads = (const sonde_thread_api *)host->get_interface(host, SONDE_THREAD_1);
  self->spool = (char *)calloc(1, (size_t)values[0].len + 1);
  self->head = (size_t)values[1].u.i;
  self->poll_ns = values[2].u.i;
  if (self->spool && self->lanes && self->threads) {
    memcpy(self->spool, values[0].u.s, values[0].len);
    *out = self;
    return SONDE_OK;
  }
  destroy(self);
  return sonde_failf(host, call, SONDE_UNSUPPORTED, 0, "this host gives no memory, lanes or threads");
}

static const sonde_query queries[] = {
    {.name = "messages",
        .doc = "The messages of a queue, by name.",
        .needs = "file.read",
        SONDE_PARAMS(queue_param),
        SONDE_FIELDS(messages_columns),
        .open = messages_open,
        .next = messages_next,
        .close = messages_close,
        .record_size = MESSAGES_BYTES},
};

static const sonde_event events[] = {
    {.name = "arrival",
        .doc = "A message has come into a queue.",
        .needs = "file.read",
        SONDE_PARAMS(queue_param),
        SONDE_FIELDS(arrival_columns),
        .subscribe = arrival_subscribe,
        .unsubscribe = arrival_unsubscribe,
        .record_size = ARRIVAL_BYTES},
};

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "acmequeue",
    .version = ACME_VERSION,
    .summary = "Watches the queues of an Acme spool.",
    .vendor = "Acme",
    SONDE_FUNCTIONS(functions),
    SONDE_QUERIES(queries),
    SONDE_EVENTS(events),
    SONDE_SETTINGS(settings),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
    .release = queue_release,
};

SONDE_PLUGIN(table);
