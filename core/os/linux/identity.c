/* Who we are. */
#include "os/process.h"

#include <pwd.h>
#include <unistd.h>
#include <string.h>

const char *process_user(arena *a, bool *elevated) {
  uid_t uid = geteuid();
  if (elevated) *elevated = uid == 0;
  struct passwd entry, *found = NULL;
  char buffer[4096];
  if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found)
    return arena_text(a, found->pw_name, strlen(found->pw_name));
  return arena_format(a, "%u", (unsigned)uid);
}

uint32_t process_self(void) {
  return (uint32_t)getpid();
}
