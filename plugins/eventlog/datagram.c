/* Datagrams for journald and syslog. */
#include "datagram.h"

#include <stdint.h>
#include <stdio.h>

/* Severities of syslog for levels 1 to 5; others are information. */
static unsigned severity(uint32_t level) {
  static const uint8_t of[] = {6, 2, 3, 4, 6, 7};
  return level < sizeof of ? of[level] : 6;
}

static void add_field(buf *out, const char *name, const char *value) {
  uint64_t len = strlen(value);
  buf_puts(out, name);
  if (strchr(value, '\n')) {
    buf_putc(out, '\n');
    buf_add(out, (const char *)&len, sizeof len); /* little-endian, as x64 is */
  } else {
    buf_putc(out, '=');
  }
  buf_puts(out, value);
  buf_putc(out, '\n');
}

void datagram_journal(buf *out, const live_message *m) {
  char digit[2] = {(char)('0' + severity(m->level)), 0};
  add_field(out, "PRIORITY", digit);
  add_field(out, "SYSLOG_IDENTIFIER", m->source);
  add_field(out, "MESSAGE", m->text);
}

void datagram_syslog(buf *out, const live_message *m) {
  char priority[16];
  snprintf(priority, sizeof priority, "<%u>", 8 + severity(m->level));
  buf_puts(out, priority);
  buf_puts(out, m->source);
  buf_puts(out, ": ");
  for (const char *s = m->text; *s; s++)
    buf_putc(out, *s == '\n' || *s == '\r' ? ' ' : *s);
}
