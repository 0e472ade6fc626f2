/* Handles of type "queue": a queue as it was when a script opened it. */
#include "plugin.h"

typedef struct queue {
  char *path;
  listing first; /* as it was opened */
} queue;

static void queue_free(queue *q) {
  listing_free(&q->first);
  free(q->path);
  free(q);
}

sonde_status SONDE_CALL queue_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  queue *q = (queue *)calloc(1, sizeof *q);
  if (!q) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  sonde_status status = queue_find(self, call, &args[0], &q->path, &q->first);
  uint64_t number = status ? 0 : self->host->handle(call, "queue", (uint64_t)(uintptr_t)q);
  if (!status && !number)
    status = sonde_failf(self->host, call, SONDE_MEMORY, 0, "too many handles are open");
  if (status)
    queue_free(q);
  else
    results[0] = sonde_handle(number);
  return status;
}

void SONDE_CALL queue_release(sonde_self *self, const char *type, uint64_t cookie) {
  (void)self, (void)type;
  queue_free((queue *)(uintptr_t)cookie);
}

/* What is in the queue now. */
static sonde_status list(sonde_self *self, sonde_call *call, const queue *q, listing *now) {
  uint32_t failed = folder_list(q->path, now);
  if (!failed) return SONDE_OK;
  listing_free(now);
  return sonde_failf(self->host, call, SONDE_OS, failed, "the queue '%s' can no longer be listed", q->path);
}

static void count(void *counts, const listed *one, int arrived) {
  (void)one;
  ((uint64_t *)counts)[arrived ? 0 : 1]++;
}

sonde_status SONDE_CALL queue_change(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  const queue *q = (const queue *)(uintptr_t)args[0].u.u; /* a handle comes as the cookie that was given */
  listing now = {0};
  uint64_t counts[2] = {0, 0};
  sonde_status status = list(self, call, q, &now);
  if (status) return status;
  listing_compare(&q->first, &now, count, counts);
  listing_free(&now);
  results[0] = sonde_u64(counts[0]);
  results[1] = sonde_u64(counts[1]);
  return SONDE_OK;
}

/* In the call's memory, since the answer outlives this function. */
static sonde_value keep(sonde_self *self, sonde_call *call, uint32_t kind, const char *s, size_t len) {
  char *copy = (char *)self->host->alloc(call, len);
  sonde_value v = sonde_text_len(copy, len);
  if (!copy) return sonde_nil();
  memcpy(copy, s, len);
  v.kind = kind;
  return v;
}

static sonde_status answer_peek(
    sonde_self *self, sonde_call *call, const queue *q, const listed *one, sonde_value *results) {
  reading r;
  if (!reading_init(&r, self)) return sonde_failf(self->host, call, SONDE_MEMORY, 0, "no memory");
  reading_take(&r, self, q->path, one->name);
  results[0] = keep(self, call, SONDE_TEXT, one->name, strlen(one->name));
  results[1] = keep(self, call, SONDE_BYTES, r.bytes + r.message.body, r.len - r.message.body);
  reading_free(&r);
  return SONDE_OK;
}

sonde_status SONDE_CALL queue_peek(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  const queue *q = (const queue *)(uintptr_t)args[0].u.u;
  uint64_t position = args[1].u.u;
  listing now = {0};
  sonde_status status = list(self, call, q, &now);
  if (status) return status;
  if (position > now.count)
    status = sonde_failf(self->host, call, SONDE_MISSING, 0, "'%s' has %u messages, there is none at %llu",
        q->path, (unsigned)now.count, (unsigned long long)position);
  else
    status = answer_peek(self, call, q, &now.items[position - 1], results);
  listing_free(&now);
  return status;
}
