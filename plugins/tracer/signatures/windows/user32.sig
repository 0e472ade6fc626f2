# user32: windows, messages, the clipboard.

HWND CreateWindowExW(DWORD ex_style, LPCWSTR class, LPCWSTR title, DWORD style, int x, int y, int width, int height, HWND parent, HMENU menu, HINSTANCE module, void *argument) : NULL win32
BOOL DestroyWindow(HWND window) : 0 win32
ATOM RegisterClassExW(const WNDCLASSEXW *class)
BOOL UnregisterClassW(LPCWSTR class, HINSTANCE module) : 0 win32
HWND FindWindowW(LPCWSTR class, LPCWSTR title) : NULL win32
HWND FindWindowExW(HWND parent, HWND after, LPCWSTR class, LPCWSTR title)
BOOL EnumWindows(WNDENUMPROC function, LPARAM argument) : 0 win32
BOOL IsWindow(HWND window) : cheap
BOOL ShowWindow(HWND window, int command)
BOOL UpdateWindow(HWND window) : 0
BOOL SetWindowPos(HWND window, HWND after, int x, int y, int width, int height, UINT flags) : 0 win32
BOOL GetWindowRect(HWND window, RECT *out) : 0 win32
BOOL SetForegroundWindow(HWND window) : 0
int GetWindowTextW(HWND window, LPWSTR out, int size)
BOOL SetWindowTextW(HWND window, LPCWSTR title) : 0 win32 text(title)
DWORD GetWindowThreadProcessId(HWND window, DWORD *pid) : 0 win32
LONG_PTR SetWindowLongPtrW(HWND window, int index, LONG_PTR value)
BOOL GetMessageW(MSG *out, HWND window, UINT least, UINT most) : -1 win32 waits
BOOL PeekMessageW(MSG *out, HWND window, UINT least, UINT most, UINT flags)
LRESULT DispatchMessageW(const MSG *message) : waits
BOOL TranslateMessage(const MSG *message) : cheap
LRESULT SendMessageW(HWND window, UINT message, WPARAM w, LPARAM l)
LRESULT SendMessageTimeoutW(HWND window, UINT message, WPARAM w, LPARAM l, UINT flags, UINT limit_ms, DWORD_PTR *out) : 0 win32
BOOL PostMessageW(HWND window, UINT message, WPARAM w, LPARAM l) : 0 win32
BOOL PostThreadMessageW(DWORD thread, UINT message, WPARAM w, LPARAM l) : 0 win32
LRESULT DefWindowProcW(HWND window, UINT message, WPARAM w, LPARAM l) : cheap
int MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR title, UINT type) : 0 win32 text(text) waits
HICON LoadIconW(HINSTANCE module, LPCWSTR name) : NULL win32
HCURSOR LoadCursorW(HINSTANCE module, LPCWSTR name) : NULL win32
HANDLE LoadImageW(HINSTANCE module, LPCWSTR name, UINT type, int width, int height, UINT flags) : NULL win32
int LoadStringW(HINSTANCE module, UINT id, LPWSTR out, int size) : 0 win32
BOOL OpenClipboard(HWND owner) : 0 win32
BOOL CloseClipboard(void) : 0 win32
BOOL EmptyClipboard(void) : 0 win32
HANDLE GetClipboardData(UINT format) : NULL win32
HANDLE SetClipboardData(UINT format, HANDLE data) : NULL win32
UINT_PTR SetTimer(HWND window, UINT_PTR id, UINT ms, TIMERPROC function) : 0 win32
BOOL KillTimer(HWND window, UINT_PTR id) : 0 win32
HHOOK SetWindowsHookExW(int type, HOOKPROC function, HINSTANCE module, DWORD thread) : NULL win32
BOOL UnhookWindowsHookEx(HHOOK hook) : 0 win32
HDC GetDC(HWND window) : NULL
int ReleaseDC(HWND window, HDC dc) : 0
BOOL SystemParametersInfoW(UINT action, UINT parameter, void *data, UINT flags) : 0 win32
int GetSystemMetrics(int index) : cheap
DWORD MsgWaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD limit_ms, DWORD mask) : -1 win32 waits
