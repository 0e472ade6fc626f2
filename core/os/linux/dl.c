/* Shared libraries through dlopen. */
#include "os/dl.h"

#include <dlfcn.h>
#include <string.h>

#include "os/file.h"

const char dl_suffix[] = ".so";

const bool dl_for_windows = false;

void *dl_open(const char *absolute_path, error *e) {
  if (!file_is_absolute(absolute_path)) {
    error_set(e, SONDE_ARG, "cannot load '%s': the path must be absolute", absolute_path);
    return NULL;
  }
  void *library = dlopen(absolute_path, RTLD_NOW | RTLD_LOCAL);
  if (library) return library;
  const char *why = dlerror();
  size_t n = strlen(absolute_path);
  if (why && !strncmp(why, absolute_path, n) && !strncmp(why + n, ": ", 2)) why += n + 2;
  error_set(e, SONDE_OS, "cannot load '%s': %s", absolute_path, why ? why : "no reason given");
  return NULL;
}

void *dl_symbol(void *library, const char *name) {
  return dlsym(library, name);
}
