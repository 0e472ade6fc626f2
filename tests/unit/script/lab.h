/* A host with the fake plugin `plain`, and scripts made from texts. */
#ifndef SONDE_TESTS_SCRIPT_LAB_H
#define SONDE_TESTS_SCRIPT_LAB_H

#include "script/script.h"

typedef struct lab {
  host *host;
  script *script;
  script_services services;
  script_limits limits;
  arena arena; /* of results */
  sonde_value result;
  trouble trouble;
  sonde_value finding; /* the last one */
  unsigned findings;
} lab;

/* By wire or not; the tape may be NULL. */
void lab_open(lab *l, bool by_wire, tape *tape);
void lab_close(lab *l);

/* Loads a script; false: l->trouble tells. The one before is freed. */
bool lab_load(lab *l, const char *source);

/* Loads a check with this body of run(host, param), which needs process.read, and runs it. Returns the
 * trouble's kind. */
int lab_run(lab *l, const char *body);

/* The result of the last call, as text. Valid until the next use. */
const char *lab_result(lab *l);

#endif
