/* The builtin plugin `service` on Windows services: this program registers itself as two, one that runs and
 * one that fails. */
#include "check.h"

#include <stdio.h>
#include <windows.h>

#include "base/memory.h"
#include "builtin/service/service.h"
#include "host/host.h"

/* --------------------------------------------------------------------------------------- inside the service
 * -- */

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stop_event;
static bool fails;

static void report(DWORD state, DWORD code) {
  SERVICE_STATUS s = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
      .dwCurrentState = state,
      .dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0,
      .dwWin32ExitCode = code};
  SetServiceStatus(status_handle, &s);
}

static DWORD WINAPI control(DWORD code, DWORD type, void *data, void *context) {
  (void)type, (void)data, (void)context;
  if (code != SERVICE_CONTROL_STOP) return NO_ERROR;
  report(SERVICE_STOP_PENDING, 0);
  SetEvent(stop_event);
  return NO_ERROR;
}

static void WINAPI service_main(DWORD argc, wchar_t **argv) {
  (void)argc;
  status_handle = RegisterServiceCtrlHandlerExW(argv[0], control, NULL);
  if (fails) {
    report(SERVICE_START_PENDING, 0);
    Sleep(200);
    report(SERVICE_STOPPED, 7);
    return;
  }
  stop_event = CreateEventW(NULL, TRUE, FALSE, NULL);
  report(SERVICE_RUNNING, 0);
  WaitForSingleObject(stop_event, 120000);
  report(SERVICE_STOPPED, 0);
}

static int serve(void) {
  SERVICE_TABLE_ENTRYW table[] = {{(wchar_t[]){L""}, service_main}, {NULL, NULL}};
  return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}

/* ------------------------------------------------------------------------------------------------- the tests
 * -- */

static char good[64], bad[64];
static SC_HANDLE manager, good_service, bad_service;
static host *h;
static arena a;

static SC_HANDLE install(char *name, size_t size, const char *word) {
  char program[MAX_PATH], line[MAX_PATH + 32];
  snprintf(name, size, "sonde-test-%s-%lu", word, GetCurrentProcessId());
  GetModuleFileNameA(NULL, program, sizeof program);
  snprintf(line, sizeof line, "\"%s\" %s", program, word);
  return CreateServiceA(manager, name, NULL, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
      SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, line, NULL, NULL, NULL, NULL, NULL);
}

static int set_up(void **state) {
  (void)state;
  static const char *const no_folders[] = {NULL};
  static service_context context;
  host_options options = {.plugin_folders = no_folders};
  manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
  good_service = install(good, sizeof good, "good");
  bad_service = install(bad, sizeof bad, "bad");
  h = host_new(&options, NULL);
  return !good_service || !bad_service || host_add_builtin(h, service_plugin(), &context, NULL);
}

static int tear_down(void **state) {
  (void)state;
  SERVICE_STATUS ignored;
  ControlService(good_service, SERVICE_CONTROL_STOP, &ignored);
  DeleteService(good_service);
  DeleteService(bad_service);
  CloseServiceHandle(good_service);
  CloseServiceHandle(bad_service);
  CloseServiceHandle(manager);
  host_free(h);
  arena_free(&a);
  return 0;
}

static sonde_status call(const char *row_name, const char *service, sonde_value *out, error *e) {
  row r;
  *e = (error){0};
  if (host_find_row(h, row_name, &r, e)) return e->status;
  sonde_value name = service ? value_text(service) : value_nil();
  return host_call(h, &r, &name, &a, out, e);
}

static sonde_value get(const char *row_name, const char *service) {
  sonde_value out = {0};
  error e;
  if (call(row_name, service, &out, &e)) {
    print_message("%s: %s\n", row_name, e.text);
    assert_int_equal(e.status, SONDE_OK);
  }
  return out;
}

static void life_of_a_windows_service(void **state) {
  (void)state;
  error e;
  sonde_value out;
  assert_string_equal(get("service.state", good).u.s, "stopped");
  get("service.start", good);
  sonde_value first = get("service.info", good);
  assert_string_equal(value_get(&first, "state")->u.s, "running");
  assert_string_equal(value_get(&first, "kind")->u.s, "system");
  assert_int_equal(value_get(&first, "start_id")->kind, SONDE_UNKNOWN);
  assert_int_equal(call("service.start", good, &out, &e), SONDE_STATE);
  assert_non_null(strstr(e.text, "it runs already"));
  get("service.restart", good);
  sonde_value second = get("service.info", good);
  assert_string_equal(value_get(&second, "state")->u.s, "running");
  assert_false(value_equal(value_get(&first, "pid"), value_get(&second, "pid")));
  get("service.stop", good);
  assert_string_equal(get("service.state", good).u.s, "stopped");
  get("service.stop", good);
}

static void one_that_fails_to_start(void **state) {
  (void)state;
  error e;
  sonde_value out;
  assert_int_equal(call("service.start", bad, &out, &e), SONDE_STATE);
  assert_non_null(strstr(e.text, "ended while it started, with exit code 7"));
  assert_string_equal(get("service.state", bad).u.s, "stopped");
}

static void listed(void **state) {
  (void)state;
  sonde_value all = get("service.list", NULL);
  bool found = false;
  for (uint32_t i = 0; i < all.len; i++)
    found = found || strcmp(value_get(&all.u.list[i], "name")->u.s, good) == 0;
  assert_true(found);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    fails = strcmp(argv[1], "bad") == 0;
    return serve();
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(life_of_a_windows_service),
      cmocka_unit_test(one_that_fails_to_start), cmocka_unit_test(listed)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
