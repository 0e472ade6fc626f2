/* Errors as values: one sentence, made safe to print on one line. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Whether s is the beginning of a character that was cut off. */
static bool is_cut_char(const char *s, size_t len) {
  if (len > 3 || (unsigned char)s[0] < 0xC2 || (unsigned char)s[0] > 0xF4) return false;
  for (size_t i = 1; i < len; i++) {
    if (((unsigned char)s[i] & 0xC0) != 0x80) return false;
  }
  return true;
}

/* vsnprintf cuts anywhere and arguments come from outside: what is stored is valid UTF-8 on one line. */
static void store(error *e, char *line) {
  size_t len = strlen(line);
  size_t good = utf8_valid_prefix(line, len);
  while (good < len && !is_cut_char(line + good, len - good)) {
    line[good] = '?';
    good += utf8_valid_prefix(line + good, len - good);
  }
  for (size_t i = 0; i < good; i++) {
    if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = ' ';
  }
  memcpy(e->text, line, good);
  e->text[good] = 0;
}

sonde_status error_set(error *e, sonde_status status, const char *format, ...) {
  if (!e) return status;
  char line[sizeof e->text];
  va_list list;
  va_start(list, format);
  vsnprintf(line, sizeof line, format, list);
  va_end(list);
  e->status = status;
  store(e, line);
  return status;
}

void error_prefix(error *e, const char *where) {
  if (e) error_set(e, e->status, "%s: %s", where, e->text);
}

const char *status_word(sonde_status status) {
  static const char *const words[SONDE_STATUS_COUNT] = {
      "ok", "argument", "state", "denied", "missing", "unsupported", "os", "memory", "timeout", "cancelled"};
  return status >= 0 && status < SONDE_STATUS_COUNT ? words[status] : "error";
}

const char *why_word(uint32_t why) {
  static const char *const words[] = {
      "known", "unknown", "unsupported", "denied", "implausible", "gone", "not_asked", "overflow"};
  return why < sizeof words / sizeof words[0] ? words[why] : "unknown";
}
