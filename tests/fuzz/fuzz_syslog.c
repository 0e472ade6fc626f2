/* Lines of syslog: every text lies inside the line, numbers are in their range. */
#include <stdlib.h>
#include <string.h>

#include "syslog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *line = malloc(size ? size : 1);
  plain_event e;
  memcpy(line, data, size);
  syslog_parse(line, size, INT64_C(1706702400000000000), 3600, &e);
  for (int t = 0; t < T_COUNT; t++)
    if (e.text[t].s && (e.text[t].s < line || e.text[t].s + e.text[t].len > line + size)) abort();
  if (e.has >> N_level & 1 && (e.number[N_level] < 1 || e.number[N_level] > 5)) abort();
  if (!e.text[T_text].s) abort();
  free(line);
  return 0;
}
