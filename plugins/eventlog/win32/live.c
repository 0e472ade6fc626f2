/* wevtapi.dll, loaded at run time, behind the table of winlog.h; writing by ReportEvent. Not run on real
 * Windows. */
#include "live.h"

#include <windows.h>

#include <winevt.h>

#include "base/memory.h"
#include "win32/wide.h"
#include "winlog.h"

#define MOST_TEXT 31839 /* characters of a string of ReportEvent */

typedef EVT_HANDLE(WINAPI *query_call)(EVT_HANDLE, LPCWSTR, LPCWSTR, DWORD);
typedef BOOL(WINAPI *next_call)(EVT_HANDLE, DWORD, EVT_HANDLE *, DWORD, DWORD, PDWORD);
typedef EVT_HANDLE(WINAPI *context_call)(DWORD, LPCWSTR *, DWORD);
typedef BOOL(WINAPI *render_call)(EVT_HANDLE, EVT_HANDLE, DWORD, DWORD, PVOID, PDWORD, PDWORD);
typedef BOOL(WINAPI *close_call)(EVT_HANDLE);

typedef struct calls {
  query_call query;
  next_call next;
  context_call context;
  render_call render;
  close_call close;
  EVT_HANDLE contexts[2]; /* System, user */
} calls;

static calls api;

/* Wine fails without setting a code. */
static uint32_t code_of(bool good) {
  DWORD code = GetLastError();
  return good ? 0 : code ? code : UINT32_MAX;
}

static uint32_t query(void *self, const char *channel, const char *xpath, void **results) {
  calls *c = self;
  wchar_t *name = wide(channel), *path = wide(xpath);
  SetLastError(0);
  *results = c->query(NULL, name, path, EvtQueryChannelPath | EvtQueryForwardDirection);
  uint32_t code = code_of(*results);
  memory_free(name);
  memory_free(path);
  return code;
}

static uint32_t next(void *self, void *results, uint32_t most, void **events, uint32_t *got) {
  calls *c = self;
  DWORD n = 0;
  SetLastError(0);
  bool good = c->next(results, most, (EVT_HANDLE *)events, 1000, 0, &n);
  *got = good ? n : 0;
  return code_of(good);
}

static uint32_t render(
    void *self, void *event, bool user, void *buffer, uint32_t size, uint32_t *used, uint32_t *count) {
  calls *c = self;
  DWORD bytes = 0, n = 0;
  EVT_HANDLE *context = &c->contexts[user];
  if (!*context) *context = c->context(0, NULL, user ? EvtRenderContextUser : EvtRenderContextSystem);
  if (!*context) return code_of(false);
  SetLastError(0);
  bool good = c->render(*context, event, EvtRenderEventValues, size, buffer, &bytes, &n);
  *used = bytes;
  *count = n;
  return code_of(good);
}

static void close_handle(void *self, void *handle) {
  ((calls *)self)->close(handle);
}

static bool load(error *e) {
  static const char *const names[] = {
      "EvtQuery", "EvtNext", "EvtCreateRenderContext", "EvtRender", "EvtClose"};
  void *const places[] = {&api.query, &api.next, &api.context, &api.render, &api.close};
  HMODULE library = LoadLibraryExW(L"wevtapi.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  for (size_t i = 0; i < COUNT(names); i++) {
    FARPROC call = library ? GetProcAddress(library, names[i]) : NULL;
    if (!call) {
      error_set(e, SONDE_UNSUPPORTED, "the live log cannot be read: wevtapi.dll has no %s", names[i]);
      return false;
    }
    memcpy(places[i], &call, sizeof call);
  }
  return true;
}

source *live_source(const char *log, int64_t from_ns, error *e) {
  static const winlog_api table = {&api, query, next, render, close_handle};
  return load(e) ? winlog_source(&table, log ? log : "System", from_ns, e) : NULL;
}

sonde_status live_write(const live_message *m, const char **to, error *e) {
  static const WORD kinds[] = {EVENTLOG_INFORMATION_TYPE, EVENTLOG_ERROR_TYPE, EVENTLOG_ERROR_TYPE,
      EVENTLOG_WARNING_TYPE, EVENTLOG_INFORMATION_TYPE, EVENTLOG_INFORMATION_TYPE};
  wchar_t *text = wide(m->text), *name = wide(m->source);
  bool fits = wcslen(text) <= MOST_TEXT;
  HANDLE log = fits ? RegisterEventSourceW(NULL, name) : NULL;
  const wchar_t *strings[] = {text};
  bool good = log && ReportEventW(log, kinds[m->level < COUNT(kinds) ? m->level : 0], 0, m->event, NULL, 1, 0,
                         strings, NULL);
  DWORD code = GetLastError();
  if (log) DeregisterEventSource(log);
  memory_free(text);
  memory_free(name);
  *to = "Application";
  if (good) return SONDE_OK;
  if (!fits)
    return error_set(e, SONDE_ARG, "the text is too long: an event takes at most %d characters", MOST_TEXT);
  error_set(e, code == ERROR_ACCESS_DENIED ? SONDE_DENIED : SONDE_OS,
      "writing an event failed: Windows error %u", (unsigned)code);
  e->os_code = code;
  return e->status;
}
