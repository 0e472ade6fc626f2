/* Loaded images as the loader lists them. The lists change under the loader's lock; we look while the process
 * is held, or in the loader's own thread. */
#include "agent/bytes.h"
#include "agent/win32_image.h"

image images[IMAGES_MOST];
uint32_t nimages;

enum { PEB_LOADER = 0x18, LOADER_IN_LOAD_ORDER = 0x10 };

/* The loader's entry of an image, as far as it has been the same in all versions. */
typedef struct entry {
  struct entry *next, *before;
  void *other_lists[4];
  uint8_t *base;
  void *entry_point;
  uint64_t bytes;
  UNICODE_STRING path, name;
} entry;

extern const IMAGE_DOS_HEADER __ImageBase; /* ours */

static void put_utf8(char *to, uint64_t room, uint64_t *at, uint32_t c) {
  uint32_t bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
  if (*at + bytes >= room) return;
  if (bytes == 1) to[(*at)++] = (char)c;
  if (bytes == 3) to[(*at)++] = (char)(0xE0 | c >> 12);
  if (bytes == 3) to[(*at)++] = (char)(0x80 | (c >> 6 & 0x3F));
  if (bytes == 2) to[(*at)++] = (char)(0xC0 | c >> 6);
  if (bytes >= 2) to[(*at)++] = (char)(0x80 | (c & 0x3F));
}

/* Characters outside the first plane are '?'. */
static void utf8(char *to, uint64_t room, const UNICODE_STRING *from, uint32_t small) {
  uint64_t at = 0;
  for (uint32_t i = 0; i < from->Length / sizeof(WCHAR); i++) {
    uint32_t c = from->Buffer[i];
    if (c >= 0xD800 && c < 0xE000) c = '?';
    put_utf8(to, room, &at, small && c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  to[at] = 0;
}

static const void *directory(const image *i, uint32_t which, uint32_t *bytes) {
  const IMAGE_OPTIONAL_HEADER64 *o = &i->headers->OptionalHeader;
  if (which >= o->NumberOfRvaAndSizes) return NULL;
  IMAGE_DATA_DIRECTORY d = o->DataDirectory[which];
  if (!d.VirtualAddress || d.VirtualAddress >= i->end - i->base) return NULL;
  *bytes = d.Size;
  return (const void *)(i->base + d.VirtualAddress);
}

static void describe(image *i, const entry *e) {
  const IMAGE_DOS_HEADER *dos = (const void *)e->base;
  uint32_t bytes = 0;
  i->base = (uintptr_t)e->base;
  i->end = i->base + e->bytes;
  i->headers = (const void *)(e->base + dos->e_lfanew);
  i->exports = directory(i, IMAGE_DIRECTORY_ENTRY_EXPORT, &bytes);
  i->functions = directory(i, IMAGE_DIRECTORY_ENTRY_EXCEPTION, &bytes);
  i->nfunctions = i->functions ? bytes / (uint32_t)sizeof *i->functions : 0;
  i->is_agent = dos == &__ImageBase;
  utf8(i->path, sizeof i->path, &e->path, 0);
  utf8(i->name, sizeof i->name, &e->name, 1);
  i->is_ntdll = bytes_compare(i->name, "ntdll.dll") == 0;
}

static image *free_image(void) {
  for (uint32_t n = 0; n < nimages; n++)
    if (!images[n].base) return &images[n];
  return nimages < IMAGES_MOST ? &images[nimages++] : NULL;
}

static uint32_t is_known(uint64_t base) {
  for (uint32_t n = 0; n < nimages; n++)
    if (images[n].base == base) return 1;
  return 0;
}

static uint32_t is_image(const entry *e) {
  const IMAGE_DOS_HEADER *dos = (const void *)e->base;
  if (!dos || e->bytes < NATIVE_PAGE || dos->e_magic != IMAGE_DOS_SIGNATURE) return 0;
  if (dos->e_lfanew < 0 || (uint32_t)dos->e_lfanew > NATIVE_PAGE - sizeof(IMAGE_NT_HEADERS64)) return 0;
  const IMAGE_NT_HEADERS64 *h = (const void *)(e->base + dos->e_lfanew);
  return h->Signature == IMAGE_NT_SIGNATURE && h->FileHeader.Machine == IMAGE_FILE_MACHINE_AMD64;
}

void images_update(void) {
  uint64_t loader = *(const uint64_t *)(uintptr_t)(teb_word(TEB_PEB) + PEB_LOADER);
  const entry *first = (const void *)(uintptr_t)(loader + LOADER_IN_LOAD_ORDER);
  for (const entry *e = first->next; e != first; e = e->next) {
    if (!is_image(e) || is_known((uintptr_t)e->base)) continue;
    image *i = free_image();
    if (!i) return;
    memset(i, 0, sizeof *i);
    describe(i, e);
  }
}

void images_forget(uint64_t base) {
  for (uint32_t n = 0; n < nimages; n++)
    if (images[n].base == base) images[n].base = images[n].end = 0;
}

const image *image_at(uint64_t address) {
  for (uint32_t n = 0; n < nimages; n++)
    if (address >= images[n].base && address < images[n].end) return &images[n];
  return NULL;
}
