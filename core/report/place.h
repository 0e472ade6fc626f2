/* Where a script's file is, as a forge shows it: relative to the repository, with '/'. */
#ifndef SONDE_REPORT_PLACE_H
#define SONDE_REPORT_PLACE_H

#include "report/report.h"

typedef enum place_kind {
  PLACE_NONE = 1,  /* no file is known */
  PLACE_ROOT,      /* relative to the repository */
  PLACE_SCRIPTS,   /* relative to the scripts that ship with Sonde */
  PLACE_ELSEWHERE, /* absolute */
} place_kind;

typedef struct place {
  place_kind kind;
  const char *path; /* '/' as separator; "" for PLACE_NONE */
} place;

place place_of(arena *a, const report_roots *roots, const session *s, const char *file);
/* Percent-encoded as RFC 3986 wants it; an absolute path becomes file:///... */
const char *place_uri(arena *a, const place *p);

#endif
