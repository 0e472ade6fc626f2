/* Registered classes and their names, as records, from any registry. */
#ifndef COMINTROSPECT_CLASSES_H
#define COMINTROSPECT_CLASSES_H

#include "plugin.h"
#include "registry.h"

/* The record of the class whose key is CLSID\`clsid`. */
void classes_fill(batch *b, const registry *r, const char *clsid);
/* The record of the name `progid`; false: the key is no name of a class, and there is no record. */
bool progids_fill(batch *b, const registry *r, const char *progid);

#endif
