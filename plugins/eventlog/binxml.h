/*
 * Binary XML of event logs ([MS-EVEN6] 2.2.12): a template or literal fragment becomes a program, a flat list
 * of nodes with names and texts as UTF-8; a record is a program and the values that fill its slots. Nothing
 * in a chunk is trusted: every offset is checked, nothing is followed twice in one parse, depth is limited.
 */
#ifndef EVENTLOG_BINXML_H
#define EVENTLOG_BINXML_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum { NODE_OPEN, NODE_CLOSE, NODE_ATTRIBUTE, NODE_ATTRIBUTE_END, NODE_TEXT, NODE_SLOT, NODE_PI };

typedef struct node {
  uint32_t at, len; /* OPEN, ATTRIBUTE: name; TEXT: text; PI: target, space, data: in the pool */
  uint32_t end;     /* OPEN, ATTRIBUTE: index of its CLOSE or ATTRIBUTE_END */
  uint16_t slot;
  uint8_t kind;
  uint8_t optional; /* SLOT: a null value drops the element or attribute around it */
} node;

/* The fields of Event/System. */
#define SYSTEM_FIELDS(X)                                                                                     \
  X(PROVIDER, "Provider", "Name")                                                                            \
  X(GUID, "Provider", "Guid")                                                                                \
  X(SOURCE, "Provider", "EventSourceName")                                                                   \
  X(EVENT, "EventID", "")                                                                                    \
  X(QUALIFIERS, "EventID", "Qualifiers")                                                                     \
  X(VERSION, "Version", "")                                                                                  \
  X(LEVEL, "Level", "")                                                                                      \
  X(TASK, "Task", "")                                                                                        \
  X(OPCODE, "Opcode", "")                                                                                    \
  X(KEYWORDS, "Keywords", "")                                                                                \
  X(TIME, "TimeCreated", "SystemTime")                                                                       \
  X(RECORD, "EventRecordID", "")                                                                             \
  X(ACTIVITY, "Correlation", "ActivityID")                                                                   \
  X(RELATED, "Correlation", "RelatedActivityID")                                                             \
  X(PROCESS, "Execution", "ProcessID")                                                                       \
  X(THREAD, "Execution", "ThreadID")                                                                         \
  X(CHANNEL, "Channel", "")                                                                                  \
  X(COMPUTER, "Computer", "")                                                                                \
  X(USER, "Security", "UserID")

#define SYSTEM_ENUM(name, element, attribute) FIELD_##name,
enum { SYSTEM_FIELDS(SYSTEM_ENUM) FIELD_COUNT };

/* Where a System field comes from: the content nodes first to first + n - 1; n 0: there is none. */
typedef struct field_place {
  uint32_t first, n;
} field_place;

/* A step of printing as XML: the literal, then what `kind` says. */
enum { XML_LITERAL, XML_VALUE, XML_ELEMENT, XML_ATTRIBUTE };

typedef struct xml_step {
  uint32_t at, len; /* literal, in xml_pool */
  uint32_t skip;    /* ELEMENT, ATTRIBUTE: the step behind it */
  uint16_t slot;
  uint8_t kind, optional; /* optional: a null value drops the element or attribute */
} xml_step;

/* Where a name is referred to in a template's body: what may differ between equal templates of two chunks. */
typedef struct name_place {
  uint32_t at;        /* of the offset field, from the body's start */
  uint32_t name, len; /* in the pool */
  bool here;          /* the name follows the field */
} name_place;

typedef struct program {
  node *nodes;
  uint32_t nnodes, nodes_room;
  buf pool;
  field_place fields[FIELD_COUNT];
  xml_step *steps;
  uint32_t nsteps, steps_room;
  buf xml_pool;
  name_place *names;
  uint32_t nnames, names_room;
  const char *error; /* NULL, or why it ends early */
  uint32_t error_at; /* offset in the chunk */
} program;

/* Bytes of one chunk. */
typedef struct chunk_view {
  const uint8_t *data;
  uint32_t len;
} chunk_view;

/* Parses elements from `at` up to the end token or `end`. nested: a fragment inside a value, where elements
 * may lack the dependency id. Always gives a well-formed list of nodes; what could not be read is told in
 * p->error. p is all zero. */
void binxml_parse(program *p, chunk_view c, uint32_t at, uint32_t end, bool nested);
void program_free(program *p);

/* Reads a name of an element or attribute behind out; *bytes: its size in the chunk. What is no ASCII letter,
 * digit, . - _ or : becomes _, so that it is a name in every edition of XML. False: it lies outside, or is
 * too long. */
bool binxml_name(chunk_view c, uint32_t at, buf *out, uint32_t *bytes);

/* Finds the System fields; lays out the steps of XML. Of a parsed program. */
void program_find_fields(program *p);
void program_lay_out_xml(program *p);

/* The sole content of the element or attribute at node `open`, when that is one slot; else NULL. */
const node *program_sole_slot(const program *p, uint32_t open);

#endif
