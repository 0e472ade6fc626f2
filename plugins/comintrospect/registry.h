/* What a platform tells of its registry: the merged view of classes, HKEY_CLASSES_ROOT. Tests put a table in
 * its place. */
#ifndef COMINTROSPECT_REGISTRY_H
#define COMINTROSPECT_REGISTRY_H

#include "base/status.h"
#include "base/text.h"

typedef struct registry {
  void *self;
  /* The name of the i-th key below `path` ("" is the root), added to *name; false: there is none. Ask in
   * rising order. */
  bool (*child)(void *self, const char *path, uint32_t i, text *name);
  bool (*has)(void *self, const char *path);
  /* A text value ("" is the key's own), added to *out as it is written there; false: none, or no text. */
  bool (*value)(void *self, const char *path, const char *name, text *out);
  /* Makes the path of a file of what is written in the registry: %NAME% expanded, a bare name where the
   * system finds it. */
  void (*resolve)(void *self, text *path);
  void (*close)(void *self);
} registry;

/* SONDE_UNSUPPORTED where there is no registry. */
sonde_status registry_open(registry *out, error *e);

#endif
