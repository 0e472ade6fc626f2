/* A registered class and the library that describes it, found without creating an object. */
#ifndef COMINTROSPECT_INSPECT_H
#define COMINTROSPECT_INSPECT_H

#include "registry.h"
#include "typelib.h"

typedef struct names {
  char **list; /* each once, in the order of the vtable */
  uint32_t n, capacity;
} names;

typedef struct inspection {
  text clsid, progid, name, server, path, threading; /* of the registry; empty: not there */
  text server_file;                                  /* `path` as the system finds it */
  sonde_status server_status;                        /* SONDE_MISSING: no such file */
  const char *machine;                               /* of it; NULL: unknown */
  const char *step; /* "typelib" or "server": what led to the library; NULL: nothing did */
  text tried;       /* what was tried in vain, as a sentence */
  text library;     /* the file that describes it */
  extent file;
  typelib lib;
  msft_type coclass, interface;
  bool has_interface;
  text events; /* name of its default source interface; empty: none */
  uint32_t functions, variables;
  uint64_t left; /* members that a file of this size can hold: hostile types may share theirs */
  names methods, properties;
} inspection;

/* asked: a CLSID in braces or a ProgID. describe: look for its library, which may mean to read large files.
 * SONDE_MISSING: not registered. A class that no library describes is no error. Free it in any case. */
sonde_status inspect_class(const registry *r, const char *asked, bool describe, inspection *out, error *e);
void inspect_free(inspection *i);

/* The results of `inspect`, in the call's memory. */
typedef struct inspect_answer {
  const sonde_host *host;
  sonde_call *call;
  const inspection *i;
} inspect_answer;
void inspect_fill(const inspect_answer *a, bool describe, sonde_value *results);

/* Looks for the class in all libraries of a file ("FILE" or "FILE\2"); false: it is not there. */
bool inspect_file(inspection *i, const char *path);
/* Fills what the default interface offers, with what it inherits within its library. */
void inspect_members(inspection *i);

/* The program of a command line: "C:\a b.exe" /x -> C:\a b.exe */
void inspect_program(text *out, const char *command);
/* Of "1.0" and "1.a", as keys of TypeLib are named, in hex; false: no version. */
bool inspect_version(const char *name, uint32_t *version);

#endif
