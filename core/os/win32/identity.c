/* Who we are. */
#include "os/process.h"

#include "base/memory.h"
#include "os/win32/internal.h"

static bool is_elevated(void) {
  HANDLE token;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
  TOKEN_ELEVATION elevation = {0};
  DWORD n;
  bool ok = GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &n);
  CloseHandle(token);
  return ok && elevation.TokenIsElevated;
}

const char *process_user(arena *a, bool *elevated) {
  if (elevated) *elevated = is_elevated();
  wchar_t name[257]; /* UNLEN + 1 */
  DWORD n = COUNT(name);
  return GetUserNameW(name, &n) ? utf8_text(a, name, -1) : "unknown";
}

uint32_t process_self(void) {
  return GetCurrentProcessId();
}
