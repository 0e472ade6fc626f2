/* Reads the tables of functions and objects, and says what their numbers mean. */
#include "block.h"

#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { MOST_TEXT = 4096 };

/* Each word once: the other side may change it at any moment. */
static void copy_words(void *out, const void *from, size_t bytes) {
  const volatile uint64_t *in = from;
  for (size_t i = 0; i < bytes / 8; i++) {
    uint64_t word = in[i];
    memcpy((uint8_t *)out + 8 * i, &word, 8);
  }
}

static bool is_inside(agent_area a, uint64_t len) {
  return a.offset % 8 == 0 && a.offset <= len && a.bytes <= len - a.offset;
}

bool block_open(block *b, const void *bytes, uint64_t len) {
  *b = (block){bytes, len, {0}, {0}, {0}};
  if (!bytes || len < sizeof(agent_head)) return false;
  const volatile agent_head *head = bytes;
  if (head->magic != AGENT_MAGIC || head->version != AGENT_VERSION) return false;
  copy_words(&b->functions, (const uint8_t *)bytes + offsetof(agent_head, functions), sizeof b->functions);
  copy_words(&b->objects, (const uint8_t *)bytes + offsetof(agent_head, objects), sizeof b->objects);
  copy_words(&b->texts, (const uint8_t *)bytes + offsetof(agent_head, texts), sizeof b->texts);
  return is_inside(b->functions, len) && is_inside(b->objects, len) && is_inside(b->texts, len);
}

static uint32_t count(uint32_t published, uint64_t bytes, size_t each) {
  uint64_t room = bytes / each;
  return published < room ? published : (uint32_t)room;
}

uint32_t block_count_functions(const block *b) {
  const agent_head *head = (const void *)b->bytes;
  uint32_t n = atomic_load_explicit(&head->nfunctions, memory_order_acquire);
  return count(n, b->functions.bytes, sizeof(agent_function));
}

uint32_t block_count_objects(const block *b) {
  const agent_head *head = (const void *)b->bytes;
  uint32_t n = atomic_load_explicit(&head->nobjects, memory_order_acquire);
  return count(n, b->objects.bytes, sizeof(agent_object));
}

agent_function block_function(const block *b, uint32_t i) {
  agent_function f;
  copy_words(&f, b->bytes + b->functions.offset + (uint64_t)i * sizeof f, sizeof f);
  return f;
}

agent_object block_object(const block *b, uint32_t i) {
  agent_object o;
  copy_words(&o, b->bytes + b->objects.offset + (uint64_t)i * sizeof o, sizeof o);
  return o;
}

void block_add_text(const block *b, uint32_t offset, text *out) {
  char copy[MOST_TEXT];
  uint32_t n = 0;
  const volatile uint8_t *from = b->bytes + b->texts.offset;
  while (n < sizeof copy && (uint64_t)offset + n < b->texts.bytes &&
         (copy[n] = (char)from[(uint64_t)offset + n]) != 0)
    n++;
  for (uint32_t at = 0; at < n;) { /* names of files may be in any encoding */
    size_t good = utf8_valid_prefix(copy + at, n - at);
    text_add(out, copy + at, good);
    at += (uint32_t)good;
    if (at < n) text_putc(out, '?');
    if (at < n) at++;
  }
}

const char *block_form(uint32_t form) {
  return form == AGENT_FORM_FRAMED ? "call" : form == AGENT_FORM_ENTRY ? "entry" : "none";
}

const char *block_why(uint32_t why) {
  static const char *const sentences[] = {[AGENT_WHY_ASKED] = "it was left out by `exclude`",
      [AGENT_WHY_UNSAFE] = "it serves compiled code or the loader itself, and may not be wrapped",
      [AGENT_WHY_FULL] = "there is no room for more functions: choose by `name` or `library`",
      [AGENT_WHY_SHORT] = "its first instructions cannot be moved",
      [AGENT_WHY_UNRESOLVED] = "its address could not be found",
      [AGENT_WHY_NEAR] = "no memory is free within reach of a jump from it"};
  return why < COUNT(sentences) && sentences[why] ? sentences[why] : "it is not watched";
}

void block_unseen(uint32_t unseen, text *out) {
  static const struct {
    uint32_t bit;
    const char *sentence;
  } reasons[] = {
      {AGENT_UNSEEN_LOADER, "it is the dynamic linker, which calls before anything can be watched"},
      {AGENT_UNSEEN_WITHIN, "calls among its own functions are bound inside it"},
      {AGENT_UNSEEN_STATIC, "nothing is called through a table: it is linked statically"},
      {AGENT_UNSEEN_LOOKUP, "it looks functions up by name and calls them by pointer"},
      {AGENT_UNSEEN_ASKED, "`from` names other callers"}};
  for (size_t i = 0; i < COUNT(reasons); i++)
    if (unseen & reasons[i].bit) text_printf(out, "%s%s", out->len ? "; " : "", reasons[i].sentence);
}
