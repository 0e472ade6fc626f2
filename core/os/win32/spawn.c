/* A detached program: without a console, in a group of its own, with a log as its streams. */
#include "os/spawn.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "os/command_line.h"
#include "os/win32/internal.h"
#include "os/win32/process.h"

#include <tlhelp32.h>

enum { HANDLES = 2 };

static HANDLE open_inherited(const wchar_t *path, DWORD access, DWORD creation) {
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  return CreateFileW(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherited,
      creation, FILE_ATTRIBUTE_NORMAL, NULL);
}

/* 0 or the error number. */
static DWORD create(
    const wchar_t *program, wchar_t *line, HANDLE streams[HANDLES], PROCESS_INFORMATION *info) {
  SIZE_T size = 0;
  InitializeProcThreadAttributeList(NULL, 1, 0, &size);
  STARTUPINFOEXW start = {.StartupInfo = {.cb = sizeof start}, .lpAttributeList = memory_new(size)};
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = streams[0];
  start.StartupInfo.hStdOutput = start.StartupInfo.hStdError = streams[1];
  BOOL ok = InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size);
  if (ok) {
    ok = UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, streams,
             HANDLES * sizeof(HANDLE), NULL, NULL) &&
         CreateProcessW(program, line, NULL, NULL, TRUE,
             EXTENDED_STARTUPINFO_PRESENT | DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP, NULL, NULL,
             &start.StartupInfo, info);
  }
  DWORD code = ok ? 0 : GetLastError();
  memory_free(start.lpAttributeList);
  return code;
}

static uint64_t created(HANDLE h) {
  FILETIME at, end, kernel, user;
  return GetProcessTimes(h, &at, &end, &kernel, &user) ? (uint64_t)at.dwHighDateTime << 32 | at.dwLowDateTime
                                                       : 0;
}

static DWORD spawn(const char *path, const char *line, const char *log_path, PROCESS_INFORMATION *info) {
  wchar_t *log = wide_path(log_path), *program = wide_path(path), *words = wide_text(line);
  HANDLE streams[HANDLES] = {open_inherited(L"NUL", GENERIC_READ, OPEN_EXISTING),
      open_inherited(log, FILE_APPEND_DATA | SYNCHRONIZE, OPEN_ALWAYS)};
  DWORD code = GetLastError();
  if (streams[0] != INVALID_HANDLE_VALUE && streams[1] != INVALID_HANDLE_VALUE)
    code = create(program, words, streams, info);
  for (int i = 0; i < HANDLES; i++)
    if (streams[i] != INVALID_HANDLE_VALUE) CloseHandle(streams[i]);
  memory_free(log);
  memory_free(program);
  memory_free(words);
  return code;
}

sonde_status spawn_detached(
    const char *const *argv, const char *log_path, uint32_t *pid, uint64_t *start_id, error *e) {
  char *path = lookup_program(argv[0], e);
  if (!path) return e->status;
  text line = {0};
  PROCESS_INFORMATION info;
  text_printf(&line, "\"%s\"", argv[0]);
  for (int i = 1; argv[i]; i++)
    command_line_add(&line, argv[i]);
  DWORD code = spawn(path, text_chars(&line), log_path, &info);
  text_free(&line);
  memory_free(path);
  if (code) return os_fail(e, code, "cannot start '%s'", argv[0]);
  *pid = info.dwProcessId;
  *start_id = created(info.hProcess);
  CloseHandle(info.hThread);
  CloseHandle(info.hProcess);
  return SONDE_OK;
}

uint32_t spawn_parent(void) {
  PROCESSENTRY32W p = {.dwSize = sizeof p};
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (all == INVALID_HANDLE_VALUE) return 0;
  DWORD self = GetCurrentProcessId(), parent = 0;
  for (BOOL more = Process32FirstW(all, &p); more && !parent; more = Process32NextW(all, &p))
    if (p.th32ProcessID == self) parent = p.th32ParentProcessID;
  CloseHandle(all);
  return parent;
}
