/* Unknown values: they read as nil, and Sonde remembers which were read. */
#ifndef SONDE_SCRIPT_UNKNOWN_H
#define SONDE_SCRIPT_UNKNOWN_H

#include "script/state.h"

/* The table on top of the stack becomes an answer: `why` works on it. */
void unknown_mark_answer(lua_State *L);
/* The same, and `key` of it is unknown. of: " of perfcounters.system", used when the table has neither pid
 * nor name. */
void unknown_add(lua_State *L, const char *key, const sonde_value *value, const char *of);

/* The script reads an unknown value that is no member of a table. name: of the call. */
void unknown_read_bare(lua_State *L, const char *name, const sonde_value *value);

/* Calls each(self, key, why, sentence) for what is unknown in the table at `index`. */
void unknown_each(lua_State *L, int index,
    void (*each)(void *self, const char *key, uint32_t why, const char *sentence), void *self);

/* Makes TROUBLE_UNKNOWN of an error about a nil that was an unknown value; says of which answer a nil was that
 * has no such name. */
void unknown_explain(script *s, trouble *t);

/* Remembers a sentence for the report. */
void unknown_note(script *s, const char *sentence);

#endif
