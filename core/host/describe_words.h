/* Words for fields, shared by the forms of describe. */
#ifndef SONDE_HOST_DESCRIBE_WORDS_H
#define SONDE_HOST_DESCRIBE_WORDS_H

#include "host/plugin.h"

/* "duration", "size in bytes", "list of texts", "counter (handle)": what a user gives or gets. */
void describe_kind(text *out, const sonde_field *f);
/* "default 10 ms, 100 us to 1h, one of: red green blue, required": what limits it; "" when nothing does. */
void describe_limits(text *out, const sonde_field *f);
/* The first sentence. */
size_t describe_summary(const char *doc);
/* "(a, b)" */
void describe_signature(text *out, const row *r);
/* How a script writes it. */
void describe_example(text *out, const row *r);

#endif
