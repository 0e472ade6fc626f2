/* Words for the numbers of type libraries, and texts of a library's code page as UTF-8. */
#ifndef COMINTROSPECT_WORDS_H
#define COMINTROSPECT_WORDS_H

#include "base/text.h"
#include "msft.h"

const char *word_kind(uint32_t kind);             /* TYPEKIND: "enum" ... */
const char *word_vartype(uint32_t type);          /* as IDL spells it; NULL: unknown */
const char *word_invoke(uint32_t invoke);         /* INVOKEKIND: "method" "propget" "propput" "propputref" */
const char *word_function_kind(uint32_t kind);    /* FUNCKIND */
const char *word_variable_kind(uint32_t kind);    /* VARKIND */
const char *word_convention(uint32_t convention); /* CALLCONV */

/* The names of set bits with spaces between; bits without a name as hex. */
void words_type_flags(text *out, uint32_t flags);
void words_function_flags(text *out, uint32_t flags);
void words_variable_flags(text *out, uint32_t flags);
void words_library_flags(text *out, uint32_t flags);
void words_implemented_flags(text *out, uint32_t flags);
void words_parameter_flags(text *out, uint32_t flags);

/* UTF-8 of a text. Bytes above 127 are read as code page 1252 where the language uses it, else they become
 * U+FFFD. */
void words_text(text *out, uint32_t lcid, msft_text t);
/* In quotes, with \" \\ \n and \xNN for control characters. */
void words_quoted(text *out, uint32_t lcid, msft_text t);

void words_guid(text *out, const msft_guid *guid); /* "{00020430-0000-0000-C000-000000000046}" */
bool words_guid_is_none(const msft_guid *guid);
/* The name of a type that many libraries refer to (IUnknown, IDispatch ...); NULL: not one of them. */
const char *words_known_type(const msft_guid *guid);

#endif
