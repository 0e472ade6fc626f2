/* Windows' own counters, PDH, behind a table of the five calls that are needed: the live one is the system's pdh.dll,
 * tests have a fake one. Shared logic; nothing here calls the system. */
#ifndef PERFCOUNTERS_PDH_SOURCE_H
#define PERFCOUNTERS_PDH_SOURCE_H

#include "perfcounters.h"

/* One instance of a counter that was read. status: a PDH_CSTATUS_ code. */
typedef struct pdh_item {
  const char *name; /* UTF-8; empty where the object has no instances */
  size_t len;
  double value;
  uint32_t status;
} pdh_item;

typedef void (*pdh_each)(void *self, const pdh_item *item);

/* Each gives 0 or an error of pdhmsg.h. */
typedef struct pdh_api {
  uint32_t (*open)(void **query);
  uint32_t (*add)(void *query, const char *path, void **counter); /* English names */
  uint32_t (*collect)(void *query);
  /* many: the path's instance is "*": told of each. */
  uint32_t (*read)(void *counter, bool many, pdh_each each, void *self);
  void (*close)(void *query);
} pdh_api;

/* The system's; NULL: it has none. */
const pdh_api *platform_pdh(void);

/* Why PDH is not to be believed, or NULL: it must tell the number of processes and the available memory much as
 * `truth` does. Wine's answers with an error here. Takes a call of each function but close. */
const char *pdh_refusal(const pdh_api *api, const reading *truth);

/* SONDE_WHY_* of a status. */
uint32_t pdh_why(uint32_t status);

#endif
