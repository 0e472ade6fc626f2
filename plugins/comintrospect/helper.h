/* What the plugin and its helper process, which makes objects in its place, say to each other. A piece of memory that both
 * see holds a request, then what the helper found, one item after the other: what was written stays when the helper
 * crashes, or hangs and is ended. Each item is a map in the serialised form. */
#ifndef COMINTROSPECT_HELPER_H
#define COMINTROSPECT_HELPER_H

#include "base/value.h"

#define HELPER_NAME "sonde-com-helper"
#define HELPER_MAGIC 0x31484353u /* both are of one build: the number changes with the form */
#define HELPER_BYTES (2u << 20)
#define HELPER_REQUEST_AT 64u
#define HELPER_ANSWER_AT (64u << 10)

/* The memory begins with this. */
typedef struct helper_head {
  uint32_t magic, request_bytes;
  uint32_t answer_bytes; /* whole items only: raised when one is complete */
  uint32_t lost;         /* items that had no room */
  uint32_t exception;    /* that nobody handled; 0: none. Here since no memory may be to be had then */
  uint32_t reserved;
} helper_head;

typedef struct helper_request {
  const char *verb;    /* "create", "describe", "running" */
  const char *class;   /* ProgID, or CLSID in braces */
  const char *context; /* "any", "inproc", "local" */
  const char *interfaces; /* "known", "registered" */
} helper_request;

/* How its process ended. */
typedef struct helper_end {
  bool killed;       /* by us, at the deadline or when the call was cancelled */
  uint32_t code;     /* exit code, or the exception that ended it */
  int64_t elapsed_ns;
} helper_end;

typedef struct helper_answer {
  arena memory;
  sonde_value *items; /* maps */
  uint32_t n, lost, exception;
  helper_end end;
} helper_answer;

/* The memory's bytes with a request in it; false: too long. */
bool helper_put_request(uint8_t *memory, const helper_request *request);
/* In the helper; the texts are in the arena. */
sonde_status helper_get_request(const uint8_t *memory, size_t len, arena *a, helper_request *out, error *e);

/* Reads the items of memory that the helper, or whoever stood in its place, wrote: a damaged one is SONDE_OS, and the
 * items before it are there. Free it in any case. */
sonde_status helper_get_answer(const uint8_t *memory, size_t len, helper_answer *out, error *e);
void helper_free(helper_answer *a);

/* The last value of this name and kind; NULL: none. */
const sonde_value *helper_last(const helper_answer *a, const char *name, uint32_t kind);
/* The text of it; NULL: none. */
const char *helper_text(const helper_answer *a, const char *name);
/* The next value of this name and kind; *at begins with 0. NULL: no more. */
const sonde_value *helper_next(const helper_answer *a, const char *name, uint32_t kind, uint32_t *at);

/* What became of the object, in a word: "created" "failed" "hung" "crashed" "ended" (the server ended the process). */
const char *helper_outcome(const helper_answer *a);

/* Runs the helper over the memory, which holds a request, for at most this time, and until `stop` says so (asked at least
 * every 50 ms). On return it has ended. SONDE_UNSUPPORTED where there is no COM. */
typedef struct helper_watch {
  bool (*stop)(void *self);
  void *self;
  int64_t timeout_ns;
} helper_watch;
sonde_status helper_process(uint8_t *memory, const helper_watch *watch, helper_end *out, error *e);

#endif
