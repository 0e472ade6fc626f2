/* Handles: each that is minted is given out, released once with its type and cookie, and stale afterwards. */
#include <string.h>

#include "check/internal.h"

static const char *handle_type(const sonde_field *f) {
  return f->kind == SONDE_HANDLE ? f->unit + strlen("handle:") : NULL;
}

/* One handle of an answer. */
static void judge_handle(trial *t, const row *r, const sonde_field *f, uint64_t number) {
  error e = {0};
  uint64_t before = t->probe->released;
  host_release(t->host, number);
  if (!t->check->table.release)
    check_fail(t->check,
        "%s gives a handle, but the table has no release(); without it the plugin never learns of its end",
        r->name);
  else if (t->probe->released != before + 1 || t->probe->released_cookie != t->probe->minted_cookie ||
           strcmp(t->probe->released_type, handle_type(f)) != 0)
    check_fail(
        t->check, "%s: its handle was not released with the type and cookie it was minted with", r->name);
  else if (host_check_handle(t->host, number, handle_type(f), &e) == SONDE_OK)
    check_fail(t->check, "%s: a handle that ended is still accepted", r->name);
}

static void judge_function(trial *t, const row *r) {
  sonde_value args[64], results[64];
  if (!guess_arguments(t, r, GUESS_USUAL, NULL, args)) {
    check_untried(t->check, r->name);
    return;
  }
  uint64_t before = t->probe->minted, given = 0;
  if (trial_call(t, r, args, &t->check->memory, results, NULL)) return;
  for (uint32_t i = 0; i < r->nfields; i++)
    given += r->fields[i].kind == SONDE_HANDLE && results[i].kind == SONDE_HANDLE;
  if (t->probe->minted - before > given && !given)
    check_fail(t->check, "%s minted %llu handles and gave none of them out", r->name,
        (unsigned long long)(t->probe->minted - before));
  for (uint32_t i = 0; i < r->nfields && given == 1; i++)
    if (r->fields[i].kind == SONDE_HANDLE && results[i].kind == SONDE_HANDLE)
      judge_handle(t, r, &r->fields[i], results[i].u.u);
}

static bool gives_handle(const row *r) {
  for (uint32_t i = 0; i < r->nfields; i++)
    if (r->fields[i].kind == SONDE_HANDLE) return true;
  return false;
}

void handles_release(check *c) {
  trial t;
  row r;
  if (!trial_begin(c, &t)) return;
  for (size_t i = 0; check_is_open(c) && trial_next_row(&t, ROW_FUNCTION, &i, &r);)
    if (gives_handle(&r)) judge_function(&t, &r);
  host_free(t.host);
  t.host = NULL;
  if (check_is_open(c) && t.probe->minted != t.probe->released)
    check_fail(c, "%llu handles were minted and %llu released", (unsigned long long)t.probe->minted,
        (unsigned long long)t.probe->released);
  trial_close(&t);
}
