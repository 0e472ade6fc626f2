# shell32, version, psapi, iphlpapi, winhttp's like: what programs often ask for beside.

HINSTANCE ShellExecuteW(HWND owner, LPCWSTR verb, LPCWSTR file, LPCWSTR arguments, LPCWSTR folder, INT show)
BOOL ShellExecuteExW(SHELLEXECUTEINFOW *info) : 0 win32
HRESULT SHGetFolderPathW(HWND owner, int folder, HANDLE token, DWORD flags, LPWSTR out) : negative hresult
HRESULT SHGetKnownFolderPath(REFGUID folder, DWORD flags, HANDLE token, PWSTR *out) : negative hresult
LPWSTR *CommandLineToArgvW(LPCWSTR line, int *count) : NULL win32 text(line)
DWORD GetFileVersionInfoSizeW(LPCWSTR path, DWORD *ignored) : 0 win32 text(path)
BOOL GetFileVersionInfoW(LPCWSTR path, DWORD ignored, DWORD size, void *out) : 0 win32 text(path)
BOOL VerQueryValueW(const void *block, LPCWSTR path, void **out, UINT *length) : 0 text(path)
BOOL GetProcessMemoryInfo(HANDLE process, PROCESS_MEMORY_COUNTERS *out, DWORD size) : 0 win32
BOOL EnumProcesses(DWORD *out, DWORD size, DWORD *needed) : 0 win32
BOOL EnumProcessModules(HANDLE process, HMODULE *out, DWORD size, DWORD *needed) : 0 win32
HDC CreateCompatibleDC(HDC dc) : NULL
HBITMAP CreateCompatibleBitmap(HDC dc, int width, int height) : NULL
HGDIOBJ SelectObject(HDC dc, HGDIOBJ object) : cheap
BOOL DeleteObject(HGDIOBJ object) : 0
BOOL DeleteDC(HDC dc) : 0
BOOL BitBlt(HDC to, int x, int y, int width, int height, HDC from, int from_x, int from_y, DWORD operation) : 0 win32
