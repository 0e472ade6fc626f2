/* Who may change a file, by its access list: only administrators, the system and its owner, or the file is
 * not trusted. True on Windows only: Wine makes access lists from Unix modes, so that others' rights under
 * Wine are those of the Unix file. */
#include "os/file.h"

#include <string.h>

#include "base/memory.h"
#include "os/win32/internal.h"

#include <aclapi.h>
#include <sddl.h>

/* Rights that change what a file holds, or let the right be given. */
enum {
  WRITE_RIGHTS = FILE_WRITE_DATA | FILE_APPEND_DATA | DELETE | WRITE_DAC | WRITE_OWNER,
  FOLDER_RIGHTS = FILE_ADD_FILE | FILE_DELETE_CHILD | WRITE_DAC | WRITE_OWNER
};

/* S-1-5-80-956008885-...: the service TrustedInstaller, owner of Windows' own files. */
static const wchar_t trusted_installer[] = L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";

static bool is_installer(PSID sid) {
  wchar_t *words = NULL;
  bool same = ConvertSidToStringSidW(sid, &words) && wcscmp(words, trusted_installer) == 0;
  if (words) LocalFree(words);
  return same;
}

static bool is_ourselves(PSID sid) {
  HANDLE token;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
  union {
    TOKEN_USER user;
    char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  } u;
  DWORD n;
  bool same = GetTokenInformation(token, TokenUser, &u, sizeof u, &n) && EqualSid(sid, u.user.User.Sid);
  CloseHandle(token);
  return same;
}

static bool is_trusted(PSID sid) {
  return IsWellKnownSid(sid, WinLocalSystemSid) || IsWellKnownSid(sid, WinBuiltinAdministratorsSid) ||
         IsWellKnownSid(sid, WinCreatorOwnerSid) || is_ourselves(sid) || is_installer(sid);
}

static const char *sid_name(arena *a, PSID sid) {
  wchar_t name[256], domain[256];
  DWORD n = COUNT(name), m = COUNT(domain);
  SID_NAME_USE use;
  if (LookupAccountSidW(NULL, sid, name, &n, domain, &m, &use)) return utf8_text(a, name, -1);
  wchar_t *words = NULL;
  if (!ConvertSidToStringSidW(sid, &words)) return "somebody";
  const char *text = utf8_text(a, words, -1);
  LocalFree(words);
  return text;
}

/* The first one in the list that is allowed to write and not trusted; NULL: nobody. */
static PSID find_writer(ACL *list, DWORD rights) {
  for (DWORD i = 0; list && i < list->AceCount; i++) {
    ACCESS_ALLOWED_ACE *entry;
    if (!GetAce(list, i, (void **)&entry)) continue;
    if (entry->Header.AceType != ACCESS_ALLOWED_ACE_TYPE || entry->Header.AceFlags & INHERIT_ONLY_ACE)
      continue;
    if (!(entry->Mask & (rights | GENERIC_WRITE | GENERIC_ALL))) continue;
    if (!is_trusted(&entry->SidStart)) return &entry->SidStart;
  }
  return NULL;
}

static sonde_status check(arena *a, const char *path, bool folder, error *e) {
  wchar_t *wide = wide_path(path);
  PSID owner = NULL;
  ACL *list = NULL;
  PSECURITY_DESCRIPTOR descriptor = NULL;
  DWORD code = GetNamedSecurityInfoW(wide, SE_FILE_OBJECT,
      OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner, NULL, &list, NULL, &descriptor);
  memory_free(wide);
  const char *kind = folder ? "folder" : "file";
  sonde_status status = SONDE_OK;
  PSID writer = code ? NULL : find_writer(list, folder ? FOLDER_RIGHTS : WRITE_RIGHTS);
  if (code)
    status = os_fail(e, code, "cannot examine '%s'", path);
  else if (!list)
    status = error_set(e, SONDE_DENIED,
        "every user may change the %s '%s'; take that away: icacls \"%s\" /reset", kind, path, path);
  else if (owner && !is_trusted(owner))
    status = error_set(e, SONDE_DENIED,
        "the %s '%s' belongs to %s, who could change it; take it over: takeown /f \"%s\"", kind, path,
        sid_name(a, owner), path);
  else if (writer) {
    const char *who = sid_name(a, writer);
    status = error_set(e, SONDE_DENIED,
        "%s may change the %s '%s'; take that away: icacls \"%s\" /inheritance:d /remove:g \"%s\"", who, kind,
        path, path, who);
  }
  if (descriptor) LocalFree(descriptor);
  return status;
}

sonde_status file_trusted(const char *path, error *e) {
  arena a = {0};
  const char *real = file_absolute(&a, path);
  sonde_status status =
      real ? check(&a, real, false, e) : os_fail(e, GetLastError(), "cannot examine '%s'", path);
  const char *slash = real ? strrchr(real, '/') : NULL;
  if (!status && slash) {
    size_t n = (size_t)(slash - real);
    status = check(&a, arena_text(&a, real, n == 2 ? 3 : n), true, e); /* C:/ keeps its slash */
  }
  arena_free(&a);
  return status;
}
