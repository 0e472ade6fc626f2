/* Finds the program of a command, as execvp would, but before anything is forked. */
#include "os/linux/process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

typedef enum candidate { ABSENT, NOT_EXECUTABLE, RUNNABLE } candidate;

static candidate examine(const char *path) {
  struct stat st;
  if (stat(path, &st)) return ABSENT;
  bool runs = S_ISREG(st.st_mode) && faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
  return runs ? RUNNABLE : NOT_EXECUTABLE;
}

static sonde_status not_executable(const char *path, error *e) {
  struct stat st;
  if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
    return error_set(e, SONDE_DENIED, "not executable: '%s' is a folder", path);
  return error_set(e, SONDE_DENIED, "not executable: '%s'; allow it: chmod +x '%s'", path, path);
}

/* The next folder of PATH joined with the name; an empty folder is the working folder. */
static char *next_candidate(const char **path, const char *name) {
  size_t n = strcspn(*path, ":");
  text t;
  text_init(&t, 0);
  text_add(&t, n ? *path : ".", n ? n : 1);
  text_putc(&t, '/');
  text_puts(&t, name);
  *path += n;
  *path = **path ? *path + 1 : NULL;
  return text_take(&t);
}

static char *search(const char *name, error *e) {
  const char *path = getenv("PATH");
  if (!path) path = "/bin:/usr/bin";
  char *denied = NULL;
  while (path) {
    char *file = next_candidate(&path, name);
    candidate c = examine(file);
    if (c == RUNNABLE) {
      memory_free(denied);
      return file;
    }
    if (c == NOT_EXECUTABLE && !denied)
      denied = file;
    else
      memory_free(file);
  }
  if (denied)
    not_executable(denied, e);
  else
    error_set(e, SONDE_MISSING, "command not found: %s", name);
  memory_free(denied);
  return NULL;
}

char *lookup_program(const char *name, error *e) {
  if (!*name) {
    error_set(e, SONDE_MISSING, "command not found: the name is empty");
    return NULL;
  }
  if (!strchr(name, '/')) return search(name, e);
  candidate c = examine(name);
  if (c == RUNNABLE) return memory_text(name, strlen(name));
  if (c == ABSENT)
    error_set(e, SONDE_MISSING, "command not found: %s", name);
  else
    not_executable(name, e);
  return NULL;
}
