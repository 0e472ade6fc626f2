/* Windows services through the SCM. */
#include "builtin/service/manager.h"

#include <windows.h>

#include "base/memory.h"
#include "os/clock.h"

#define MOST_WAIT_NS INT64_C(30000000000)
#define LOOK_AGAIN_NS 50000000

static wchar_t *wide(arena *a, const char *s) {
  int n = MultiByteToWideChar(CP_UTF8, 0, s, -1, NULL, 0);
  wchar_t *out = arena_alloc(a, (uint64_t)n * sizeof *out);
  MultiByteToWideChar(CP_UTF8, 0, s, -1, out, n);
  return out;
}

static const char *narrow(arena *a, const wchar_t *s) {
  int n = WideCharToMultiByte(CP_UTF8, 0, s, -1, NULL, 0, NULL, NULL);
  char *out = arena_alloc(a, (uint64_t)n);
  WideCharToMultiByte(CP_UTF8, 0, s, -1, out, n, NULL, NULL);
  return out;
}

static sonde_status fail(error *e, DWORD code, const char *doing, const char *name) {
  sonde_status status = SONDE_OS;
  const char *why = "the service manager answered with an error";
  if (code == ERROR_SERVICE_DOES_NOT_EXIST || code == ERROR_INVALID_NAME) {
    status = SONDE_MISSING;
    why = "no service has this name";
  } else if (code == ERROR_ACCESS_DENIED) {
    status = SONDE_DENIED;
    why = "access is denied: start Sonde as administrator";
  } else if (code == ERROR_SERVICE_ALREADY_RUNNING) {
    status = SONDE_STATE;
    why = "it runs already";
  }
  error_set(e, status, "cannot %s the service '%s': %s (error %lu)", doing, name, why, code);
  if (e) e->os_code = code;
  return status;
}

typedef struct opened {
  SC_HANDLE manager, service;
} opened;

static sonde_status open_service(const char *name, DWORD rights, const char *doing, opened *out, error *e) {
  arena a = {0};
  DWORD code = 0;
  out->service = NULL;
  out->manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
  if (out->manager) out->service = OpenServiceW(out->manager, wide(&a, name), rights | SERVICE_QUERY_STATUS);
  if (!out->service) code = GetLastError();
  arena_free(&a);
  if (out->service) return SONDE_OK;
  if (out->manager) CloseServiceHandle(out->manager);
  return fail(e, code, doing, name);
}

static void close_service(opened *o) {
  CloseServiceHandle(o->service);
  CloseServiceHandle(o->manager);
}

static service_state state_of(DWORD state) {
  switch (state) {
  case SERVICE_START_PENDING: return STATE_STARTING;
  case SERVICE_STOP_PENDING: return STATE_STOPPING;
  case SERVICE_RUNNING: return STATE_RUNNING;
  case SERVICE_CONTINUE_PENDING:
  case SERVICE_PAUSE_PENDING:
  case SERVICE_PAUSED: return STATE_PAUSED;
  default: return STATE_STOPPED;
  }
}

static sonde_status query(SC_HANDLE service, const char *name, SERVICE_STATUS_PROCESS *out, error *e) {
  DWORD needed;
  if (QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)out, sizeof *out, &needed))
    return SONDE_OK;
  return fail(e, GetLastError(), "look at", name);
}

static sonde_status await(
    SC_HANDLE service, const char *name, DWORD wanted, const service_patience *p, error *e) {
  int64_t until = clock_mono_ns() + MOST_WAIT_NS;
  SERVICE_STATUS_PROCESS now;
  sonde_status status;
  while (!(status = query(service, name, &now, e)) && now.dwCurrentState != wanted) {
    if (wanted == SERVICE_RUNNING && now.dwCurrentState == SERVICE_STOPPED)
      return error_set(e, SONDE_STATE, "the service '%s' ended while it started, with exit code %lu", name,
          now.dwWin32ExitCode);
    if (p->cancelled(p->call)) return error_set(e, SONDE_CANCELLED, "waiting for '%s' was ended", name);
    if (clock_mono_ns() > until)
      return error_set(e, SONDE_TIMEOUT, "the service '%s' took longer than 30 s to %s", name,
          wanted == SERVICE_RUNNING ? "start" : "stop");
    clock_sleep_ns(LOOK_AGAIN_NS);
  }
  return status;
}

sonde_status manager_look(const char *name, service_facts *out, error *e) {
  opened o;
  SERVICE_STATUS_PROCESS now;
  sonde_status status = open_service(name, 0, "look at", &o, e);
  if (status) return status;
  status = query(o.service, name, &now, e);
  if (!status) *out = (service_facts){state_of(now.dwCurrentState), now.dwProcessId, 0};
  close_service(&o);
  return status;
}

sonde_status manager_start(const char *name, const service_patience *p, error *e) {
  opened o;
  sonde_status status = open_service(name, SERVICE_START, "start", &o, e);
  if (status) return status;
  status = StartServiceW(o.service, 0, NULL) ? await(o.service, name, SERVICE_RUNNING, p, e)
                                             : fail(e, GetLastError(), "start", name);
  close_service(&o);
  return status;
}

sonde_status manager_stop(const char *name, const service_patience *p, error *e) {
  opened o;
  SERVICE_STATUS ignored;
  sonde_status status = open_service(name, SERVICE_STOP, "stop", &o, e);
  if (status) return status;
  if (ControlService(o.service, SERVICE_CONTROL_STOP, &ignored) || GetLastError() == ERROR_SERVICE_NOT_ACTIVE)
    status = await(o.service, name, SERVICE_STOPPED, p, e);
  else
    status = fail(e, GetLastError(), "stop", name);
  close_service(&o);
  return status;
}

const char **manager_names(arena *a, error *e) {
  SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE);
  DWORD size = 0, n = 0, resume = 0;
  const char **names = NULL;
  if (manager)
    EnumServicesStatusExW(
        manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, NULL, 0, &size, &n, &resume, NULL);
  size += 4096; /* services that come in between */
  ENUM_SERVICE_STATUS_PROCESSW *all = memory_new(size);
  resume = 0;
  if (manager && EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL,
                     (BYTE *)all, size, &size, &n, &resume, NULL)) {
    names = arena_alloc(a, (n + 1u) * sizeof *names);
    for (DWORD i = 0; i < n; i++)
      names[i] = narrow(a, all[i].lpServiceName);
  } else {
    fail(e, GetLastError(), "list", "*");
  }
  memory_free(all);
  if (manager) CloseServiceHandle(manager);
  return names;
}
