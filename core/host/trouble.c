/* What went wrong with plugins: kept in order, the same thing once, each also a line of the log. */
#include <string.h>

#include "base/log.h"
#include "host/internal.h"

#define TROUBLES_MOST 1000

static bool known(const host *h, const char *kind, const char *subject, const char *sentence) {
  for (size_t i = 0; i < h->ntroubles; i++) {
    const host_trouble *t = &h->troubles[i];
    if (!strcmp(t->kind, kind) && !strcmp(t->subject, subject) && !strcmp(t->text, sentence)) return true;
  }
  return false;
}

void trouble_add(host *h, const char *kind, const char *subject, const char *format, ...) {
  text sentence;
  text_init(&sentence, 4000);
  va_list list;
  va_start(list, format);
  text_vprintf(&sentence, format, list);
  va_end(list);
  if (h->ntroubles < TROUBLES_MOST && !known(h, kind, subject, text_chars(&sentence))) {
    h->troubles = memory_resize(h->troubles, (h->ntroubles + 1) * sizeof *h->troubles);
    host_trouble *t = &h->troubles[h->ntroubles++];
    t->kind = kind;
    t->subject = memory_text(subject, strlen(subject));
    t->text = memory_text(text_chars(&sentence), sentence.len);
    bool named = strncmp(t->text, subject, strlen(subject)) == 0;
    /* Of a refusal whoever asked for the plugin is told. */
    bool told = strcmp(kind, TROUBLE_UNTRUSTED) == 0 || strcmp(kind, TROUBLE_REFUSED) == 0;
    log_write(told ? SONDE_LOG_INFO : SONDE_LOG_WARNING, named ? "host" : subject, "%s", t->text);
  }
  text_free(&sentence);
}

size_t host_trouble_count(const host *h) {
  return h->ntroubles;
}

const host_trouble *host_trouble_at(const host *h, size_t i) {
  return i < h->ntroubles ? &h->troubles[i] : NULL;
}

sonde_status plugin_refuse(plugin *p, error *e) {
  error none = {0};
  if (!e) e = &none;
  if (!e->status) error_set(e, SONDE_STATE, "%s: refused", p->name);
  if (!p->refusal) p->refusal = memory_text(e->text, strlen(e->text));
  if (p->state != PLUGIN_REFUSED) life_step(p, PLUGIN_REFUSED, NULL);
  trouble_add(p->host, TROUBLE_REFUSED, p->file ? p->file : p->name, "%s", e->text);
  return e->status;
}
