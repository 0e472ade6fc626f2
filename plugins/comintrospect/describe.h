/* Types, members and values of an MSFT library as texts. */
#ifndef COMINTROSPECT_DESCRIBE_H
#define COMINTROSPECT_DESCRIBE_H

#include "line.h"

/* canonical: with the index behind names of this library's types. */
void describe_type_word(text *out, msft *m, uint32_t type, bool canonical);
void describe_reference(text *out, msft *m, uint32_t reference, bool canonical);
void describe_implements(text *out, msft *m, const msft_type *t, bool canonical);
void describe_alias(text *out, msft *m, const msft_type *t, bool canonical); /* empty: t is none */
/* names: the function that parameters' names come from; NULL: f itself. */
void describe_parameters(text *out, msft *m, const msft_member *f, const msft_member *names, bool canonical);
void describe_entry(text *out, msft *m, const msft_type *t, const msft_member *f); /* "DLL" "NAME" */

/* Canonical lines of the library. */
void describe_type_line(text *out, msft *m, const msft_type *t);
void describe_member_line(
    text *out, msft *m, const msft_type *t, const msft_member *member, const msft_member *names);
/* "a name lies outside of the file or its part, at 0x1234"; empty: nothing is damaged. */
void describe_damage(text *out, const msft *m);

#endif
