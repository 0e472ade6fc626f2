/* sonde-com-helper HANDLE: does what the plugin comintrospect asks for in the memory of this number, and
 * writes what it finds there. The plugin ends it when it takes too long. */
#include "helper.h"

#include <objbase.h>
#include <stdlib.h>
#include <string.h>

#include "../helper.h"
#include "base/memory.h"

static helper_head *head;

/* The code goes first: the rest may fail in a process that is damaged. */
static LONG WINAPI note_exception(EXCEPTION_POINTERS *p) {
  HMODULE module = NULL;
  char path[MAX_PATH];
  head->exception = p->ExceptionRecord->ExceptionCode;
  if (GetModuleHandleExA(
          GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
          p->ExceptionRecord->ExceptionAddress, &module) &&
      GetModuleFileNameA(module, path, sizeof path)) {
    wchar_t wide[MAX_PATH];
    if (MultiByteToWideChar(CP_ACP, 0, path, -1, wide, MAX_PATH)) {
      char *utf8 = utf8_of(wide);
      answer_text("module", utf8);
      memory_free(utf8);
    }
  }
  TerminateProcess(GetCurrentProcess(), p->ExceptionRecord->ExceptionCode);
  return EXCEPTION_EXECUTE_HANDLER;
}

static void serve(const helper_request *request) {
  answer_step("starting COM");
  HRESULT hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
  if (FAILED(hr)) {
    answer_i64("hresult", (uint32_t)hr);
    return;
  }
  if (strcmp(request->verb, "running") == 0)
    running_list();
  else
    object_make(request->class, request->context, strcmp(request->interfaces, "registered") == 0,
        strcmp(request->verb, "describe") == 0);
  answer_step("ending COM");
  CoUninitialize();
}

int main(int argc, char **argv) {
  error e = {0};
  helper_request request;
  arena memory = {0};
  HANDLE section = argc == 2 ? (HANDLE)(uintptr_t)strtoull(argv[1], NULL, 16) : NULL;
  uint8_t *view = section ? MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, HELPER_BYTES) : NULL;
  if (!view || helper_get_request(view, HELPER_BYTES, &memory, &request, &e)) return 2;
  head = (helper_head *)(void *)view;
  answer_begin(view);
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  SetUnhandledExceptionFilter(note_exception);
  serve(&request);
  answer_bool("done", true);
  TerminateProcess(GetCurrentProcess(), 0); /* nothing of the servers' is to run at our end */
  return 0;
}
