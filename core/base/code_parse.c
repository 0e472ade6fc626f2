/* The notation of codes: "win32:5", "errno:EACCES", and codes without a space. */
#include <string.h>

#include "base/code_tables.h"
#include "base/memory.h"
#include "base/schema.h"

enum { LONGEST_NAME = 60, MOST_NAMES = 400 };

static char upper(char c) {
  return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* <0, 0, >0 as strcmp; letters of either case. */
static int compare(const char *s, size_t len, const char *name) {
  for (size_t i = 0; i < len; i++) {
    unsigned char a = (unsigned char)upper(s[i]), b = (unsigned char)upper(name[i]);
    if (!name[i] || a > b) return 1;
    if (a < b) return -1;
  }
  return name[len] ? -1 : 0;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  c = upper(c);
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static const code_row *row_by_name(const code_table *t, const char *s, size_t len) {
  size_t low = 0, high = t->nrows;
  while (t->by_name && low < high) {
    size_t middle = low + (high - low) / 2;
    int order = compare(s, len, t->rows[middle].name);
    if (!order) return &t->rows[middle];
    if (order > 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (size_t i = 0; !t->by_name && i < t->nrows; i++)
    if (compare(s, len, t->rows[i].name) == 0) return &t->rows[i];
  return NULL;
}

/* A name of one space's table or of its second names. */
static bool find_name(code_space space, const char *s, size_t len, code_id *out) {
  const code_row *row = row_by_name(code_table_of(space), s, len);
  if (row) *out = (code_id){space, row->number};
  for (size_t i = 0; !row && i < code_alias_count; i++) {
    if (code_aliases[i].code.space != space || compare(s, len, code_aliases[i].name) != 0) continue;
    *out = code_aliases[i].code;
    return true;
  }
  return row != NULL;
}

/* "SEGV" is SIGSEGV where a signal is meant. */
static bool find_signal(const char *s, size_t len, code_id *out) {
  char name[LONGEST_NAME + 4] = "SIG";
  if (len > LONGEST_NAME) return false;
  memcpy(name + 3, s, len);
  return find_name(CODE_SIGNAL, s, len, out) || find_name(CODE_SIGNAL, name, len + 3, out);
}

static bool find_in(code_space space, const char *s, size_t len, code_id *out) {
  return space == CODE_SIGNAL ? find_signal(s, len, out) : find_name(space, s, len, out);
}

static sonde_status wrong(error *e, const char *s, size_t len, size_t at, const char *what) {
  return error_set(
      e, SONDE_ARG, "code '%.*s': character %u: %s", (int)(len < 80 ? len : 80), s, (unsigned)at + 1, what);
}

/* The names of a space, or of all; `skip` bytes of each are left out. */
static size_t names_of(unsigned first, unsigned last, size_t skip, const char **names) {
  size_t n = 0;
  for (unsigned space = first; space <= last; space++) {
    const code_table *t = code_table_of((code_space)space);
    for (size_t i = 0; i < t->nrows && n < MOST_NAMES; i++)
      names[n++] = t->rows[i].name + skip;
  }
  for (size_t i = 0; i < code_alias_count && n < MOST_NAMES; i++)
    if (code_aliases[i].code.space >= first && code_aliases[i].code.space <= last)
      names[n++] = code_aliases[i].name + skip;
  return n;
}

static sonde_status unknown_name(
    error *e, const char *s, size_t len, size_t at, unsigned first, unsigned last, const char *where) {
  if (!e) return SONDE_ARG; /* nobody reads the suggestion, which takes long */
  const char *names[MOST_NAMES], *near = NULL;
  char word[LONGEST_NAME + 1] = "";
  bool bare_signal = first == CODE_SIGNAL && !(len - at > 3 && compare(s + at, 3, "SIG") == 0);
  if (len - at <= LONGEST_NAME) {
    memcpy(word, s + at, len - at);
    near = schema_suggest(names, names_of(first, last, bare_signal ? 3 : 0, names), word);
  }
  text what = {0};
  text_printf(&what, "no number and no %s", where);
  if (near) text_printf(&what, ", did you mean '%.*s%s'?", (int)at, s, near);
  sonde_status status = wrong(e, s, len, at, text_chars(&what));
  text_free(&what);
  return status;
}

/* A whole number of 32 bits; signed ones as their two's complement. */
static sonde_status read_number(const char *s, size_t len, size_t at, uint32_t *out, error *e) {
  bool negative = s[at] == '-';
  size_t i = at + negative;
  unsigned base = len - i > 2 && s[i] == '0' && upper(s[i + 1]) == 'X' ? 16 : 10;
  uint64_t value = 0;
  if (base == 16) i += 2;
  if (i == len) return wrong(e, s, len, i, "a digit is missing");
  for (; i < len; i++) {
    int digit = digit_value(s[i]);
    if (digit >= (int)base)
      return wrong(
          e, s, len, i, base == 16 ? "no hexadecimal digit" : "no digit; hexadecimal numbers begin with 0x");
    value = value * base + (unsigned)digit;
    if (value > (negative ? UINT64_C(0x80000000) : UINT64_C(0xFFFFFFFF)))
      return wrong(e, s, len, at, "the number does not fit into 32 bits");
  }
  *out = negative ? (uint32_t)(0 - value) : (uint32_t)value;
  return SONDE_OK;
}

static bool is_number(const char *s, size_t len) {
  return len && (is_digit(s[0]) || (s[0] == '-' && len > 1 && is_digit(s[1])));
}

static bool find_space(const char *s, size_t len, code_space *out) {
  for (unsigned space = 0; space < CODE_SPACES; space++) {
    if (compare(s, len, code_table_of((code_space)space)->word) != 0) continue;
    *out = (code_space)space;
    return true;
  }
  return false;
}

static sonde_status unknown_space(error *e, const char *s, size_t len, size_t colon) {
  const char *words[CODE_SPACES], *near = NULL;
  char word[LONGEST_NAME + 1] = "";
  for (unsigned space = 0; space < CODE_SPACES; space++)
    words[space] = code_table_of((code_space)space)->word;
  if (colon <= LONGEST_NAME) {
    memcpy(word, s, colon);
    near = schema_suggest(words, CODE_SPACES, word);
  }
  if (!near) return wrong(e, s, len, 0, "before the colon stands win32, hresult, ntstatus, errno or signal");
  text line = {0};
  text_printf(&line, "no kind of code, did you mean '%s'?", near);
  sonde_status status = wrong(e, s, len, 0, text_chars(&line));
  text_free(&line);
  return status;
}

/* -13 is EACCES where the kernel's habit of negative errno shows. */
static void settle_sign(code_id *c) {
  if (c->space == CODE_ERRNO && c->number > UINT32_C(0xFFFFF000)) c->number = 0 - c->number;
}

static sonde_status parse_in(code_space space, const char *s, size_t len, size_t at, code_id *out, error *e) {
  static const char *const where[] = {"name of a Win32 error that is known",
      "name of an HRESULT that is known", "name of an NTSTATUS that is known", "name of an errno",
      "name of a signal"};
  if (at == len) return wrong(e, s, len, at, "a number or name is missing");
  if (!is_number(s + at, len - at)) {
    if (find_in(space, s + at, len - at, out)) return SONDE_OK;
    return unknown_name(e, s, len, at, space, space, where[space]);
  }
  *out = (code_id){space, 0};
  sonde_status status = read_number(s, len, at, &out->number, e);
  if (status) return status;
  settle_sign(out);
  if (space == CODE_SIGNAL && out->number > 64) return wrong(e, s, len, at, "signals are numbered 1 to 64");
  return SONDE_OK;
}

static const char *find_colon(const char *s, size_t len) {
  return len ? memchr(s, ':', len) : NULL;
}

bool code_has_kind(const char *s, size_t len) {
  const char *colon = find_colon(s, len);
  code_space space;
  return colon && find_space(s, (size_t)(colon - s), &space);
}

sonde_status code_parse(const char *s, size_t len, code_id *out, error *e) {
  const char *colon = find_colon(s, len);
  code_space space = CODE_WIN32;
  if (!colon)
    return error_set(e, SONDE_ARG,
        "code '%.*s': write KIND:NUMBER or KIND:NAME with win32, hresult, ntstatus, errno or signal",
        (int)(len < 80 ? len : 80), s);
  if (!find_space(s, (size_t)(colon - s), &space)) return unknown_space(e, s, len, (size_t)(colon - s));
  return parse_in(space, s, len, (size_t)(colon - s) + 1, out, e);
}

/* What a number without a space most likely is: known values first, then by its form. */
static code_id guess_number(uint32_t number) {
  const code_space order[] = {CODE_HRESULT, CODE_NTSTATUS, CODE_WIN32};
  if (number <= 0xFFFF) return (code_id){CODE_WIN32, number};
  for (size_t i = 0; i < COUNT(order); i++)
    if (code_find((code_id){order[i], number})) return (code_id){order[i], number};
  bool status = number >> 28 == 0xC || number >> 28 == 0xE || number >> 28 == 0x4;
  return (code_id){status ? CODE_NTSTATUS : number >> 31 ? CODE_HRESULT : CODE_WIN32, number};
}

static void say_guess(text *said, code_id c) {
  code_id other = {CODE_ERRNO, c.number};
  text_puts(said, "taken as ");
  code_print(said, c);
  if (c.space == CODE_WIN32 && code_find(other)) {
    text_puts(said, "; from Linux it would be ");
    code_print(said, other);
  }
  code_id killed = {CODE_SIGNAL, c.number - 128};
  if (c.number > 128 && code_find(killed)) {
    text_puts(said, "; as the exit status of a shell ");
    code_print(said, killed);
  }
}

static sonde_status guess_name(const char *s, size_t len, code_id *out, error *e) {
  for (unsigned space = 0; space < CODE_SPACES; space++)
    if (find_name((code_space)space, s, len, out)) return SONDE_OK;
  return unknown_name(e, s, len, 0, 0, CODE_SPACES - 1, "name of an error that is known");
}

sonde_status code_guess(const char *s, size_t len, code_id *out, text *said, error *e) {
  if (find_colon(s, len)) return code_parse(s, len, out, e);
  if (!len) return error_set(e, SONDE_ARG, "a code is missing: write win32:5, errno:EACCES or 0x80070005");
  if (!is_number(s, len)) return guess_name(s, len, out, e);
  uint32_t number = 0;
  sonde_status status = read_number(s, len, 0, &number, e);
  if (status) return status;
  *out = guess_number(number);
  if (said) say_guess(said, *out);
  return SONDE_OK;
}
