/* Words of severities and outcomes, and the identity of a finding. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "judge/finding.h"

static const char *const severity_words[] = {"", "info", "warning", "error", "critical"};
static const char *const outcome_words[] = {"", "clean", "findings", "unknown", "not run", "failed"};

const char *severity_word(severity s) {
  return (size_t)s < COUNT(severity_words) ? severity_words[s] : "";
}

bool severity_parse(const char *word, severity *out) {
  for (size_t i = 1; i < COUNT(severity_words); i++) {
    if (strcmp(word, severity_words[i]) == 0) {
      *out = (severity)i;
      return true;
    }
  }
  return false;
}

const char *outcome_word(outcome o) {
  return (size_t)o < COUNT(outcome_words) ? outcome_words[o] : "";
}

/* FNV-1a with a final mix, so that ids of near subjects differ in all digits. Stable: ids are compared
 * between runs. */
static uint64_t hash_bytes(uint64_t h, const void *data, size_t len) {
  const unsigned char *p = data;
  for (size_t i = 0; i < len; i++) {
    h = (h ^ p[i]) * 1099511628211u;
  }
  return h;
}

static uint64_t hash_word(uint64_t h, uint64_t word) {
  for (int shift = 0; shift < 64; shift += 8)
    h = (h ^ ((word >> shift) & 0xff)) * 1099511628211u;
  return h;
}

static uint64_t hash_mix(uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53u;
  return h ^ (h >> 33);
}

void finding_identify(finding *f) {
  uint64_t h = 14695981039346656037u;
  const char *kind = f->kind ? f->kind : "", *subject = f->subject ? f->subject : "";
  h = hash_bytes(h, kind, strlen(kind) + 1); /* with the zero byte: "a" "bc" is not "ab" "c" */
  h = hash_bytes(h, subject, strlen(subject) + 1);
  h = hash_word(hash_word(h, f->pid), f->start_id);
  snprintf(f->id, sizeof f->id, "f-%016llx", (unsigned long long)hash_mix(h));
}
