/* The functions that take, save, load and compare snapshots. */
#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

static snapshot *take(sonde_self *self, sonde_call *call, uint32_t pid, error *e) {
  running now = {self->host, call};
  stopper stop = stopper_of(&now);
  usage u;
  if (platform_usage(pid, &u, e)) return NULL;
  snapshot *s = NEW(snapshot);
  s->pid = pid;
  s->time_ns = platform_wall_ns();
  memcpy(s->name, u.name, sizeof s->name);
  sonde_status status = platform_regions(pid, &stop, &s->regions, e);
  if (!status && u.commit.why != SONDE_WHY_NOT_ASKED) s->regions.commit = u.commit;
  if (!status && !regions_in_order(&s->regions, 0))
    status = error_set(e, SONDE_STATE, "the memory of process %u changed while it was read; try again", pid);
  if (!status) return s;
  snapshot_free(s);
  return NULL;
}

static sonde_status hand_out(sonde_self *self, sonde_call *call, snapshot *s, sonde_value *out) {
  uint64_t number = self->host->handle(call, SNAPSHOT_HANDLE, (uint64_t)(uintptr_t)s);
  *out = sonde_handle(number);
  if (number) return SONDE_OK;
  snapshot_free(s);
  return self->host->fail(call, SONDE_MEMORY, 0, "too many snapshots are kept; let some of them go");
}

sonde_status SONDE_CALL snapshot_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  snapshot *s = take(self, call, (uint32_t)args[0].u.u, &e);
  return s ? hand_out(self, call, s, results) : plugin_fail(self->host, call, &e);
}

static sonde_status file_fail(sonde_self *self, sonde_call *call, const char *what, const char *path) {
  int code = errno;
  sonde_status status = code == ENOENT ? SONDE_MISSING : code == EACCES ? SONDE_DENIED : SONDE_OS;
  return sonde_failf(
      self->host, call, status, (uint32_t)code, "%s cannot be %s: %s", path, what, strerror(code));
}

static sonde_status write_file(sonde_self *self, sonde_call *call, const char *path, const text *bytes) {
  FILE *file = platform_file(path, true);
  if (!file) return file_fail(self, call, "written", path);
  bool ok = fwrite(text_chars(bytes), 1, bytes->len, file) == bytes->len;
  ok = fclose(file) == 0 && ok;
  return ok ? SONDE_OK : file_fail(self, call, "written", path);
}

sonde_status SONDE_CALL record_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  error e = {0};
  const char *path = sonde_get_text(self->host, call, &args[1]);
  if (!path) return self->host->fail(call, SONDE_ARG, 0, "the path holds a zero byte");
  snapshot *s = take(self, call, (uint32_t)args[0].u.u, &e);
  if (!s) return plugin_fail(self->host, call, &e);
  text out = {0};
  snapshot_print(s, &out);
  sums all;
  regions_sum(&s->regions, KIND_COUNT, &all);
  results[0] = sonde_i64((int64_t)all.regions);
  results[1] = answer_amount(amount_of(all.bytes));
  results[2] = answer_amount(all.figure[F_resident]);
  snapshot_free(s);
  sonde_status status = out.cut
                            ? self->host->fail(call, SONDE_MEMORY, 0, "the snapshot is larger than 64 MiB")
                            : write_file(self, call, path, &out);
  text_free(&out);
  return status;
}

static sonde_status read_file(
    sonde_self *self, sonde_call *call, const char *path, char **bytes, size_t *len) {
  FILE *file = platform_file(path, false);
  if (!file) return file_fail(self, call, "read", path);
  size_t capacity = 1u << 16;
  *bytes = memory_new(capacity);
  *len = 0;
  for (size_t got; (got = fread(*bytes + *len, 1, capacity - *len, file)) > 0;) {
    *len += got;
    if (*len == capacity && capacity <= SNAPSHOT_MOST_BYTES) *bytes = memory_resize(*bytes, capacity *= 2);
  }
  bool failed = ferror(file), large = *len > SNAPSHOT_MOST_BYTES;
  sonde_status status = SONDE_OK;
  if (failed) status = file_fail(self, call, "read", path);
  if (large)
    status = sonde_failf(self->host, call, SONDE_ARG, 0, "%s is no snapshot: it has more than 64 MiB", path);
  fclose(file);
  return status;
}

static sonde_status load(sonde_self *self, sonde_call *call, const sonde_value *arg, snapshot **out) {
  const char *path = sonde_get_text(self->host, call, arg);
  char *bytes = NULL;
  size_t len = 0;
  error e = {0};
  if (!path) return self->host->fail(call, SONDE_ARG, 0, "the path holds a zero byte");
  sonde_status status = read_file(self, call, path, &bytes, &len);
  if (!status) {
    *out = snapshot_parse(bytes, len, &e);
    error_prefix(&e, path);
    if (!*out) status = plugin_fail(self->host, call, &e);
  }
  memory_free(bytes);
  return status;
}

sonde_status SONDE_CALL load_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  snapshot *s = NULL;
  sonde_status status = load(self, call, &args[0], &s);
  return s ? hand_out(self, call, s, results) : status;
}

sonde_status SONDE_CALL compare_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  const snapshot *before = (const snapshot *)(uintptr_t)args[0].u.u;
  const snapshot *after = (const snapshot *)(uintptr_t)args[1].u.u;
  return answer_comparison(self, call, before, after, args[2].u.i, results);
}

sonde_status SONDE_CALL compare_files_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  snapshot *before = NULL, *after = NULL;
  sonde_status status = load(self, call, &args[0], &before);
  if (!status) status = load(self, call, &args[1], &after);
  if (!status) status = answer_comparison(self, call, before, after, args[2].u.i, results);
  snapshot_free(before);
  snapshot_free(after);
  return status;
}
