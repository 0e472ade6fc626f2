/* The sample's good class in a program of its own: ends when its object is gone, or after a minute. */
#define COBJMACROS
#include "sample.h"

#include <windows.h>

#include <objbase.h>

HRESULT WINAPI DllGetClassObject(REFCLSID class, REFIID iid, void **out);

static DWORD thread;

static void quit(void) {
  PostThreadMessageW(thread, WM_QUIT, 0, 0);
}

int main(void) {
  static const CLSID class = {0x5058DE10, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, SAMPLE_LOCAL}};
  IUnknown *factory = NULL;
  DWORD number = 0;
  MSG message;
  thread = GetCurrentThreadId();
  sample_gone = quit;
  CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
  SetTimer(NULL, 0, 60000, NULL);
  HRESULT hr = DllGetClassObject(&class, &IID_IUnknown, (void **)&factory);
  if (SUCCEEDED(hr))
    hr = CoRegisterClassObject(&class, factory, CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE, &number);
  while (SUCCEEDED(hr) && GetMessageW(&message, NULL, 0, 0) > 0 && message.message != WM_TIMER)
    DispatchMessageW(&message);
  CoRevokeClassObject(number);
  CoUninitialize();
  return FAILED(hr);
}
