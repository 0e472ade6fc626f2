/* Folders and the names of places. */
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/internal.h"

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **file_list(arena *a, const char *folder, error *e) {
  DIR *dir = opendir(folder);
  if (!dir) {
    os_fail(e, (uint32_t)errno, "cannot list the folder '%s'", folder);
    return NULL;
  }
  size_t n = 0, room = 16;
  const char **names = memory_new(room * sizeof *names);
  for (struct dirent *d; (d = readdir(dir)) != NULL;) {
    if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..")) continue;
    if (n == room) names = memory_resize(names, (room *= 2) * sizeof *names);
    names[n++] = arena_text(a, d->d_name, strlen(d->d_name));
  }
  closedir(dir);
  if (n) qsort(names, n, sizeof *names, compare_names);
  const char **list = arena_alloc(a, (n + 1) * sizeof *list);
  if (list && n) memcpy(list, names, n * sizeof *list);
  memory_free(names);
  return list;
}

static const char *keep(arena *a, char *from_system) {
  const char *text = from_system ? arena_text(a, from_system, strlen(from_system)) : NULL;
  free(from_system);
  return text;
}

const char *file_absolute(arena *a, const char *path) {
  return keep(a, realpath(path, NULL));
}

bool file_is_absolute(const char *path) {
  return path[0] == '/';
}

const char *file_program(arena *a) {
  return file_absolute(a, "/proc/self/exe");
}

const char *file_working_folder(arena *a) {
  return keep(a, getcwd(NULL, 0));
}

const char *file_temporary_folder(arena *a) {
  const char *folder = getenv("TMPDIR");
  if (!folder || !*folder) folder = "/tmp";
  return arena_text(a, folder, strlen(folder));
}

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

sonde_status file_make_folder(const char *path, error *e) {
  char *part = memory_text(path, strlen(path));
  bool made = true;
  int code = 0;
  for (char *slash = part; made && slash;) {
    slash = strchr(slash + 1, '/');
    if (slash) *slash = 0;
    made = is_folder(part) || mkdir(part, 0777) == 0 || is_folder(part);
    code = errno;
    if (slash) *slash = '/';
  }
  memory_free(part);
  return made ? SONDE_OK : os_fail(e, (uint32_t)code, "cannot make the folder '%s'", path);
}
