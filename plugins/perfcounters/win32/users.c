/* Account names of processes, from their tokens; each security identifier is looked up once: that may go over
 * the network. */
#include "base/map.h"
#include "base/memory.h"
#include "win32/provider.h"

#include <string.h>

struct users {
  map names; /* a SID's bytes to a text of ours, as an address */
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

static uint32_t why_of(DWORD error_number) {
  return error_number == ERROR_ACCESS_DENIED ? SONDE_WHY_DENIED : SONDE_WHY_UNKNOWN;
}

static char *look_up(PSID sid) {
  wchar_t name[256], domain[256];
  DWORD name_len = 256, domain_len = 256;
  SID_NAME_USE use;
  char out[1024];
  if (!LookupAccountSidW(NULL, sid, name, &name_len, domain, &domain_len, &use)) return memory_text("?", 1);
  size_t n = domain_len ? nt_utf8((const uint8_t *)domain, domain_len * 2, out, 500) : 0;
  if (n) out[n++] = '\\';
  n += nt_utf8((const uint8_t *)name, name_len * 2, out + n, 500);
  return memory_text(out, n);
}

uint32_t users_of(struct users *u, HANDLE process, const char **name, size_t *len) {
  HANDLE token;
  if (!OpenProcessToken(process, TOKEN_QUERY, &token)) return why_of(GetLastError());
  union {
    TOKEN_USER user;
    uint8_t bytes[256];
  } buffer;
  DWORD got = 0;
  BOOL ok = GetTokenInformation(token, TokenUser, &buffer, sizeof buffer, &got);
  DWORD error_number = GetLastError();
  CloseHandle(token);
  if (!ok) return why_of(error_number);
  uint64_t *value = map_put(&u->names, buffer.user.User.Sid, GetLengthSid(buffer.user.User.Sid));
  if (*value == 0) *value = (uint64_t)(uintptr_t)look_up(buffer.user.User.Sid);
  *name = (const char *)(uintptr_t)*value;
  *len = strlen(*name);
  return 0;
}
