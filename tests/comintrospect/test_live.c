/* Objects made in the helper process, by the host, directly and by wire: the sample server's classes, good
 * and bad, and classes that every Windows has. A class that hangs is ended at the deadline, and Sonde goes
 * on. */
#define COBJMACROS
#include "both_ways.h"

#include <stdio.h>
#include <windows.h>

#include <objbase.h>
#include <oleauto.h>
#include <tlhelp32.h>

#include "base/memory.h"
#include "os/clock.h"
#include "sample.h"

#define CLASSES "Software\\Classes\\"
#define MOVIE "C:\\sonde-test\\movie.doc"

static HKEY root = NULL;

/* -------------------------------------------------------------------------------------------- registry -- */

static void set_value(const char *path, const char *name, const char *value) {
  HKEY key;
  char full[300];
  snprintf(full, sizeof full, CLASSES "%s", path);
  assert_int_equal(RegCreateKeyExA(root, full, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL), 0);
  assert_int_equal(RegSetValueExA(key, name, 0, REG_SZ, (const BYTE *)value, (DWORD)strlen(value) + 1), 0);
  RegCloseKey(key);
}

static void register_class(char digit, const char *server) {
  char path[200];
  snprintf(path, sizeof path, "CLSID\\" SAMPLE_CLSID("%c"), digit);
  set_value(path, NULL, "Sonde sample");
  snprintf(path, sizeof path, "CLSID\\" SAMPLE_CLSID("%c") "\\InprocServer32", digit);
  set_value(path, NULL, server);
  set_value(path, "ThreadingModel", "Both");
}

static void register_program(const char *program) {
  char command[MAX_PATH + 20];
  snprintf(command, sizeof command, "\"%s\" -Embedding", program);
  set_value("CLSID\\" SAMPLE_CLSID("A"), NULL, "Sonde sample");
  set_value("CLSID\\" SAMPLE_CLSID("A") "\\LocalServer32", NULL, command);
}

static void unregister(HKEY from) {
  for (const char *digits = "123456789A"; *digits; digits++) {
    char digit = *digits;
    char path[200];
    snprintf(path, sizeof path, CLASSES "CLSID\\" SAMPLE_CLSID("%c"), digit);
    RegDeleteTreeA(from, path);
    RegDeleteKeyA(from, path);
  }
  RegDeleteTreeA(from, CLASSES "SondeTest.Sample");
  RegDeleteKeyA(from, CLASSES "SondeTest.Sample");
}

static bool merged(void) {
  HKEY key;
  if (RegOpenKeyExA(HKEY_CLASSES_ROOT, "SondeTest.Sample", 0, KEY_READ, &key)) return false;
  RegCloseKey(key);
  return true;
}

/* The user's classes, where the system knows of them; Wine does not. */
static void choose_root(void) {
  root = HKEY_CURRENT_USER;
  set_value("SondeTest.Sample\\CLSID", NULL, SAMPLE_CLSID("1"));
  if (merged()) return;
  unregister(root);
  root = HKEY_LOCAL_MACHINE;
  set_value("SondeTest.Sample\\CLSID", NULL, SAMPLE_CLSID("1"));
}

static int set_up(void **state) {
  (void)state;
  char path[MAX_PATH];
  DWORD len = GetModuleFileNameA(NULL, path, sizeof path);
  while (len && path[len - 1] != '\\')
    len--;
  snprintf(path + len, sizeof path - len, "com_sample.dll");
  choose_root();
  for (char digit = '1'; digit < '0' + SAMPLE_CLASSES; digit++)
    register_class(digit, path);
  register_class('9', "C:\\no\\such.dll");
  snprintf(path + len, sizeof path - len, "com_server.exe");
  register_program(path);
  return CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
}

static int tear_down(void **state) {
  (void)state;
  CoUninitialize();
  unregister(root);
  return 0;
}

/* ------------------------------------------------------------------------------------------------ host -- */

static void open_own(bool by_wire) {
  open_host(by_wire, NULL, sonde_plugin_v0(), NULL);
}

static void close_own(void) {}

static sonde_status ask(const char *name, const char *class, int64_t timeout_ms, const char *context,
    sonde_value *out, error *e) {
  row r = find(name);
  sonde_pair pairs[] = {{"class", value_text(class)}, {"timeout", value_i64(timeout_ms * 1000000)},
      {"context", value_text(context)}};
  sonde_value args = value_map(pairs, COUNT(pairs));
  return host_call(h, &r, &args, &memory, out, e);
}

static sonde_value create(const char *class, int64_t timeout_ms) {
  error e = {0};
  sonde_value out;
  if (ask("comintrospect.create", class, timeout_ms, "any", &out, &e)) fail_msg("%s", e.text);
  return out;
}

static sonde_value inspect(const char *class) {
  error e = {0};
  sonde_value out;
  if (ask("comintrospect.inspect_live", class, 60000, "any", &out, &e)) fail_msg("%s", e.text);
  return out;
}

static void is_text(const sonde_value *map, const char *key, const char *expected) {
  const sonde_value *v = value_get(map, key);
  if (!v || v->kind != SONDE_TEXT) fail_msg("%s is no text", key);
  assert_string_equal(v->u.s, expected);
}

static void is_number(const sonde_value *map, const char *key, int64_t expected) {
  const sonde_value *v = value_get(map, key);
  if (!v || v->kind != SONDE_I64) fail_msg("%s is no number", key);
  assert_int_equal(v->u.i, expected);
}

/* The items of a list, each with a blank behind. */
static void is_list(const sonde_value *map, const char *key, const char *expected) {
  char all[1000] = "";
  const sonde_value *v = value_get(map, key);
  for (uint32_t i = 0; i < v->len; i++)
    snprintf(all + strlen(all), sizeof all - strlen(all), "%s ", v->u.list[i].u.s);
  assert_string_equal(all, expected);
}

static bool holds(const sonde_value *map, const char *key, const char *end) {
  const char *s = value_get(map, key)->u.s;
  size_t n = strlen(s), m = strlen(end);
  return n >= m && _stricmp(s + n - m, end) == 0;
}

/* --------------------------------------------------------------------------------------------- samples -- */

static void good(void **state) {
  (void)state;
  sonde_value r = create("SondeTest.Sample", 60000);
  is_text(&r, "outcome", "created");
  is_text(&r, "clsid", SAMPLE_CLSID("1"));
  is_number(&r, "hresult", 0);
  is_text(&r, "hresult_name", "S_OK");
  is_text(&r, "answered_by", "inproc");
  is_text(&r, "step", "");
  assert_true(holds(&r, "code_file", "\\com_sample.dll"));
  assert_int_equal(value_get(&r, "proxy")->kind, SONDE_BOOL);
  assert_int_equal(value_get(&r, "proxy")->u.u, 0);
  is_list(&r, "interfaces", "IUnknown IDispatch IPersist ");
  is_number(&r, "asked", 78);
  int64_t took = value_get(&r, "create_time")->u.i, all = value_get(&r, "elapsed")->u.i;
  assert_true(0 < took && took < all);
}

/* Helpers that this process started. */
static unsigned helpers_of(DWORD parent) {
  PROCESSENTRY32 p = {.dwSize = sizeof p};
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  unsigned n = 0;
  for (BOOL more = Process32First(all, &p); more; more = Process32Next(all, &p))
    n += p.th32ParentProcessID == parent && wcscmp(p.szExeFile, L"sonde-com-helper.exe") == 0;
  CloseHandle(all);
  return n;
}

/* Waits up to a minute for this number of them. */
static void await_helpers(DWORD parent, unsigned n) {
  int left = 600;
  while (helpers_of(parent) != n && left--)
    Sleep(100);
  assert_int_equal(helpers_of(parent), n);
}

/* When Sonde is ended itself, no helper stays behind. */
static void orphan(void **state) {
  (void)state;
  wchar_t path[MAX_PATH], line[] = L"com_live --hang";
  STARTUPINFOW start = {.cb = sizeof start};
  PROCESS_INFORMATION process;
  GetModuleFileNameW(NULL, path, MAX_PATH);
  assert_true(CreateProcessW(path, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process));
  await_helpers(process.dwProcessId, 1);
  TerminateProcess(process.hProcess, 1);
  await_helpers(process.dwProcessId, 0);
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
}

static void hangs(void **state) {
  (void)state;
  int64_t began = clock_mono_ns();
  sonde_value r = create(SAMPLE_CLSID("2"), 1500);
  int64_t took = clock_mono_ns() - began;
  is_text(&r, "outcome", "hung");
  is_text(&r, "step", "creating it in this process");
  is_text(&r, "clsid", SAMPLE_CLSID("2"));
  assert_int_equal(value_get(&r, "hresult")->kind, SONDE_UNKNOWN);
  assert_int_equal(value_get(&r, "answered_by")->kind, SONDE_UNKNOWN);
  assert_true(value_get(&r, "elapsed")->u.i >= 1500000000);
  assert_true(took < 30000000000);
  assert_int_equal(helpers_of(GetCurrentProcessId()), 0);
  r = create(SAMPLE_CLSID("1"), 60000);
  is_text(&r, "outcome", "created");
}

/* The host's own limit comes first: the helper is ended before, so that its answer is not lost. */
static void limit(void **state) {
  (void)state;
  static const char *const folders[] = {NULL};
  error e = {0};
  host_options options = {.plugin_folders = folders, .call_limit_ns = 4000000000};
  host *other = host_new(&options, &e), *kept = h;
  if (!other || host_add_builtin(other, sonde_plugin_v0(), NULL, &e)) fail_msg("%s", e.text);
  h = other;
  sonde_value r = create(SAMPLE_CLSID("2"), 60000);
  h = kept;
  is_text(&r, "outcome", "hung");
  assert_in_range(value_get(&r, "elapsed")->u.i, 2000000000, 4000000000);
  host_free(other);
}

/* What it had answered by then is there. */
static void hangs_when_asked(void **state) {
  (void)state;
  sonde_value r = create(SAMPLE_CLSID("6"), 4000);
  is_text(&r, "outcome", "hung");
  is_text(&r, "step", "asking for IPersistFile");
  is_number(&r, "hresult", 0);
  is_text(&r, "answered_by", "inproc");
  is_list(&r, "interfaces", "IUnknown IDispatch IPersist ");
  assert_int_equal(value_get(&r, "asked")->kind, SONDE_UNKNOWN);
}

static void crashes(void **state) {
  (void)state;
  sonde_value r = create(SAMPLE_CLSID("3"), 60000);
  is_text(&r, "outcome", "crashed");
  is_text(&r, "step", "creating it in this process");
  is_number(&r, "exception", 0xC0000005);
  is_text(&r, "exception_name", "STATUS_ACCESS_VIOLATION");
  assert_true(holds(&r, "module", "\\com_sample.dll"));
  r = create(SAMPLE_CLSID("8"), 60000);
  is_text(&r, "outcome", "crashed");
  is_text(&r, "step", "letting it go");
  is_number(&r, "hresult", 0);
  is_number(&r, "asked", 78);
}

static void refuses(void **state) {
  (void)state;
  sonde_value r = create(SAMPLE_CLSID("4"), 60000);
  is_text(&r, "outcome", "failed");
  is_number(&r, "hresult", 0x80040112);
  is_text(&r, "hresult_name", "CLASS_E_NOTLICENSED");
  assert_true(value_get(&r, "meaning")->len > 10);
  r = create(SAMPLE_CLSID("5"), 60000);
  is_text(&r, "outcome", "ended");
  is_text(&r, "step", "creating it in this process");
  assert_int_equal(value_get(&r, "exception")->kind, SONDE_UNKNOWN);
}

static void not_there(void **state) {
  (void)state;
  sonde_value r = create("No.Such", 60000);
  is_text(&r, "outcome", "failed");
  is_number(&r, "hresult", 0x800401F3);
  is_text(&r, "hresult_name", "CO_E_CLASSSTRING");
  assert_int_equal(value_get(&r, "clsid")->kind, SONDE_UNKNOWN);
  r = create("{5058DE10-0000-0000-C000-0000000000FF}", 60000);
  is_number(&r, "hresult", 0x80040154);
  r = create(SAMPLE_CLSID("9"), 60000); /* the code depends on the system: no DLL, or no access to one */
  is_text(&r, "outcome", "failed");
  int64_t code = value_get(&r, "hresult")->u.i;
  assert_true(code == 0x8007007E || code == 0x80070005 || code == 0x80040154);
  error e = {0};
  assert_int_equal(ask("comintrospect.create", SAMPLE_CLSID("1"), 60000, "local", &r, &e), SONDE_OK);
  is_number(&r, "hresult", 0x80040154);
  assert_int_equal(ask("comintrospect.inspect_live", "No.Such", 60000, "any", &r, &e), SONDE_MISSING);
  assert_int_equal(ask("comintrospect.create", "No.Such", 1, "any", &r, &e), SONDE_ARG);
}

/* The library of IDictionary registers it; the known ones come first, and none twice. */
static void registered(void **state) {
  (void)state;
  row r;
  error e = {0};
  sonde_value out;
  sonde_pair pairs[] = {
      {"class", value_text("Scripting.Dictionary")}, {"interfaces", value_text("registered")}};
  sonde_value args = value_map(pairs, COUNT(pairs));
  if (host_find_row(h, "comintrospect.create", &r, &e) || host_call(h, &r, &args, &memory, &out, &e))
    fail_msg("%s", e.text);
  is_text(&out, "outcome", "created");
  is_list(&out, "interfaces", "IUnknown IDispatch IProvideClassInfo IDictionary ");
  assert_true(value_get(&out, "asked")->u.i > 500);
}

/* A program of its own is reached through a proxy, which describes it like the object itself. */
static void local(void **state) {
  (void)state;
  sonde_value r = create(SAMPLE_CLSID("A"), 60000);
  is_text(&r, "outcome", "created");
  is_text(&r, "answered_by", "local");
  assert_int_equal(value_get(&r, "proxy")->u.u, 1);
  const sonde_value *all = value_get(&r, "interfaces");
  assert_true(all->len >= 3);
  assert_string_equal(all->u.list[0].u.s, "IUnknown");
  assert_string_equal(all->u.list[1].u.s, "IDispatch");
  error e = {0};
  if (ask("comintrospect.create", SAMPLE_CLSID("A"), 60000, "inproc", &r, &e)) fail_msg("%s", e.text);
  is_text(&r, "outcome", "failed");
  is_number(&r, "hresult", 0x80040154);
  r = inspect(SAMPLE_CLSID("A"));
  is_text(&r, "described_by", "object");
  is_text(&r, "server", "local");
  is_number(&r, "functions", 3);
  is_list(&r, "methods", "Add ");
}

/* ----------------------------------------------------------------------------------------------- types -- */

static void described(void **state) {
  (void)state;
  sonde_value r = inspect("Scripting.Dictionary");
  is_text(&r, "described_by", "object");
  is_text(&r, "library_guid", "{420B2830-E718-11CF-893D-00A0C9054228}");
  is_text(&r, "library_name", "Scripting");
  is_text(&r, "version", "1.0");
  is_text(&r, "class", "Dictionary");
  is_text(&r, "interface", "IDictionary");
  is_number(&r, "functions", 15);
  is_number(&r, "variables", 0);
  is_list(&r, "methods", "Add Exists Items Keys Remove RemoveAll _NewEnum ");
  is_list(&r, "properties", "Item Count Key CompareMode HashVal ");
  is_list(&r, "interfaces", "IUnknown IDispatch IProvideClassInfo ");
  is_list(&r, "tried", "");
  r = inspect("Scripting.FileSystemObject");
  is_number(&r, "functions", 27);
  r = inspect("MSXML2.DOMDocument");
  is_text(&r, "interface", "IXMLDOMDocument3");
  is_number(&r, "functions", 77);
}

/* An object whose GetTypeInfo fails, with a registered library; the sample, whose type information is its
 * own. */
static void chain(void **state) {
  (void)state;
  sonde_value r = inspect("WScript.Network");
  is_text(&r, "outcome", "created");
  is_text(&r, "class", "WshNetwork");
  const char *by = value_get(&r, "described_by")->u.s;
  if (strcmp(by, "object") != 0) { /* Wine's has no type information */
    assert_string_equal(by, "typelib");
    assert_non_null(
        strstr(value_get(&r, "tried")->u.list[0].u.s, "IDispatch::GetTypeInfo answered 0x80004001"));
  }
  r = inspect("WMPlayer.OCX");
  is_text(&r, "class", "WindowsMediaPlayer");
  is_text(&r, "library_name", "WMPLib");
  if (value_get(&r, "tried")->len) { /* Wine's has no IDispatch */
    is_text(&r, "described_by", "classinfo");
    is_text(&r, "events", "_WMPOCXEvents");
    is_list(&r, "tried", "it has no IDispatch ");
  }
  r = inspect("SondeTest.Sample");
  is_text(&r, "described_by", "object");
  is_number(&r, "functions", 3);
  is_list(&r, "methods", "Add ");
  is_list(&r, "properties", "Total ");
  r = inspect(SAMPLE_CLSID("7"));
  is_text(&r, "described_by", "names");
  is_list(&r, "methods", "Paint ");
  is_list(&r, "properties", "Color ");
  assert_int_equal(value_get(&r, "functions")->kind, SONDE_UNKNOWN);
  r = inspect(SAMPLE_CLSID("4"));
  is_text(&r, "outcome", "failed");
  assert_int_equal(value_get(&r, "described_by")->kind, SONDE_UNKNOWN);
  r = inspect(SAMPLE_CLSID("3"));
  is_text(&r, "outcome", "crashed");
}

/* --------------------------------------------------------------------------------------------- running -- */

typedef struct found {
  uint32_t rows;
  bool sample, movie;
} found;

static const char *column(const record_source *source, const sonde_record *record, const char *name) {
  sonde_value v = record_value(source, record, (uint32_t)record_find_column(source->type, name));
  return arena_text(&memory, v.u.s, v.len);
}

static void look_at(const record_source *source, const sonde_record *record, found *out) {
  const char *name = column(source, record, "name");
  sonde_value at = record_value(source, record, (uint32_t)record_find_column(source->type, "changed"));
  out->rows++;
  if (_stricmp(name, "!" SAMPLE_CLSID("1")) == 0) {
    out->sample = true;
    assert_string_equal(column(source, record, "moniker"), "item");
    assert_string_equal(column(source, record, "clsid"), SAMPLE_CLSID("1"));
    assert_string_equal(column(source, record, "class"), "Sonde sample");
    assert_int_equal(at.kind, SONDE_I64);
    assert_true(llabs(at.u.i - clock_wall_ns()) < 3600000000000);
  } else if (strcmp(name, MOVIE) == 0) {
    out->movie = true;
    assert_string_equal(column(source, record, "moniker"), "file");
    assert_string_equal(column(source, record, "clsid"), "");
  }
}

static found list(void) {
  row r;
  error e = {0};
  found out = {0};
  if (host_find_row(h, "comintrospect.running", &r, &e)) fail_msg("%s", e.text);
  sonde_value args = value_nil();
  cursor *c = host_open(h, &r, &args, 0, 0, NULL, &e);
  if (!c) fail_msg("%s", e.text);
  record_source source;
  sonde_span span = {.size = sizeof span};
  int got;
  while ((got = cursor_next(c, &source, &span, &e)) > 0) {
    const sonde_record *record = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, record = record_next(record))
      look_at(&source, record, &out);
  }
  if (got < 0) fail_msg("%s", e.text);
  cursor_close(c);
  return out;
}

static void running(void **state) {
  (void)state;
  CLSID clsid;
  IUnknown *object = NULL;
  IMoniker *moniker = NULL;
  IRunningObjectTable *table = NULL;
  DWORD active = 0, movie = 0;
  found before = list();
  assert_false(before.sample);
  assert_int_equal(CLSIDFromString(L"" SAMPLE_CLSID("1"), &clsid), S_OK);
  assert_int_equal(
      CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, (void **)&object), S_OK);
  assert_int_equal(RegisterActiveObject(object, &clsid, ACTIVEOBJECT_STRONG, &active), S_OK);
  assert_int_equal(GetRunningObjectTable(0, &table), S_OK);
  assert_int_equal(CreateFileMoniker(L"" MOVIE, &moniker), S_OK);
  assert_true(SUCCEEDED(
      IRunningObjectTable_Register(table, ROTFLAGS_REGISTRATIONKEEPSALIVE, object, moniker, &movie)));
  found now = list();
  assert_int_equal(now.rows, before.rows + 2);
  assert_true(now.sample);
  assert_true(now.movie);
  IRunningObjectTable_Revoke(table, movie);
  RevokeActiveObject(active, NULL);
  assert_int_equal(list().rows, before.rows);
  IMoniker_Release(moniker);
  IRunningObjectTable_Release(table);
  IUnknown_Release(object);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--hang") == 0) {
    open_own(false);
    create(SAMPLE_CLSID("2"), 300000);
    return 0;
  }
  const struct CMUnitTest tests[] = {BOTH(good), BOTH(hangs), BOTH(hangs_when_asked), BOTH(crashes),
      BOTH(refuses), BOTH(not_there), BOTH(registered), BOTH(local), BOTH(limit), cmocka_unit_test(orphan),
      BOTH(described), BOTH(chain), BOTH(running)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
