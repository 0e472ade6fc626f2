/* The exports of an image and the extent of its functions. */
#include "agent/bytes.h"
#include "agent/win32_image.h"

enum { LEAF_MOST = 512, CHAIN_MOST = 32, FORWARDS_MOST = 8, MODULE_NAME = 64 };
enum { UNWIND_HANDLER = 1 | 2, UNWIND_CHAINED = 4 };

/* Start of the unwind information of a function. */
typedef struct unwind {
  uint8_t version_flags, prologue, ncodes, frame;
  uint16_t codes[];
} unwind;

static const void *at(const image *i, uint32_t rva) {
  return rva < i->end - i->base ? (const void *)(i->base + rva) : NULL;
}

uint32_t image_has_code(const image *i, uint64_t address) {
  const IMAGE_SECTION_HEADER *s = IMAGE_FIRST_SECTION(i->headers);
  uint64_t rva = address - i->base;
  for (uint32_t n = 0; n < i->headers->FileHeader.NumberOfSections; n++, s++)
    if (rva >= s->VirtualAddress && rva - s->VirtualAddress < s->Misc.VirtualSize)
      return (s->Characteristics & IMAGE_SCN_MEM_EXECUTE) != 0;
  return 0;
}

/* How many functions of the table begin at or before rva. */
static uint32_t functions_until(const image *i, uint32_t rva) {
  uint32_t low = 0, high = i->nfunctions;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (i->functions[middle].BeginAddress <= rva)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static uint32_t has_handler(const image *i, const IMAGE_RUNTIME_FUNCTION_ENTRY *f) {
  for (uint32_t n = 0; n < CHAIN_MOST; n++) {
    const unwind *u = at(i, f->UnwindData & ~1u);
    if (!u) return 1;
    uint32_t flags = u->version_flags >> 3;
    if (flags & UNWIND_HANDLER) return 1;
    if (!(flags & UNWIND_CHAINED)) return 0;
    f = (const void *)(u->codes + ((u->ncodes + 1u) & ~1u));
  }
  return 1;
}

static uint64_t section_end(const image *i, uint64_t address) {
  const IMAGE_SECTION_HEADER *s = IMAGE_FIRST_SECTION(i->headers);
  uint64_t rva = address - i->base;
  for (uint32_t n = 0; n < i->headers->FileHeader.NumberOfSections; n++, s++)
    if (rva >= s->VirtualAddress && rva - s->VirtualAddress < s->Misc.VirtualSize)
      return i->base + s->VirtualAddress + s->Misc.VirtualSize;
  return address;
}

/* rdsspq: leaves the register alone where there is none. */
static uint32_t has_shadow_stack(void) {
  uint64_t pointer = 0;
  __asm__ volatile(".byte 0xF3, 0x48, 0x0F, 0x1E, 0xC8" : "+a"(pointer));
  return pointer != 0;
}

prologue_function image_function(const image *i, uint64_t address) {
  uint32_t rva = (uint32_t)(address - i->base), n = functions_until(i, rva);
  prologue_function f = {.code = (const uint8_t *)(uintptr_t)address,
      .address = address,
      .has_shadow_stack = has_shadow_stack()};
  uint64_t end = section_end(i, address);
  const IMAGE_RUNTIME_FUNCTION_ENTRY *mine = n ? &i->functions[n - 1] : NULL;
  if (mine && rva < mine->EndAddress) {
    f.has_handler = has_handler(i, mine);
    if (i->base + mine->EndAddress < end) end = i->base + mine->EndAddress;
  } else { /* a leaf */
    if (n < i->nfunctions && i->base + i->functions[n].BeginAddress < end)
      end = i->base + i->functions[n].BeginAddress;
    if (end - address > LEAF_MOST) end = address + LEAF_MOST;
  }
  f.bytes = end - address;
  return f;
}

uint32_t image_nexports(const image *i) {
  return i->exports ? i->exports->NumberOfNames : 0;
}

const char *image_export_name(const image *i, uint32_t n) {
  const uint32_t *names = at(i, i->exports->AddressOfNames);
  return at(i, names[n]);
}

static uint64_t resolve(const image *i, uint32_t index, uint32_t forwards);

/* The export by its name; UINT32_MAX: there is none. */
static uint32_t index_of_name(const image *i, const char *name) {
  const uint16_t *ordinals = at(i, i->exports->AddressOfNameOrdinals);
  uint32_t low = 0, high = i->exports->NumberOfNames;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int32_t order = bytes_compare(image_export_name(i, middle), name);
    if (!order) return ordinals[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return UINT32_MAX;
}

static uint32_t index_of_ordinal(const image *i, const char *digits) {
  uint32_t ordinal = 0;
  for (; *digits >= '0' && *digits <= '9' && ordinal < 0x10000; digits++)
    ordinal = ordinal * 10 + (uint32_t)(*digits - '0');
  return *digits ? UINT32_MAX : ordinal - i->exports->Base;
}

/* A loaded image by the name in a forwarder, which may be one of an API set: the loader knows which image
 * that means. */
static const image *by_name(const char *name, uint32_t len) {
  WCHAR wide[MODULE_NAME];
  HMODULE base = NULL;
  if (len + 5 > MODULE_NAME) return NULL;
  for (uint32_t n = 0; n < len; n++)
    wide[n] = (WCHAR)(uint8_t)name[n];
  for (uint32_t n = 0; n < 5; n++)
    wide[len + n] = (WCHAR) ".dll"[n];
  UNICODE_STRING text = {(USHORT)((len + 4) * sizeof(WCHAR)), (USHORT)((len + 5) * sizeof(WCHAR)), wide};
  return native_is_ok(LdrGetDllHandle(NULL, 0, &text, &base)) ? image_at((uintptr_t)base) : NULL;
}

/* "NTDLL.RtlAllocateHeap", "COMBASE.#12" */
static uint64_t follow(const char *forwarder, uint32_t forwards) {
  uint32_t dot = 0;
  for (uint32_t n = 0; forwarder[n]; n++)
    if (forwarder[n] == '.') dot = n;
  const image *i = forwards < FORWARDS_MOST ? by_name(forwarder, dot) : NULL;
  if (!i || !i->exports) return 0;
  const char *name = forwarder + dot + 1;
  return resolve(i, *name == '#' ? index_of_ordinal(i, name + 1) : index_of_name(i, name), forwards + 1);
}

/* kernel32's functions that do nothing but jump into kernelbase. */
static uint64_t beyond_stub(const image *i, uint64_t address) {
  for (uint32_t n = 0; n < FORWARDS_MOST; n++) {
    prologue_function f = image_function(i, address);
    uint64_t pointer = prologue_forward(&f);
    if (pointer < i->base || pointer > i->end - 8) return address;
    uint64_t to = *(const uint64_t *)(uintptr_t)pointer;
    const image *other = image_at(to);
    if (!other || other == i || !image_has_code(other, to)) return address;
    i = other;
    address = to;
  }
  return address;
}

static uint64_t resolve(const image *i, uint32_t index, uint32_t forwards) {
  const uint32_t *functions = at(i, i->exports->AddressOfFunctions);
  IMAGE_DATA_DIRECTORY d = i->headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT];
  if (index >= i->exports->NumberOfFunctions) return 0;
  uint32_t rva = functions[index];
  if (rva - d.VirtualAddress < d.Size) return follow((const char *)at(i, rva), forwards);
  uint64_t address = i->base + rva;
  return rva && image_has_code(i, address) ? beyond_stub(i, address) : 0;
}

uint64_t image_export(const image *i, uint32_t n) {
  const uint16_t *ordinals = at(i, i->exports->AddressOfNameOrdinals);
  return resolve(i, ordinals[n], 0);
}
