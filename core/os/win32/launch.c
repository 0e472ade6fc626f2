/* CreateProcess: suspended, in a job of its own, with our standard handles and no other handle. */
#include "os/win32/process.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "os/command_line.h"
#include "os/win32/internal.h"

static bool is_batch(const char *path) {
  size_t n = strlen(path);
  return n > 4 && (_stricmp(path + n - 4, ".bat") == 0 || _stricmp(path + n - 4, ".cmd") == 0);
}

/* cmd.exe reads a batch file's arguments by rules of its own, and some characters cannot be quoted for it. */
static sonde_status batch_line(text *line, const char *path, const char *const *argv, error *e) {
  text_puts(line, "cmd.exe /d /v:off /s /c \"\"");
  text_puts(line, path);
  text_putc(line, '"');
  for (int i = 1; argv[i]; i++) {
    if (strpbrk(argv[i], "\"%\r\n"))
      return error_set(e, SONDE_ARG,
          "cannot pass the argument '%s' to the batch file '%s': cmd.exe would change it", argv[i], path);
    text_puts(line, " \"");
    text_puts(line, argv[i]);
    text_putc(line, '"');
  }
  text_putc(line, '"');
  return SONDE_OK;
}

static sonde_status command_line(text *line, const char *path, const char *const *argv, error *e) {
  text_init(line, 0);
  if (is_batch(path)) return batch_line(line, path, argv, e);
  if (strchr(argv[0], '"')) return error_set(e, SONDE_ARG, "a program's name holds no '\"': %s", argv[0]);
  text_printf(line, "\"%s\"", argv[0]); /* no escapes in a program's name */
  for (int i = 1; argv[i]; i++)
    command_line_add(line, argv[i]);
  return SONDE_OK;
}

enum { STREAMS = 3, ELEVATION_REQUIRED = 740 /* ERROR_ELEVATION_REQUIRED, missing in older headers */ };

/* Inheritable copies of our standard handles: the originals stay as they are. */
static void copy_streams(HANDLE streams[STREAMS]) {
  static const DWORD which[STREAMS] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  for (int i = 0; i < STREAMS; i++) {
    HANDLE self = GetCurrentProcess(), own = GetStdHandle(which[i]);
    streams[i] = NULL;
    if (own && own != INVALID_HANDLE_VALUE &&
        !DuplicateHandle(self, own, self, &streams[i], 0, TRUE, DUPLICATE_SAME_ACCESS))
      streams[i] = NULL;
  }
}

/* Exactly these handles are inherited. Equal or missing ones may not be in the list. NULL: not possible. */
static LPPROC_THREAD_ATTRIBUTE_LIST inherit_only(HANDLE streams[STREAMS], HANDLE listed[STREAMS]) {
  SIZE_T n = 0, size = 0;
  for (int i = 0; i < STREAMS; i++)
    if (streams[i]) listed[n++] = streams[i];
  InitializeProcThreadAttributeList(NULL, 1, 0, &size);
  if (!n || !size) return NULL;
  LPPROC_THREAD_ATTRIBUTE_LIST list = memory_new(size);
  if (InitializeProcThreadAttributeList(list, 1, 0, &size) &&
      UpdateProcThreadAttribute(
          list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, listed, n * sizeof(HANDLE), NULL, NULL))
    return list;
  memory_free(list);
  return NULL;
}

/* 0 or the error number. */
static DWORD create(const wchar_t *program, wchar_t *line, PROCESS_INFORMATION *info) {
  HANDLE streams[STREAMS], listed[STREAMS];
  copy_streams(streams);
  STARTUPINFOEXW start = {.StartupInfo = {.cb = sizeof start}};
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = streams[0];
  start.StartupInfo.hStdOutput = streams[1];
  start.StartupInfo.hStdError = streams[2];
  start.lpAttributeList = inherit_only(streams, listed);
  BOOL ok = CreateProcessW(program, line, NULL, NULL, start.lpAttributeList != NULL,
      CREATE_SUSPENDED | (start.lpAttributeList ? EXTENDED_STARTUPINFO_PRESENT : 0), NULL, NULL,
      &start.StartupInfo, info);
  DWORD code = ok ? 0 : GetLastError();
  if (start.lpAttributeList) DeleteProcThreadAttributeList(start.lpAttributeList);
  memory_free(start.lpAttributeList);
  for (int i = 0; i < STREAMS; i++)
    if (streams[i]) CloseHandle(streams[i]);
  return code;
}

/* A job without limits: it only remembers who belongs to it. */
static HANDLE make_job(HANDLE member) {
  HANDLE job = CreateJobObjectW(NULL, NULL);
  if (!job || AssignProcessToJobObject(job, member)) return job;
  CloseHandle(job);
  return NULL;
}

static sonde_status refuse(DWORD code, const char *name, error *e) {
  switch (code) {
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND: return error_set(e, SONDE_MISSING, "command not found: %s", name);
  case ERROR_BAD_EXE_FORMAT:
  case ERROR_EXE_MACHINE_TYPE_MISMATCH:
    return error_set(e, SONDE_DENIED, "not executable: '%s' is not a program for this system", name);
  case ERROR_ACCESS_DENIED:
    return error_set(e, SONDE_DENIED, "not executable: access to '%s' is denied", name);
  case ELEVATION_REQUIRED:
    return error_set(e, SONDE_DENIED, "'%s' wants administrator rights; start Sonde as administrator", name);
  default: return os_fail(e, code, "cannot start '%s'", name);
  }
}

sonde_status launch_suspended(process *p, const char *path, const char *const *argv, error *e) {
  text line;
  sonde_status status = command_line(&line, path, argv, e);
  if (!status) {
    wchar_t *wide = wide_text(text_chars(&line));
    wchar_t *program = is_batch(path) ? NULL : wide_path(path);
    PROCESS_INFORMATION info;
    DWORD code = create(program, wide, &info);
    memory_free(program);
    memory_free(wide);
    if (code) {
      status = refuse(code, argv[0], e);
    } else {
      p->pid = info.dwProcessId;
      p->handle = info.hProcess;
      p->thread = info.hThread;
      p->job = make_job(info.hProcess);
    }
  }
  text_free(&line);
  return status;
}
