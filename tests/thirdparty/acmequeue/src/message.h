/* The head of a message: "AQM1", then lines "key: value" up to an empty line. */
#ifndef ACME_MESSAGE_H
#define ACME_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

enum { HAS_ID = 1, HAS_SENDER = 2, HAS_PRIORITY = 4, HAS_ATTEMPTS = 8, HAS_SUBMITTED = 16 };

typedef struct message {
  const char *id, *sender; /* in the bytes that were parsed */
  size_t id_len, sender_len;
  int64_t priority, attempts, submitted_ns; /* since 1970-01-01 UTC */
  uint32_t has;                             /* HAS_*: which of these the head gave */
  size_t body;                              /* where the body begins */
  char error[100];                          /* "": none; then nothing else holds */
} message;

/* Of the first bytes of a file, which may be anything. 0: it is no message, out->error tells why. */
int message_parse(const char *bytes, size_t len, message *out);

#endif
