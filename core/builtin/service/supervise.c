/* Supervised processes: each has a small file with its pid and start time, and a log of what it writes. */
#include "builtin/service/supervise.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "os/clock.h"
#include "os/command_line.h"
#include "os/file.h"
#include "os/process.h"
#include "os/spawn.h"
#include "os/system.h"

#define MOST_STATE_BYTES 4096
#define LAST_WORDS 2048 /* bytes of the log's end in which the last line is looked for */
#define LOOK_AGAIN_NS 10000000
#define HARD_END_NS INT64_C(5000000000)

const char *service_state_word(service_state s) {
  static const char *const words[] = {"", "stopped", "starting", "running", "stopping", "ended", "paused"};
  return words[s];
}

static const char *command_of(const service_context *c, const char *name) {
  char section[64];
  if (!c->config || strlen(name) > 40) return NULL;
  snprintf(section, sizeof section, "service.%s", name);
  return config_get(c->config, section, "command");
}

bool supervise_knows(const service_context *c, const char *name) {
  return command_of(c, name) != NULL;
}

static const char *file_of(const service_context *c, const char *name, const char *suffix, arena *a) {
  return arena_format(a, "%s/service-%s.%s", c->state_folder, name, suffix);
}

static uint64_t number_of(const sonde_value *map, const char *key) {
  const sonde_value *v = value_get(map, key);
  return v && (v->kind == SONDE_U64 || (v->kind == SONDE_I64 && v->u.i >= 0)) ? v->u.u : 0;
}

/* Who was started; pid 0: nobody. A file of an earlier boot says nothing about the processes of today. */
static sonde_status read_state(const service_context *c, const char *name, service_facts *out, error *e) {
  arena a = {0};
  size_t len;
  sonde_value v;
  *out = (service_facts){.state = STATE_STOPPED};
  const char *path = c->state_folder ? file_of(c, name, "json", &a) : NULL;
  sonde_status status = SONDE_OK;
  if (path && file_probe(path) == FILE_REGULAR) {
    char *bytes = file_read(path, MOST_STATE_BYTES, &len, e);
    status = bytes ? json_read(&a, bytes, len, &v, e) : e->status;
    memory_free(bytes);
    const sonde_value *boot = status ? NULL : value_get(&v, "boot");
    if (status) {
      error_prefix(e, path);
    } else {
      out->state = STATE_ENDED;
      out->pid = (uint32_t)number_of(&v, "pid");
      bool same = boot && boot->kind == SONDE_TEXT && strcmp(boot->u.s, system_boot_id(&a)) == 0;
      out->started = same ? number_of(&v, "started") : 0;
    }
  }
  arena_free(&a);
  return status;
}

static sonde_status write_state(
    const service_context *c, const char *name, const service_facts *f, error *e) {
  arena a = {0};
  text out = {0};
  const sonde_pair pairs[] = {{"pid", value_u64(f->pid)}, {"started", value_u64(f->started)},
      {"boot", value_text(system_boot_id(&a))}};
  sonde_value v = value_map(pairs, COUNT(pairs));
  json_write(&out, &v, NULL, -1);
  sonde_status status = file_write(file_of(c, name, "json", &a), text_chars(&out), out.len, e);
  text_free(&out);
  arena_free(&a);
  return status;
}

/* The process of this identity; NULL: there is none any more. */
static process *find(uint32_t pid, uint64_t started) {
  process *p = pid && started ? process_attach(pid, NULL) : NULL;
  if (p && process_start_id(p) == started && process_alive(p)) return p;
  if (p) process_free(p);
  return NULL;
}

sonde_status supervise_look(const service_context *c, const char *name, service_facts *out, error *e) {
  sonde_status status = read_state(c, name, out, e);
  process *p = status ? NULL : find(out->pid, out->started);
  if (!p) return status;
  out->state = STATE_RUNNING;
  process_free(p);
  return SONDE_OK;
}

static bool is_blank(char c) {
  return c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == 0;
}

static void make_utf8(char *s, size_t len) {
  for (size_t i = 0; (i += utf8_valid_prefix(s + i, len - i)) < len;)
    s[i++] = '?';
}

sonde_status supervise_said(
    const service_context *c, const char *name, arena *a, const char **out, error *e) {
  char end[LAST_WORDS];
  size_t len = 0, begin;
  const char *path = c->state_folder ? file_of(c, name, "log", a) : NULL;
  *out = "";
  if (!path || file_probe(path) == FILE_MISSING) return SONDE_OK;
  sonde_status status = file_read_tail(path, end, sizeof end, &len, e);
  if (status) return status;
  while (len && is_blank(end[len - 1]))
    len--;
  for (begin = len; begin && end[begin - 1] != '\n';)
    begin--;
  make_utf8(end + begin, len - begin);
  *out = arena_text(a, end + begin, len - begin);
  return SONDE_OK;
}

static sonde_status start(const service_context *c, const char *name, service_facts *f, error *e) {
  int n;
  arena a = {0};
  char **argv = command_line_split(command_of(c, name), &n);
  sonde_status status =
      n > 0 ? spawn_detached((const char *const *)argv, file_of(c, name, "log", &a), &f->pid, &f->started, e)
            : error_set(e, SONDE_ARG, "[service.%s] of sonde.ini: command is empty", name);
  memory_free(argv);
  arena_free(&a);
  return status;
}

sonde_status supervise_start(const service_context *c, const char *name, error *e) {
  service_facts f;
  if (!c->state_folder)
    return error_set(
        e, SONDE_STATE, "no folder for the state of services: set state in [sonde] of sonde.ini");
  sonde_status status = supervise_look(c, name, &f, e);
  if (!status) status = file_make_folder(c->state_folder, e);
  if (status) return status;
  if (f.state == STATE_RUNNING)
    return error_set(e, SONDE_STATE, "the service '%s' runs already, as process %u", name, f.pid);
  status = start(c, name, &f, e);
  return status ? status : write_state(c, name, &f, e);
}

/* True: it has ended. */
static bool await_end(process *p, int64_t limit_ns, const service_patience *patience) {
  int64_t until = clock_mono_ns() + limit_ns;
  while (process_alive(p)) {
    if (clock_mono_ns() > until || (patience->cancelled && patience->cancelled(patience->call))) return false;
    clock_sleep_ns(LOOK_AGAIN_NS);
  }
  return true;
}

static sonde_status end(process *p, int64_t grace_ns, const service_patience *patience, error *e) {
  if (process_end_now(p, false, e) && process_alive(p)) return e->status;
  if (await_end(p, grace_ns, patience)) return SONDE_OK;
  if (process_end_now(p, true, e) && process_alive(p)) return e->status;
  if (await_end(p, HARD_END_NS, patience)) return SONDE_OK;
  return error_set(e, SONDE_TIMEOUT, "process %u does not end", process_pid(p));
}

/* What nobody may end through Sonde. */
static sonde_status guard(uint32_t pid, error *e) {
  const char *what = pid == 0 || pid == 1 || pid == 4 ? "it belongs to the system"
                     : pid == process_self()          ? "it is Sonde itself"
                     : pid == spawn_parent()          ? "it started Sonde"
                                                      : NULL;
  return what ? error_set(e, SONDE_DENIED, "process %u is not ended: %s", pid, what) : SONDE_OK;
}

sonde_status supervise_terminate(
    uint32_t pid, uint64_t started, int64_t grace_ns, const service_patience *patience, error *e) {
  error own = {0};
  sonde_status status = guard(pid, &own);
  process *p = status ? NULL : find(pid, started);
  if (!status)
    status = p ? end(p, grace_ns, patience, &own)
               : error_set(&own, SONDE_MISSING,
                     "process %u with this start time runs no more; nothing was ended", pid);
  if (p) process_free(p);
  if (status && e) *e = own;
  return status;
}

sonde_status supervise_stop(const service_context *c, const char *name, int64_t grace_ns,
    const service_patience *patience, error *e) {
  service_facts f;
  arena a = {0};
  sonde_status status = supervise_look(c, name, &f, e);
  if (!status && f.state == STATE_RUNNING) {
    status = supervise_terminate(f.pid, f.started, grace_ns, patience, e);
    if (status == SONDE_MISSING) status = SONDE_OK; /* it ended meanwhile */
  }
  if (!status && f.state != STATE_STOPPED) status = file_remove(file_of(c, name, "json", &a), e);
  arena_free(&a);
  return status;
}
