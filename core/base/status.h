/* Errors are values: a status, the system's number, and one sentence a user can act on. */
#ifndef SONDE_BASE_STATUS_H
#define SONDE_BASE_STATUS_H

#include "base/format.h"
#include "sonde.h"

/* What failed, on what, why, what to do. All zero is "no error". */
typedef struct error {
  sonde_status status;
  uint32_t os_code; /* errno or GetLastError(); 0: none */
  char text[1000];  /* UTF-8, no line end */
} error;

/* Sets *e (NULL: nobody wants it) and returns `status`, so that `return error_set(...)` reads well. Too long a text is cut
 * at a character border; line ends and other control characters become spaces. Arguments may point into e->text. */
sonde_status error_set(error *e, sonde_status status, const char *format, ...) FORMAT_PRINTF(3, 4);

/* Puts "WHERE: " in front of the text: file:line, plugin.call ... */
void error_prefix(error *e, const char *where);

/* "argument", "state", "denied" ...: the word that users and scripts see. */
const char *status_word(sonde_status status);

/* "denied", "gone", "not_asked" ...: the word of a SONDE_WHY_* reason. */
const char *why_word(uint32_t why);

#endif
