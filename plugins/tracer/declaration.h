/* Inside the reader of signatures: a C function declaration in tokens. */
#ifndef TRACER_DECLARATION_H
#define TRACER_DECLARATION_H

#include "signature.h"

#define TOKENS_MOST 400u

typedef struct token {
  const char *at;
  uint32_t len;
  char kind; /* 'w' a word, 'n' a number, '.' the dots, else the character itself */
} token;

typedef struct tokens {
  token list[TOKENS_MOST];
  uint32_t n;
} tokens;

/* Splits the text; the error names what cannot be read. */
sonde_status tokens_read(tokens *t, const char *s, size_t len, error *e);
bool token_is(const token *t, const char *word);

/* A parameter's name, NULL before the first call of declaration_read. */
typedef struct declaration {
  token name;
  token parameter_names[SIGNATURE_MOST_PARAMETERS];
} declaration;

/* Fills result, parameters, variadic and entry_only of *out from all tokens. */
sonde_status declaration_read(
    const tokens *t, uint32_t long_bits, declaration *names, signature *out, error *e);

#endif
