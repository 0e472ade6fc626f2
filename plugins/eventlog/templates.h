/* Templates as programs, kept across chunks. A template of another chunk is used again only when its bytes
 * and all names it refers to are the same. Not for threads. */
#ifndef EVENTLOG_TEMPLATES_H
#define EVENTLOG_TEMPLATES_H

#include "binxml.h"

typedef struct templates templates;

templates *templates_new(void);
void templates_free(templates *t);

/* Begin of a chunk: programs handed out before may be gone. */
void templates_next_chunk(templates *t);

/* The program of the definition at `at`; NULL: it lies outside, or
 * the chunk has more templates than a real one can hold. Valid until templates_next_chunk. */
const program *templates_find(templates *t, chunk_view c, uint32_t at);

#define TEMPLATE_HEAD 24u /* bytes before the body: next, GUID, size of the body */

#endif
