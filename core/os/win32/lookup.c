/* Finds the program of a command: by PATH, with the suffixes of programs. Unlike cmd.exe never in the working
 * folder: a name without a folder shall not run what somebody left there. */
#include "os/win32/process.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "os/file.h"
#include "os/system.h"

static const char *const suffixes[] = {"", ".com", ".exe", ".bat", ".cmd"};

static bool has_suffix(const char *name) {
  size_t n = strlen(name);
  for (size_t i = 1; i < COUNT(suffixes); i++)
    if (n > 4 && _stricmp(name + n - 4, suffixes[i]) == 0) return true;
  return false;
}

/* The file itself where its name says that it is a program, or with a suffix behind it. NULL: none. */
static char *with_suffix(const char *base, bool *other) {
  for (size_t i = 0; i < COUNT(suffixes); i++) {
    text t;
    text_init(&t, 0);
    text_puts(&t, base);
    text_puts(&t, suffixes[i]);
    bool there = file_probe(text_chars(&t)) == FILE_REGULAR;
    if (there && has_suffix(text_chars(&t))) return text_take(&t);
    *other |= there;
    text_free(&t);
  }
  return NULL;
}

static char *search(arena *a, const char *name, bool *other) {
  const char *path = system_environment(a, "PATH");
  while (path && *path) {
    size_t n = strcspn(path, ";");
    const char *folder = arena_text(a, path, n);
    path += n + (path[n] == ';');
    if (!file_is_absolute(folder)) continue;
    char *found = with_suffix(file_join(a, folder, name), other);
    if (found) return found;
  }
  return NULL;
}

char *lookup_program(const char *name, error *e) {
  arena a = {0};
  bool other = false, place = strpbrk(name, "/\\:") != NULL;
  char *found = !*name ? NULL : place ? with_suffix(name, &other) : search(&a, name, &other);
  arena_free(&a);
  if (found) return found;
  if (place && file_probe(name) == FILE_FOLDER)
    error_set(e, SONDE_DENIED, "not executable: '%s' is a folder", name);
  else if (other)
    error_set(
        e, SONDE_DENIED, "not executable: '%s'; a program's name ends with .exe, .com, .bat or .cmd", name);
  else
    error_set(e, SONDE_MISSING, "command not found: %s", *name ? name : "the name is empty");
  return NULL;
}
