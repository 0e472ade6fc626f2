/* A type library from a file of any kind that may hold one: recognised by content, never by name. */
#ifndef COMINTROSPECT_TYPELIB_H
#define COMINTROSPECT_TYPELIB_H

#include "msft.h"
#include "pe.h"

typedef struct typelib {
  bool in_pe;
  pe_resource resources[PE_MOST_RESOURCES];
  size_t nresources;
  size_t chosen; /* of the resources */
  msft library;
} typelib;

/* resource: its number, 0: the first. SONDE_MISSING: the file holds no library, or none of this number. */
sonde_status typelib_open(typelib *t, extent file, uint32_t resource, error *e);

#endif
