/* The canonical form: one line for the library, each type and each member. What is compared with oleaut32,
 * and what the columns `line` show. It is made from the structs of msft.h, wherever their content comes from;
 * types come as text. */
#ifndef COMINTROSPECT_LINE_H
#define COMINTROSPECT_LINE_H

#include "words.h"

void line_library(text *out, const msft *m);
/* of: what an alias stands for, or NULL. implements: as by line_implemented, may be empty. */
void line_type(text *out, uint32_t lcid, const msft_type *t, const char *of, const char *implements);
void line_implemented(text *out, const char *type, uint32_t flags);
/* entry: of a module's function, or NULL. */
void line_function(text *out, uint32_t lcid, const msft_member *f, const char *returns,
    const char *parameters, const char *entry);
void line_parameter(text *out, uint32_t lcid, const msft_parameter *p, const char *type);
void line_variable(text *out, uint32_t lcid, const msft_member *v, const char *type);
void line_value(text *out, uint32_t lcid, const msft_value *v); /* "(short) 3" */

/* Pieces of a type's text. canonical: with the index, since names of types need not be unique. */
void line_own_type(text *out, uint32_t lcid, msft_text name, uint32_t index, bool canonical);
void line_foreign_type(text *out, const msft_guid *library, const msft_guid *type, uint32_t index);
void line_simple_type(text *out, uint32_t vartype);
void line_bound(text *out, uint32_t count, int32_t lowest);

#endif
