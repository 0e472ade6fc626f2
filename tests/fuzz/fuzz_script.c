/* Any bytes as a script: loading and checking must end soon, within its memory, with a script or a message
 * that has a place. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void drop_line(void *self, int level, const char *source, const char *line) {
  (void)self, (void)level, (void)source, (void)line;
}

static void call_functions(script *s) {
  static const char *const functions[] = {"run", "check", "other", "plan", "verify"};
  sonde_value args[1] = {value_map(NULL, 0)}, result;
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    arena a = {0};
    trouble t;
    if (script_has(s, functions[i])) script_call(s, functions[i], true, args, 1, &a, &result, &t);
    arena_free(&a);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const script_limits limits = {.memory_bytes = 1u << 20, .soft_time_ns = 20 * INT64_C(1000000)};
  trouble t;
  log_set_sink(drop_line, NULL);
  script *s = script_load_text(NULL, "fuzz.lua", (const char *)data, size, &limits, &t);
  if (!s && (t.kind == TROUBLE_NONE || strncmp(t.text, "fuzz.lua:", 9) != 0)) abort();
  if (s && (!script_id(s) || !script_title(s))) abort();
  if (s) call_functions(s);
  script_free(s);
  return 0;
}
