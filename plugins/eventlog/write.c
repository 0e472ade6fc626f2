/* The function `write`: one event into the machine's log. */
#include "base/memory.h"
#include "live.h"
#include "plugin.h"

sonde_status SONDE_CALL write_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  const sonde_value *text = &args[WRITE_TEXT], *name = &args[WRITE_SOURCE];
  if (memchr(text->u.s, 0, text->len) || memchr(name->u.s, 0, name->len) ||
      memchr(name->u.s, '\n', name->len))
    return self->host->fail(
        call, SONDE_ARG, 0, "text and source must not hold a zero byte, source no line end");
  char *own_text = memory_text(text->u.s, text->len), *own_name = memory_text(name->u.s, name->len);
  int64_t level = ask_level(&args[WRITE_LEVEL]);
  live_message m = {own_text, own_name, level < 0 ? 4 : (uint32_t)level, (uint32_t)args[WRITE_EVENT].u.u};
  const char *to = "";
  sonde_status s = live_write(&m, &to, &e);
  memory_free(own_text);
  memory_free(own_name);
  if (s) return plugin_fail(self->host, call, &e);
  results[0] = (sonde_value){.kind = SONDE_TEXT, .len = (uint32_t)strlen(to), .u.s = to};
  return SONDE_OK;
}
