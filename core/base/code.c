/* Looks codes up, converts and decodes them. */
#include "base/code.h"

#include <string.h>

#include "base/code_tables.h"
#include "base/memory.h"

#define WIN32_PREFIX UINT32_C(0x80070000) /* HRESULT: error, facility WIN32 */
#define NT_BIT UINT32_C(0x10000000)       /* HRESULT: an NTSTATUS with this bit added */

const code_table *code_table_of(code_space space) {
  static const code_table *const tables[CODE_SPACES] = {
      &code_win32, &code_hresult, &code_ntstatus, &code_errno, &code_signal};
  return tables[space];
}

static const code_row *find_scanning(const code_table *t, uint32_t number) {
  for (size_t i = 0; i < t->nrows; i++)
    if (t->rows[i].number == number) return &t->rows[i];
  return NULL;
}

const code_row *code_find(code_id c) {
  const code_table *t = code_table_of(c.space);
  if (t->by_name) return find_scanning(t, c.number);
  size_t low = 0, high = t->nrows;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (t->rows[middle].number < c.number)
      low = middle + 1;
    else
      high = middle;
  }
  return low < t->nrows && t->rows[low].number == c.number ? &t->rows[low] : NULL;
}

code_id code_plain(code_id c) {
  if (c.space != CODE_HRESULT) return c;
  if ((c.number & 0xFFFF0000U) == WIN32_PREFIX) return (code_id){CODE_WIN32, c.number & 0xFFFFU};
  /* Bit 29 is an application's: only Microsoft's own statuses are wrapped. */
  if ((c.number >> 28) == 0xD) return (code_id){CODE_NTSTATUS, c.number & ~NT_BIT};
  return c;
}

bool code_to_win32(code_id c, uint32_t *win32) {
  c = code_plain(c);
  for (size_t i = 0; c.space == CODE_NTSTATUS && i < code_pair_count; i++) {
    const code_pair *p = &code_pairs[i];
    if (p->a.space == CODE_NTSTATUS && p->a.number == c.number) c = p->b;
  }
  *win32 = c.number;
  return c.space == CODE_WIN32;
}

bool code_to_hresult(code_id c, uint32_t *hresult) {
  *hresult = c.number;
  if (c.space == CODE_HRESULT) return true;
  if (c.space == CODE_NTSTATUS) {
    *hresult = c.number | NT_BIT;
    return true;
  }
  /* The macro leaves 0 and what already looks like an HRESULT as it is. */
  if (c.number && !(c.number >> 31)) *hresult = WIN32_PREFIX | (c.number & 0xFFFFU);
  return c.space == CODE_WIN32;
}

const char *code_name(code_id c) {
  const code_row *row = code_find(c);
  if (row) return row->name;
  for (size_t i = 0; i < code_alias_count; i++)
    if (code_aliases[i].code.space == c.space && code_aliases[i].code.number == c.number)
      return code_aliases[i].name;
  return NULL;
}

void code_print(text *out, code_id c) {
  const code_table *t = code_table_of(c.space);
  const code_row *row = t->by_name ? code_find(c) : NULL;
  text_printf(out, "%s:", t->word);
  if (row)
    text_puts(out, row->name + (c.space == CODE_SIGNAL ? strlen("SIG") : 0));
  else if (c.space == CODE_HRESULT || c.space == CODE_NTSTATUS)
    text_printf(out, "0x%08X", (unsigned)c.number);
  else
    text_printf(out, "%u", (unsigned)c.number);
}

static bool same(code_id a, code_id b) {
  return a.space == b.space && a.number == b.number;
}

static void add(code_id *out, size_t *n, size_t most, code_id not_this, code_id c) {
  if (same(c, not_this) || *n == most) return;
  for (size_t i = 0; i < *n; i++)
    if (same(out[i], c)) return;
  out[(*n)++] = c;
}

size_t code_related(code_id c, code_id *out, size_t most) {
  size_t n = 0;
  code_id plain = code_plain(c);
  uint32_t number;
  add(out, &n, most, c, plain);
  for (size_t i = 0; i < code_pair_count; i++) {
    if (same(code_pairs[i].a, plain)) add(out, &n, most, c, code_pairs[i].b);
    if (same(code_pairs[i].b, plain)) add(out, &n, most, c, code_pairs[i].a);
  }
  if (plain.space == CODE_WIN32 && plain.number && plain.number <= 0xFFFF && code_to_hresult(plain, &number))
    add(out, &n, most, c, (code_id){CODE_HRESULT, number});
  return n;
}

static const char *facility_name(code_space space, uint32_t facility) {
  for (size_t i = 0; i < code_facility_count; i++)
    if (code_facilities[i].space == space && code_facilities[i].number == facility)
      return code_facilities[i].name;
  return NULL;
}

bool code_decode(code_id c, code_parts *out) {
  static const char *const severities[] = {"success", "information", "warning", "error"};
  memset(out, 0, sizeof *out);
  if (c.space != CODE_HRESULT && c.space != CODE_NTSTATUS) return false;
  bool nt = c.space == CODE_NTSTATUS;
  out->severity = nt ? severities[c.number >> 30] : severities[c.number >> 31 ? 3 : 0];
  out->customer = c.number >> 29 & 1;
  out->facility = c.number >> 16 & (nt ? 0xFFFU : 0x7FFU);
  out->number = c.number & 0xFFFFU;
  out->facility_name = out->customer ? NULL : facility_name(c.space, out->facility);
  return true;
}

const char *code_lasting_text(code_lasting lasting) {
  switch (lasting) {
  case CODE_PERMANENT: return "permanent: trying again changes nothing";
  case CODE_TRANSIENT: return "transient: it may pass by itself";
  case CODE_EITHER: break;
  }
  return "depends: it may pass, or stay until somebody acts";
}
