/* The form of what the plugin and its helper process say to each other. */
#include "helper.h"

#include <string.h>

#include "base/memory.h"
#include "base/wire.h"

#define MOST_MEMORY (32u << 20) /* of a parsed answer */

static const char *const request_names[] = {"verb", "class", "context", "interfaces"};

bool helper_put_request(uint8_t *memory, const helper_request *request) {
  const char *const texts[] = {request->verb, request->class, request->context, request->interfaces};
  sonde_pair pairs[COUNT(texts)];
  for (size_t i = 0; i < COUNT(texts); i++)
    pairs[i] = (sonde_pair){request_names[i], value_text(texts[i])};
  sonde_value map = value_map(pairs, COUNT(pairs));
  text bytes = {0};
  wire_put_value(&bytes, &map);
  bool fits = bytes.len <= HELPER_ANSWER_AT - HELPER_REQUEST_AT;
  helper_head head = {.magic = HELPER_MAGIC, .request_bytes = (uint32_t)bytes.len};
  memcpy(memory, &head, sizeof head);
  if (fits) memcpy(memory + HELPER_REQUEST_AT, text_chars(&bytes), bytes.len);
  text_free(&bytes);
  return fits;
}

sonde_status helper_get_request(const uint8_t *memory, size_t len, arena *a, helper_request *out, error *e) {
  helper_head head;
  if (len < HELPER_ANSWER_AT) return error_set(e, SONDE_ARG, "the memory is too small");
  memcpy(&head, memory, sizeof head);
  if (head.magic != HELPER_MAGIC) return error_set(e, SONDE_ARG, "the plugin is of another build");
  if (head.request_bytes > HELPER_ANSWER_AT - HELPER_REQUEST_AT)
    return error_set(e, SONDE_ARG, "the request is too long");
  wire_reader r = {.data = memory + HELPER_REQUEST_AT, .len = head.request_bytes};
  sonde_value map = wire_get_value(&r, a);
  const char **texts[] = {&out->verb, &out->class, &out->context, &out->interfaces};
  for (size_t i = 0; i < COUNT(texts); i++) {
    const sonde_value *v = r.failed ? NULL : value_get(&map, request_names[i]);
    if (!v || v->kind != SONDE_TEXT)
      return error_set(e, SONDE_ARG, "the request has no %s", request_names[i]);
    *texts[i] = v->u.s;
  }
  return SONDE_OK;
}

sonde_status helper_get_answer(const uint8_t *memory, size_t len, helper_answer *out, error *e) {
  helper_head head = {0};
  memset(out, 0, sizeof *out);
  arena_init(&out->memory, MOST_MEMORY);
  if (len >= sizeof head) memcpy(&head, memory, sizeof head);
  if (len < HELPER_ANSWER_AT || head.magic != HELPER_MAGIC || head.answer_bytes > len - HELPER_ANSWER_AT)
    return error_set(e, SONDE_OS, "the answer of the helper process is damaged: it has no good head");
  wire_reader r = {.data = memory + HELPER_ANSWER_AT, .len = head.answer_bytes};
  uint32_t room = 0;
  out->lost = head.lost;
  out->exception = head.exception;
  while (r.at < r.len) {
    size_t from = r.at;
    sonde_value v = wire_get_value(&r, &out->memory);
    if (r.failed || v.kind != SONDE_MAP)
      return error_set(e, SONDE_OS, "the answer of the helper process is damaged: no item at byte %zu", from);
    if (out->n == room) {
      room = room ? 2 * room : 64;
      out->items = memory_resize(out->items, room * sizeof *out->items);
    }
    out->items[out->n++] = v;
  }
  return SONDE_OK;
}

void helper_free(helper_answer *a) {
  memory_free(a->items);
  arena_free(&a->memory);
  memset(a, 0, sizeof *a);
}

const sonde_value *helper_next(const helper_answer *a, const char *name, uint32_t kind, uint32_t *at) {
  while (*at < a->n) {
    const sonde_value *v = value_get(&a->items[(*at)++], name);
    if (v && v->kind == kind) return v;
  }
  return NULL;
}

const sonde_value *helper_last(const helper_answer *a, const char *name, uint32_t kind) {
  for (uint32_t i = a->n; i > 0; i--) {
    const sonde_value *v = value_get(&a->items[i - 1], name);
    if (v && v->kind == kind) return v;
  }
  return NULL;
}

const char *helper_text(const helper_answer *a, const char *name) {
  const sonde_value *v = helper_last(a, name, SONDE_TEXT);
  return v ? v->u.s : NULL;
}

/* Exceptions are warnings and errors of the system or of a language; -1 is what programs like to exit with.
 */
static bool is_exception(uint32_t code) {
  uint32_t severity = code >> 28;
  return severity == 0x8 || severity == 0xC || severity == 0xE;
}

const char *helper_outcome(const helper_answer *a) {
  const sonde_value *hresult = helper_last(a, "hresult", SONDE_I64);
  if (!helper_last(a, "done", SONDE_BOOL)) {
    if (a->exception) return "crashed";
    if (a->end.killed) return "hung";
    return is_exception(a->end.code) ? "crashed" : "ended";
  }
  return hresult && hresult->u.i >> 31 == 0 ? "created" : "failed";
}
