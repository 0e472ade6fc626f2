/* Where a script's file is, as a forge shows it. */
#include "report/place.h"

#include <string.h>

#include "os/file.h"

/* The part of path below folder; NULL: it is not there. */
static const char *below(const char *path, const char *folder) {
  size_t n = folder ? strlen(folder) : 0;
  while (n && folder[n - 1] == '/')
    n--;
  return n && strncmp(path, folder, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* Only where the run was on Windows is a backslash a separator. */
static const char *with_slashes(arena *a, const session *s, const char *file) {
  char *path = arena_text(a, file, strlen(file));
  bool windows = s->platform && strncmp(s->platform, "windows", 7) == 0;
  for (char *p = path; windows && *p; p++)
    if (*p == '\\') *p = '/';
  while (strncmp(path, "./", 2) == 0)
    path += 2;
  return path;
}

static const char *from_root(arena *a, const report_roots *roots, const char *path) {
  const char *within = roots->working ? below(roots->working, roots->root) : NULL;
  return within ? arena_format(a, "%s/%s", within, path) : path;
}

place place_of(arena *a, const report_roots *roots, const session *s, const char *file) {
  if (!file || !*file) return (place){PLACE_NONE, ""};
  const char *path = with_slashes(a, s, file);
  if (!file_is_absolute(path)) return (place){PLACE_ROOT, from_root(a, roots, path)};
  const char *rest = below(path, roots->root);
  if (rest) return (place){PLACE_ROOT, rest};
  rest = below(path, roots->scripts);
  return rest ? (place){PLACE_SCRIPTS, rest} : (place){PLACE_ELSEWHERE, path};
}

static bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
}

const char *place_uri(arena *a, const place *p) {
  text uri = {0};
  bool absolute = p->kind == PLACE_ELSEWHERE;
  if (absolute) text_puts(&uri, *p->path == '/' ? "file://" : "file:///");
  for (const char *c = p->path; *c; c++) {
    bool drive = absolute && c == p->path + 1 && *c == ':';
    if (drive || is_unreserved((unsigned char)*c))
      text_putc(&uri, *c);
    else
      text_printf(&uri, "%%%02X", (unsigned char)*c);
  }
  const char *copy = arena_text(a, text_chars(&uri), uri.len);
  text_free(&uri);
  return copy;
}
