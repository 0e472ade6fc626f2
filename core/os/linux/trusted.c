/* Who may change a file: only root and ourselves, or the file is not trusted. */
#include "os/file.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/internal.h"

static const char *user_name(arena *a, uid_t id) {
  struct passwd entry, *found = NULL;
  char buffer[4096];
  bool known = getpwuid_r(id, &entry, buffer, sizeof buffer, &found) == 0 && found;
  return known ? arena_format(a, "user %s", found->pw_name) : arena_format(a, "user %u", (unsigned)id);
}

static const char *group_name(arena *a, gid_t id) {
  struct group entry, *found = NULL;
  char buffer[4096];
  bool known = getgrgid_r(id, &entry, buffer, sizeof buffer, &found) == 0 && found;
  return known ? arena_format(a, "group %s", found->gr_name) : arena_format(a, "group %u", (unsigned)id);
}

/* A sticky folder of root (as /tmp) is writable by others all the same: they may put a file there before us.
 */
static sonde_status check(arena *a, const char *kind, const char *path, error *e) {
  struct stat st;
  if (stat(path, &st)) return os_fail(e, (uint32_t)errno, "cannot examine '%s'", path);
  if (st.st_uid != 0 && st.st_uid != geteuid())
    return error_set(e, SONDE_DENIED,
        "the %s '%s' belongs to %s, who could change it; take it over: chown %s '%s'", kind, path,
        user_name(a, st.st_uid), geteuid() ? "$(id -un)" : "root", path);
  if (st.st_mode & S_IWOTH)
    return error_set(e, SONDE_DENIED, "every user may change the %s '%s'; take that away: chmod go-w '%s'",
        kind, path, path);
  if (st.st_mode & S_IWGRP)
    return error_set(e, SONDE_DENIED, "%s may change the %s '%s'; take that away: chmod g-w '%s'",
        group_name(a, st.st_gid), kind, path, path);
  return SONDE_OK;
}

sonde_status file_trusted(const char *path, error *e) {
  arena a = {0};
  char *real = realpath(path, NULL);
  sonde_status status =
      real ? check(&a, "file", real, e) : os_fail(e, (uint32_t)errno, "cannot examine '%s'", path);
  if (real && !status) {
    char *slash = strrchr(real, '/');
    slash[slash == real] = 0;
    status = check(&a, "folder", real, e);
  }
  free(real);
  arena_free(&a);
  return status;
}
