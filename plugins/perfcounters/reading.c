/* A reading: values, and for each that is missing the reason. */
#include "perfcounters.h"

#include <string.h>

typedef struct word {
  const char *name;
  uint64_t bit;
} word;

#define PROCESS_WORD(name, kind, unit, flags, doc) {#name, M_BIT(P_##name)},
#define SYSTEM_WORD(name, kind, unit, flags, doc) {#name, M_BIT(S_##name)},

static const word words[] = {PROCESS_MEASURES(PROCESS_WORD) SYSTEM_MEASURES(SYSTEM_WORD){"name", T_NAME},
    {"command", T_COMMAND}, {"user", T_USER}, {"state", T_STATE}};

void reading_clear(reading *r) {
  memset(r, 0, sizeof *r);
  memset(r->why, SONDE_WHY_NOT_ASKED, sizeof r->why);
  for (int t = 0; t < TEXT_COUNT; t++)
    r->text[t].why = SONDE_WHY_NOT_ASKED;
}

void reading_set_text(reading *r, int t, const char *s, size_t len) {
  r->text[t] = (reading_text){s, (uint32_t)len, SONDE_WHY_KNOWN};
}

void reading_lack(reading *r, uint64_t measures, uint32_t why) {
  for (int m = 0; m < M_COUNT; m++)
    if ((measures & M_BIT(m)) && r->why[m] == SONDE_WHY_NOT_ASKED) r->why[m] = (uint8_t)why;
  for (int t = 0; t < TEXT_COUNT; t++)
    if ((measures & (T_NAME << t)) && r->text[t].why == SONDE_WHY_NOT_ASKED) r->text[t].why = why;
}

uint64_t measure_named(const char *name, size_t len) {
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strlen(words[i].name) == len && memcmp(words[i].name, name, len) == 0) return words[i].bit;
  return 0;
}
