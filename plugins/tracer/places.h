/* Where signature files lie: beside the installed program, and where the setting `signatures` says. */
#ifndef TRACER_PLACES_H
#define TRACER_PLACES_H

#include "signatures.h"
#include "sonde.h"

/* Reads all: the shipped ones, then the files and folders of the list (of texts; may be nil), the later ones
 * win. */
sonde_status places_read(signatures *out, const sonde_value *own, error *e);

#endif
