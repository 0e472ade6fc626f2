/* Reads PE headers and COFF symbols (Microsoft's "PE Format"). */
#include "coff.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
  NEW_HEADER = 0x3C, /* in the DOS header: where the next one is */
  FILE_HEADER = 24,  /* with the signature "PE\0\0" */
  SECTION = 40,      /* bytes of a section's header */
  SYMBOL = 18,
  CLASS_EXTERNAL = 2,
  CLASS_STATIC = 3,
  TYPE_FUNCTION = 0x20
};

static uint32_t read16(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t read32(const uint8_t *p) {
  return read16(p) | read16(p + 2) << 16;
}

/* The file header, with its signature; NULL: no PE file, or its headers are not in these bytes. */
static const uint8_t *file_header(const uint8_t *head, size_t len) {
  if (len < NEW_HEADER + 4 || head[0] != 'M' || head[1] != 'Z') return NULL;
  uint32_t at = read32(head + NEW_HEADER);
  if (at > len || len - at < FILE_HEADER || memcmp(head + at, "PE\0\0", 4) != 0) return NULL;
  return head + at;
}

bool coff_place(const uint8_t *head, size_t len, uint64_t *offset, uint64_t *bytes) {
  const uint8_t *h = file_header(head, len);
  if (!h || !read32(h + 12) || !read32(h + 16)) return false;
  *offset = read32(h + 12);
  *bytes = (uint64_t)read32(h + 16) * SYMBOL;
  return *bytes <= COFF_MOST_BYTES;
}

/* Where a section begins, from the module's start; 0: there is no such section. */
static uint32_t section_address(const uint8_t *head, size_t len, uint32_t number) {
  const uint8_t *h = file_header(head, len);
  uint64_t first = (uint64_t)(h - head) + FILE_HEADER + read16(h + 20);
  uint64_t at = first + (uint64_t)(number - 1) * SECTION;
  if (number == 0 || number > read16(h + 6) || at + SECTION > len) return 0;
  return read32(head + at + 12);
}

/* The name of a symbol: eight bytes, or four zero ones and a place behind the symbols. */
static void add_name(coff *c, const uint8_t *symbol, const uint8_t *strings, size_t len) {
  const char *name = (const char *)symbol;
  size_t room = 8;
  if (!read32(symbol)) {
    uint32_t at = read32(symbol + 4);
    if (at >= len)
      room = 0;
    else {
      name = (const char *)strings + at;
      room = len - at;
    }
  }
  const char *end = room ? memchr(name, 0, room) : NULL;
  text_add(&c->names, name, end ? (size_t)(end - name) : room);
  text_putc(&c->names, '\0');
}

static bool is_function(const uint8_t *symbol) {
  return read16(symbol + 14) == TYPE_FUNCTION && (symbol[16] == CLASS_EXTERNAL || symbol[16] == CLASS_STATIC);
}

static int compare(const void *a, const void *b) {
  const coff_function *x = a, *y = b;
  return (x->address > y->address) - (x->address < y->address);
}

void coff_read(coff *c, const uint8_t *head, size_t head_len, const uint8_t *table, size_t len) {
  uint64_t offset, bytes;
  *c = (coff){0};
  if (!coff_place(head, head_len, &offset, &bytes)) return;
  size_t n = (size_t)(bytes < len ? bytes : len) / SYMBOL;
  const uint8_t *strings = table + n * SYMBOL;
  c->list = memory_new(n * sizeof *c->list);
  text_init(&c->names, COFF_MOST_BYTES);
  for (size_t i = 0; i < n;
       i += 1u + table[i * SYMBOL + 17]) { /* symbols have further records of their own */
    const uint8_t *s = table + i * SYMBOL;
    uint32_t section = is_function(s) ? section_address(head, head_len, read16(s + 12)) : 0;
    if (!section) continue;
    c->list[c->n++] = (coff_function){section + read32(s + 8), (uint32_t)c->names.len};
    add_name(c, s, strings, len - n * SYMBOL);
  }
  if (c->n) qsort(c->list, c->n, sizeof *c->list, compare);
}

const char *coff_find(const coff *c, uint32_t address, uint32_t *offset) {
  size_t low = 0, high = c->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (c->list[middle].address <= address)
      low = middle + 1;
    else
      high = middle;
  }
  if (!low) return NULL;
  const coff_function *f = &c->list[low - 1];
  *offset = address - f->address;
  return f->name < c->names.len ? text_chars(&c->names) + f->name : NULL;
}

void coff_free(coff *c) {
  memory_free(c->list);
  text_free(&c->names);
  *c = (coff){0};
}
