/* Files by the C library; the plugin's own file by the loader. */
#include "platform.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "agent/tracer.h"

enum { MOST_BYTES = 4 << 20 };

const uint32_t platform_long_bits = 64;
const uint32_t platform_most_parameters = TRACER_MOST_ARGUMENTS;

bool platform_own_file(text *out) {
  Dl_info info;
  if (!dladdr((const void *)&platform_long_bits, &info) || !info.dli_fname) return false;
  char *path = realpath(info.dli_fname, NULL);
  if (path) text_puts(out, path);
  free(path);
  return path != NULL;
}

platform_kind platform_probe(const char *path) {
  struct stat st;
  if (stat(path, &st)) return PLATFORM_MISSING;
  return S_ISDIR(st.st_mode) ? PLATFORM_FOLDER : PLATFORM_FILE;
}

static sonde_status failed(const char *what, const char *path, error *e) {
  int number = errno;
  error_set(e, number == ENOENT ? SONDE_MISSING : SONDE_OS, "cannot %s %s: %s", what, path, strerror(number));
  if (e) e->os_code = (uint32_t)number;
  return e ? e->status : SONDE_OS;
}

sonde_status platform_list(const char *folder, text *names, error *e) {
  DIR *d = opendir(folder);
  if (!d) return failed("list", folder, e);
  for (const struct dirent *entry; (entry = readdir(d)) != NULL;) {
    size_t len = strlen(entry->d_name);
    if (len > 4 && strcmp(entry->d_name + len - 4, ".sig") == 0) text_add(names, entry->d_name, len + 1);
  }
  closedir(d);
  return SONDE_OK;
}

sonde_status platform_read(const char *path, text *out, error *e) {
  if (platform_probe(path) != PLATFORM_FILE) return error_set(e, SONDE_MISSING, "there is no file %s", path);
  FILE *f = fopen(path, "rbe");
  if (!f) return failed("read", path, e);
  char piece[16384];
  size_t n;
  while ((n = fread(piece, 1, sizeof piece, f)) > 0 && out->len <= MOST_BYTES)
    text_add(out, piece, n);
  bool bad = ferror(f) != 0;
  if (bad) failed("read", path, e);
  fclose(f);
  if (bad) return SONDE_OS;
  return out->len > MOST_BYTES ? error_set(e, SONDE_ARG, "%s has more than 4 MiB", path) : SONDE_OK;
}

int64_t platform_wall_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
