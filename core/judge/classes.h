/* Error classification: which row of a classes script fits an error. */
#ifndef SONDE_JUDGE_CLASSES_H
#define SONDE_JUDGE_CLASSES_H

#include <stdbool.h>

#include "base/code.h"
#include "script/script.h"

/* An error as scripts hand it over; what was not said is NULL. Texts live as long as the value. */
typedef struct class_error {
  const char *code, *source, *text;
  bool has_id, has_event;
  code_id id; /* what `code` names, when that is certain; the code inside an HRESULT */
  int64_t event;
} class_error;

/* From {code, source, event, text}. A bare text is a code. Numbers as code become texts in the arena. */
sonde_status class_error_read(const sonde_value *v, arena *a, class_error *out, error *e);

/* Fields of `on` that match; 0 when one of them does not. Codes are equal when they name the same number of the same kind, however written
 * ("errno:13", "errno:EACCES"; an HRESULT_FROM_WIN32 is its Win32 error). Other codes and source compare without regard to case (source may be a pattern with
 * * and ?), event as a number, text is looked for inside the error's text without regard to case. A list matches when one of its items does. */
unsigned class_match(const sonde_value *on, const class_error *err);

/* A code that base/code.h can read and that says by itself what it means: "5" does not, "0x80070005" does. The code inside an HRESULT. */
bool class_code(const char *word, code_id *id);

/* The row of a classes script with the most matched fields, the earlier of equals; NULL: none. */
const sonde_value *class_best(const script *s, const class_error *err, unsigned *matched);

/* Asks `other` of a classes script. nil: it does not know either. */
sonde_status class_ask(script *s, const sonde_value *err, arena *a, sonde_value *result, error *e);

/* A row as the answer to host.classify: class severity retry hint action, and the script's id. */
sonde_value class_answer(const script *s, const sonde_value *answer, arena *a);

#endif
