/* Finds the frame description of a program counter (LSB 10.6: .eh_frame_hdr, .eh_frame). */
#include "agent/unwind_rule.h"

#define HDR_DATAREL_SDATA4 0x3B

typedef struct entry {
  unwind_cursor body; /* behind the length */
  uint64_t id_address;
  uint64_t id;
} entry;

/* The common start of CIE and FDE. */
static int entry_read(const unwind_view *view, uint64_t address, entry *e) {
  unwind_cursor c = unwind_cursor_at(view, address, 4);
  uint64_t length = unwind_read(&c, 4);
  if (c.bad || length < 4 || length == UINT32_MAX) return 0;
  e->body = unwind_cursor_at(view, address + 4, length);
  e->id_address = address + 4;
  e->id = unwind_read(&e->body, 4);
  return !e->body.bad;
}

/* The augmentation data: in the order of the letters. */
static void augmentation_read(unwind_cie *cie, unwind_cursor *c, unwind_cursor letters) {
  uint64_t bytes = unwind_uleb(c), start = c->at;
  for (uint64_t letter = unwind_read(&letters, 1); letter; letter = unwind_read(&letters, 1)) {
    if (letter == 'R') {
      cie->encoding = (uint8_t)unwind_read(c, 1);
    } else if (letter == 'P') {
      uint8_t encoding = (uint8_t)unwind_read(c, 1);
      unwind_pointer(c, encoding, 0);
    } else if (letter == 'L') {
      unwind_read(c, 1);
    } else if (letter == 'S') {
      cie->signal = 1;
    } else if (letter != 'B') {
      break; /* the rest is skipped by its length */
    }
  }
  c->at = start;
  unwind_skip(c, bytes);
}

static int cie_read(const unwind_view *view, uint64_t address, unwind_cie *cie) {
  entry e;
  if (!entry_read(view, address, &e) || e.id != 0) return 0;
  unwind_cursor *c = &e.body;
  uint64_t version = unwind_read(c, 1);
  if (version != 1 && version != 3) return 0;
  unwind_cursor letters = *c;
  while (unwind_read(c, 1) != 0) {
  }
  *cie = (unwind_cie){.code_align = unwind_uleb(c), .data_align = 0};
  cie->data_align = unwind_sleb(c);
  cie->ra = version == 1 ? unwind_read(c, 1) : unwind_uleb(c);
  cie->augmented = unwind_read(&letters, 1) == 'z';
  if (cie->augmented)
    augmentation_read(cie, c, letters);
  else if (unwind_address(&letters) != e.id_address + 4 + 2) /* not the empty text: unknown data follows */
    return 0;
  cie->begin = unwind_address(c);
  cie->bytes = c->end - c->at;
  return !c->bad;
}

int unwind_fde_read(const unwind_view *view, uint64_t address, unwind_fde *fde) {
  entry e;
  if (!entry_read(view, address, &e) || e.id == 0) return 0;
  if (!cie_read(view, e.id_address - e.id, &fde->cie)) return 0;
  unwind_cursor *c = &e.body;
  fde->from = unwind_pointer(c, fde->cie.encoding, 0);
  fde->to = fde->from + unwind_pointer(c, fde->cie.encoding & 0x0F, 0);
  if (fde->cie.augmented) {
    uint64_t bytes = unwind_uleb(c);
    unwind_skip(c, bytes);
  }
  fde->begin = unwind_address(c);
  fde->bytes = c->end - c->at;
  return !c->bad && fde->from < fde->to;
}

/* Row `index` of the sorted table: the address where code begins, and that of its FDE. */
static uint64_t row_read(
    const unwind_view *view, uint64_t hdr, uint64_t table, uint64_t index, uint64_t *fde) {
  unwind_cursor c = unwind_cursor_at(view, table + index * 8, 8);
  uint64_t from = hdr + (uint64_t)unwind_read_signed(&c, 4);
  *fde = hdr + (uint64_t)unwind_read_signed(&c, 4);
  return from;
}

int unwind_fde_find(const unwind_view *view, uint64_t hdr, uint64_t pc, unwind_fde *fde) {
  unwind_cursor c =
      unwind_cursor_at(view, hdr, hdr - view->address > view->size ? 0 : view->size - (hdr - view->address));
  uint64_t version = unwind_read(&c, 1);
  uint8_t frame = (uint8_t)unwind_read(&c, 1), number = (uint8_t)unwind_read(&c, 1),
          form = (uint8_t)unwind_read(&c, 1);
  unwind_pointer(&c, frame, hdr);
  uint64_t rows = unwind_pointer(&c, number, hdr), table = unwind_address(&c), address = 0;
  if (c.bad || version != 1 || number == UNWIND_OMITTED || form != HDR_DATAREL_SDATA4 ||
      rows > (c.end - c.at) / 8 || rows == 0)
    return 0;
  uint64_t low = 0, high = rows;
  while (high - low > 1) {
    uint64_t middle = low + (high - low) / 2;
    if (row_read(view, hdr, table, middle, &address) <= pc)
      low = middle;
    else
      high = middle;
  }
  row_read(view, hdr, table, low, &address);
  return unwind_fde_read(view, address, fde) && pc >= fde->from && pc < fde->to;
}

int unwind_rule_find(const unwind_view *view, uint64_t hdr, uint64_t pc, int exact, unwind_rule *rule) {
  uint64_t location = exact ? pc : pc - 1;
  unwind_fde fde;
  return unwind_fde_find(view, hdr, location, &fde) && unwind_run(view, &fde, location, pc, rule);
}
