/* Account names, each asked for once: a look-up may go over the network. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "linux/provider.h"

struct users {
  map names; /* uid to a text of ours, as an address */
};

struct users *users_new(void) {
  return NEW(struct users);
}

void users_free(struct users *u) {
  uint64_t *value;
  size_t at = 0, len;
  while (map_next(&u->names, &at, &len, &value))
    memory_free((void *)(uintptr_t)*value);
  map_free(&u->names);
  memory_free(u);
}

static char *look_up(uint32_t uid) {
  char buffer[4096], number[16];
  struct passwd entry, *found = NULL;
  if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found)
    return memory_text(entry.pw_name, strlen(entry.pw_name));
  int len = snprintf(number, sizeof number, "%u", uid);
  return memory_text(number, (size_t)len);
}

const char *users_name(struct users *u, uint32_t uid, size_t *len) {
  uint64_t *value = map_put(&u->names, &uid, sizeof uid);
  if (*value == 0) *value = (uint64_t)(uintptr_t)look_up(uid);
  const char *name = (const char *)(uintptr_t)*value;
  *len = strlen(name);
  return name;
}
