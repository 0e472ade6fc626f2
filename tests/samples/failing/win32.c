/* Failing calls of Windows. */
#include <winsock2.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>
#include <winternl.h>

#include "failing.h"

#define BAD_HANDLE ((HANDLE)(UINT_PTR)0xBAD0)

static void fail_paths(void) {
  WIN32_FIND_DATAW found;
  WCHAR windows[MAX_PATH];
  GetWindowsDirectoryW(windows, MAX_PATH);
  FAILS("CreateFileW", "win32:2",
      CreateFileW(L"C:\\no-such-file", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) == NULL);
  FAILS("CreateFileW", "win32:3",
      CreateFileW(L"C:\\no-such-folder\\x", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) == NULL);
  FAILS("CreateFileW", "win32:80", CreateFileW(windows, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL) == NULL);
  FAILS("DeleteFileW", "win32:2", DeleteFileW(L"C:\\no-such-file"));
  FAILS("RemoveDirectoryW", "win32:2", RemoveDirectoryW(L"C:\\no-such-folder"));
  FAILS("CreateDirectoryW", "win32:183", CreateDirectoryW(windows, NULL));
  FAILS("FindFirstFileW", "win32:2", FindFirstFileW(L"C:\\no-such-file", &found) == NULL);
  FAILS("GetFileAttributesW", "win32:2", GetFileAttributesW(L"C:\\no-such-file") == 0);
  FAILS("CopyFileW", "win32:2", CopyFileW(L"C:\\no-such-file", L"C:\\x", TRUE));
  FAILS("MoveFileExW", "win32:2", MoveFileExW(L"C:\\no-such-file", L"C:\\x", 0));
  FAILS("SetCurrentDirectoryW", "win32:2", SetCurrentDirectoryW(L"C:\\no-such-folder"));
  FAILS("LoadLibraryW", "win32:126", LoadLibraryW(L"no-such-library.dll") == NULL);
  FAILS("GetModuleHandleW", "win32:126", GetModuleHandleW(L"no-such-library.dll") == NULL);
  FAILS("GetProcAddress", "win32:127", GetProcAddress(GetModuleHandleW(NULL), "no_such_function") == NULL);
}

static void fail_handles(void) {
  DWORD n;
  FAILS("CloseHandle", "win32:6", CloseHandle(BAD_HANDLE));
  FAILS("ReadFile", "win32:6", ReadFile(BAD_HANDLE, &n, 1, &n, NULL));
  FAILS("WriteFile", "win32:6", WriteFile(BAD_HANDLE, &n, 1, &n, NULL));
  FAILS("WaitForSingleObject", "win32:6", WaitForSingleObject(BAD_HANDLE, 0) == 0);
  FAILS("SetEvent", "win32:6", SetEvent(BAD_HANDLE));
  FAILS("OpenEventW", "win32:2", OpenEventW(SYNCHRONIZE, FALSE, L"no-such-event") == NULL);
  FAILS("OpenMutexW", "win32:2", OpenMutexW(SYNCHRONIZE, FALSE, L"no-such-mutex") == NULL);
  FAILS("OpenProcess", "win32:87", OpenProcess(SYNCHRONIZE, FALSE, 0xFFFFFFF0) == NULL);
  FAILS("GetExitCodeProcess", "win32:6", GetExitCodeProcess(BAD_HANDLE, &n));
  FAILS("NtClose", "ntstatus:0xC0000008", NtClose(BAD_HANDLE));
  FAILS("GetEnvironmentVariableW", "win32:203", GetEnvironmentVariableW(L"NO_SUCH_VARIABLE", NULL, 0));
}

static void fail_services(void) {
  HKEY key;
  CLSID class;
  void *object;
  ITypeLib *library;
  SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
  FAILS("RegOpenKeyExW", "win32:2",
      RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"Software\\NoSuchKey", 0, KEY_READ, &key));
  FAILS("RegQueryValueExW", "win32:2",
      RegQueryValueExW(HKEY_LOCAL_MACHINE, L"no-such-value", NULL, NULL, NULL, NULL));
  FAILS(
      "OpenServiceW", "win32:1060", OpenServiceW(manager, L"no-such-service", SERVICE_QUERY_STATUS) == NULL);
  FAILS("CLSIDFromProgID", "hresult:0x800401F3", CLSIDFromProgID(L"No.Such.Class", &class));
  FAILS("CoCreateInstance", "hresult:0x800401F0",
      CoCreateInstance(&IID_IUnknown, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &object));
  CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
  FAILS("CoCreateInstance", "hresult:0x80040154",
      CoCreateInstance(&IID_IUnknown, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &object));
  FAILS("LoadTypeLib", "hresult:0x80029C4A", LoadTypeLib(L"no-such-library.tlb", &library));
  FAILS("socket", "win32:10093", socket(AF_INET, SOCK_STREAM, 0) == 0);
}

void fail_all(void) {
  fail_paths();
  fail_handles();
  fail_services();
}
