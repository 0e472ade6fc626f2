/* The helper process: started in a job that ends with us, watched, ended. */
#include "helper.h"

#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "base/memory.h"

enum { END_MS = 5000, INHERITED = 2, LONGEST_PATH = 32768 };

static const DWORD slice_ms = 20; /* its address also tells in which library this is */

typedef struct run {
  HANDLE memory, nothing, job;
  uint8_t *view;
  PROCESS_INFORMATION process;
} run;

/* HELPER_NAME beside the library or program that holds this plugin. */
static wchar_t *find_helper(void) {
  static const wchar_t name[] = L"sonde-com-helper.exe";
  HMODULE own = NULL;
  wchar_t *path = memory_new(LONGEST_PATH * sizeof *path);
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
      (const wchar_t *)(const void *)&slice_ms, &own);
  DWORD len = GetModuleFileNameW(own, path, LONGEST_PATH - COUNT(name));
  while (len && path[len - 1] != L'\\')
    len--;
  memcpy(path + len, name, sizeof name);
  return path;
}

static sonde_status failed(error *e, const char *what) {
  DWORD code = GetLastError();
  if (e) e->os_code = code;
  return error_set(e, SONDE_OS, "cannot %s for the COM helper: error %lu", what, code);
}

/* Ends with us, whatever way we end; programs that COM starts in it, as servers, do not. */
static HANDLE new_job(void) {
  HANDLE job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {.BasicLimitInformation = {.LimitFlags = 0}};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
  if (job) SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  return job;
}

static sonde_status make_memory(run *r, const uint8_t *request, error *e) {
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  r->memory = CreateFileMappingW(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, 0, HELPER_BYTES, NULL);
  if (!r->memory) return failed(e, "make memory");
  r->view = MapViewOfFile(r->memory, FILE_MAP_ALL_ACCESS, 0, 0, HELPER_BYTES);
  if (!r->view) return failed(e, "map memory");
  memcpy(r->view, request, HELPER_ANSWER_AT);
  r->nothing = CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
      &inherited, OPEN_EXISTING, 0, NULL);
  return r->nothing == INVALID_HANDLE_VALUE ? failed(e, "open NUL") : SONDE_OK;
}

/* Suspended; inherits the memory and NUL, nothing else. */
static BOOL create(run *r, const wchar_t *program, wchar_t *line) {
  SIZE_T size = 0;
  HANDLE handles[INHERITED] = {r->memory, r->nothing};
  InitializeProcThreadAttributeList(NULL, 1, 0, &size);
  STARTUPINFOEXW start = {.StartupInfo = {.cb = sizeof start}, .lpAttributeList = memory_new(size)};
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = start.StartupInfo.hStdOutput = start.StartupInfo.hStdError = r->nothing;
  BOOL ok = InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size) &&
            UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles,
                sizeof handles, NULL, NULL) &&
            CreateProcessW(program, line, NULL, NULL, TRUE,
                EXTENDED_STARTUPINFO_PRESENT | DETACHED_PROCESS | CREATE_SUSPENDED, NULL, NULL,
                &start.StartupInfo, &r->process);
  DWORD code = GetLastError();
  memory_free(start.lpAttributeList);
  SetLastError(code);
  return ok;
}

static sonde_status start(run *r, error *e) {
  wchar_t *program = find_helper(), line[64];
  char narrow[COUNT(line)];
  int len = snprintf(narrow, sizeof narrow, HELPER_NAME " %llx", (unsigned long long)(uintptr_t)r->memory);
  for (int i = 0; i <= len; i++)
    line[i] = (unsigned char)narrow[i];
  BOOL ok = create(r, program, line);
  DWORD code = GetLastError();
  memory_free(program);
  if (ok) {
    r->job = new_job();
    if (r->job) AssignProcessToJobObject(r->job, r->process.hProcess);
    ResumeThread(r->process.hThread);
    return SONDE_OK;
  }
  if (e) e->os_code = code;
  if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND)
    return error_set(e, SONDE_MISSING,
        "the program " HELPER_NAME ".exe is not beside the plugin comintrospect: install Sonde again");
  return error_set(e, SONDE_OS, "cannot start " HELPER_NAME ".exe beside the plugin: error %lu", code);
}

static int64_t now_ns(void) {
  LARGE_INTEGER ticks, frequency;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&ticks);
  return ticks.QuadPart / frequency.QuadPart * 1000000000 +
         ticks.QuadPart % frequency.QuadPart * 1000000000 / frequency.QuadPart;
}

static void watch_it(run *r, const helper_watch *watch, helper_end *out) {
  int64_t began = now_ns();
  bool ended = false;
  while (!ended && now_ns() - began < watch->timeout_ns && !watch->stop(watch->self))
    ended = WaitForSingleObject(r->process.hProcess, slice_ms) == WAIT_OBJECT_0;
  out->killed = !ended;
  if (!ended) {
    TerminateProcess(r->process.hProcess, 0);
    WaitForSingleObject(r->process.hProcess, END_MS);
  }
  DWORD code = 0;
  GetExitCodeProcess(r->process.hProcess, &code);
  out->code = code;
  out->elapsed_ns = now_ns() - began;
}

static void close_all(run *r) {
  HANDLE all[] = {r->process.hThread, r->process.hProcess, r->job, r->memory,
      r->nothing == INVALID_HANDLE_VALUE ? NULL : r->nothing};
  if (r->view) UnmapViewOfFile(r->view);
  for (size_t i = 0; i < COUNT(all); i++)
    if (all[i]) CloseHandle(all[i]);
}

sonde_status helper_process(uint8_t *memory, const helper_watch *watch, helper_end *out, error *e) {
  run r = {0};
  sonde_status s = make_memory(&r, memory, e);
  if (!s) s = start(&r, e);
  if (!s) {
    watch_it(&r, watch, out);
    memcpy(memory, r.view, HELPER_BYTES);
  }
  close_all(&r);
  return s;
}
