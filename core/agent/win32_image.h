/* Loaded images as the loader lists them, and their tables. Freestanding. */
#ifndef SONDE_AGENT_IMAGE_H
#define SONDE_AGENT_IMAGE_H

#include "agent/patch/prologue.h"
#include "agent/win32_native.h"

#define IMAGES_MOST 1024u

typedef struct image {
  uint64_t base, end; /* base 0: gone */
  const IMAGE_NT_HEADERS64 *headers;
  const IMAGE_EXPORT_DIRECTORY *exports; /* NULL: none */
  const IMAGE_RUNTIME_FUNCTION_ENTRY *functions;
  uint32_t nfunctions;
  uint32_t is_agent, is_ntdll, is_unwanted; /* unwanted: callers_look */
  uint32_t published,
      offered;    /* bits 1 << number of the modules that know it, that were offered its exports */
  char path[520]; /* UTF-8, cut */
  char name[64];  /* of the file, in small letters */
} image;

extern image images[IMAGES_MOST];
extern uint32_t nimages;

/* Adds the images that are new. Those that are gone are removed by images_forget. */
void images_update(void);
void images_forget(uint64_t base);
const image *image_at(uint64_t address);

/* Whether the address lies in an executable section. */
uint32_t image_has_code(const image *i, uint64_t address);
/* The bytes of a function as its table of functions tells, or as far as the next one. */
prologue_function image_function(const image *i, uint64_t address);

/* Named exports in the order of their names. */
uint32_t image_nexports(const image *i);
const char *image_export_name(const image *i, uint32_t n);
/* The function's address, with forwarders and stubs that only jump to another image followed; 0: no code, or
 * in no loaded image. */
uint64_t image_export(const image *i, uint32_t n);

#endif
