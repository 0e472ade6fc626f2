# kernel32 and kernelbase: files, processes, threads, memory, modules. GetLastError tells why a call has failed.

HANDLE CreateFileW(LPCWSTR path, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security, DWORD disposition, DWORD flags, HANDLE model) : -1 win32 text(path)
HANDLE CreateFileA(LPCSTR path, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security, DWORD disposition, DWORD flags, HANDLE model) : -1 win32 text(path)
BOOL CloseHandle(HANDLE handle) : 0 win32
BOOL ReadFile(HANDLE file, void *buffer, DWORD length, DWORD *read, OVERLAPPED *overlapped) : 0 win32
BOOL WriteFile(HANDLE file, const void *buffer, DWORD length, DWORD *written, OVERLAPPED *overlapped) : 0 win32
BOOL ReadFileEx(HANDLE file, void *buffer, DWORD length, OVERLAPPED *overlapped, LPOVERLAPPED_COMPLETION_ROUTINE done) : 0 win32
BOOL WriteFileEx(HANDLE file, const void *buffer, DWORD length, OVERLAPPED *overlapped, LPOVERLAPPED_COMPLETION_ROUTINE done) : 0 win32
BOOL FlushFileBuffers(HANDLE file) : 0 win32
BOOL SetEndOfFile(HANDLE file) : 0 win32
DWORD SetFilePointer(HANDLE file, LONG distance, LONG *high, DWORD from) : -1 win32
BOOL SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, LARGE_INTEGER *out, DWORD from) : 0 win32
DWORD GetFileSize(HANDLE file, DWORD *high) : -1 win32
BOOL GetFileSizeEx(HANDLE file, LARGE_INTEGER *out) : 0 win32
DWORD GetFileType(HANDLE file)
BOOL GetFileTime(HANDLE file, FILETIME *created, FILETIME *accessed, FILETIME *written) : 0 win32
BOOL SetFileTime(HANDLE file, const FILETIME *created, const FILETIME *accessed, const FILETIME *written) : 0 win32
BOOL GetFileInformationByHandle(HANDLE file, BY_HANDLE_FILE_INFORMATION *out) : 0 win32
BOOL GetFileInformationByHandleEx(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, void *out, DWORD size) : 0 win32
BOOL SetFileInformationByHandle(HANDLE file, FILE_INFO_BY_HANDLE_CLASS class, void *in, DWORD size) : 0 win32
DWORD GetFinalPathNameByHandleW(HANDLE file, LPWSTR path, DWORD size, DWORD flags) : 0 win32
DWORD GetFileAttributesW(LPCWSTR path) : -1 win32 text(path)
DWORD GetFileAttributesA(LPCSTR path) : -1 win32 text(path)
BOOL GetFileAttributesExW(LPCWSTR path, GET_FILEEX_INFO_LEVELS level, void *out) : 0 win32 text(path)
BOOL SetFileAttributesW(LPCWSTR path, DWORD attributes) : 0 win32 text(path)
BOOL DeleteFileW(LPCWSTR path) : 0 win32 text(path)
BOOL DeleteFileA(LPCSTR path) : 0 win32 text(path)
BOOL MoveFileW(LPCWSTR from, LPCWSTR to) : 0 win32 text(from)
BOOL MoveFileExW(LPCWSTR from, LPCWSTR to, DWORD flags) : 0 win32 text(from)
BOOL CopyFileW(LPCWSTR from, LPCWSTR to, BOOL fail_if_exists) : 0 win32 text(from)
BOOL CopyFileExW(LPCWSTR from, LPCWSTR to, LPPROGRESS_ROUTINE progress, void *data, BOOL *cancel, DWORD flags) : 0 win32 text(from)
BOOL ReplaceFileW(LPCWSTR replaced, LPCWSTR with, LPCWSTR backup, DWORD flags, void *exclude, void *reserved) : 0 win32 text(replaced)
BOOL CreateHardLinkW(LPCWSTR path, LPCWSTR existing, SECURITY_ATTRIBUTES *security) : 0 win32 text(path)
BOOLEAN CreateSymbolicLinkW(LPCWSTR path, LPCWSTR target, DWORD flags)
BOOL CreateDirectoryW(LPCWSTR path, SECURITY_ATTRIBUTES *security) : 0 win32 text(path)
BOOL CreateDirectoryA(LPCSTR path, SECURITY_ATTRIBUTES *security) : 0 win32 text(path)
BOOL RemoveDirectoryW(LPCWSTR path) : 0 win32 text(path)
BOOL RemoveDirectoryA(LPCSTR path) : 0 win32 text(path)
DWORD GetCurrentDirectoryW(DWORD size, LPWSTR out) : 0 win32
BOOL SetCurrentDirectoryW(LPCWSTR path) : 0 win32 text(path)
DWORD GetFullPathNameW(LPCWSTR path, DWORD size, LPWSTR out, LPWSTR *name) : 0 win32 text(path)
DWORD GetLongPathNameW(LPCWSTR path, LPWSTR out, DWORD size) : 0 win32 text(path)
DWORD GetShortPathNameW(LPCWSTR path, LPWSTR out, DWORD size) : 0 win32 text(path)
DWORD GetTempPathW(DWORD size, LPWSTR out) : 0 win32
UINT GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT unique, LPWSTR out) : 0 win32 text(folder)
DWORD SearchPathW(LPCWSTR path, LPCWSTR file, LPCWSTR extension, DWORD size, LPWSTR out, LPWSTR *name) : 0 win32 text(file)
HANDLE FindFirstFileW(LPCWSTR pattern, WIN32_FIND_DATAW *out) : -1 win32 text(pattern)
HANDLE FindFirstFileA(LPCSTR pattern, WIN32_FIND_DATAA *out) : -1 win32 text(pattern)
HANDLE FindFirstFileExW(LPCWSTR pattern, FINDEX_INFO_LEVELS level, void *out, FINDEX_SEARCH_OPS operation, void *filter, DWORD flags) : -1 win32 text(pattern)
BOOL FindNextFileW(HANDLE find, WIN32_FIND_DATAW *out)
BOOL FindNextFileA(HANDLE find, WIN32_FIND_DATAA *out)
BOOL FindClose(HANDLE find) : 0 win32
UINT GetDriveTypeW(LPCWSTR root)
DWORD GetLogicalDrives(void) : 0 win32
BOOL GetDiskFreeSpaceW(LPCWSTR root, DWORD *sectors, DWORD *bytes, DWORD *free, DWORD *total) : 0 win32 text(root)
BOOL GetDiskFreeSpaceExW(LPCWSTR path, ULARGE_INTEGER *own, ULARGE_INTEGER *total, ULARGE_INTEGER *free) : 0 win32 text(path)
BOOL GetVolumeInformationW(LPCWSTR root, LPWSTR name, DWORD name_size, DWORD *serial, DWORD *component, DWORD *flags, LPWSTR system, DWORD system_size) : 0 win32 text(root)
BOOL LockFile(HANDLE file, DWORD low, DWORD high, DWORD length_low, DWORD length_high) : 0 win32
BOOL LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD length_low, DWORD length_high, OVERLAPPED *overlapped) : 0 win32
BOOL UnlockFile(HANDLE file, DWORD low, DWORD high, DWORD length_low, DWORD length_high) : 0 win32
BOOL DeviceIoControl(HANDLE device, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size, DWORD *returned, OVERLAPPED *overlapped) : 0 win32
BOOL ReadDirectoryChangesW(HANDLE folder, void *buffer, DWORD size, BOOL tree, DWORD filter, DWORD *returned, OVERLAPPED *overlapped, LPOVERLAPPED_COMPLETION_ROUTINE done) : 0 win32
BOOL GetOverlappedResult(HANDLE file, OVERLAPPED *overlapped, DWORD *transferred, BOOL wait) : 0 win32
BOOL CancelIo(HANDLE file) : 0 win32
BOOL CancelIoEx(HANDLE file, OVERLAPPED *overlapped) : 0 win32
HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) : NULL win32
BOOL GetQueuedCompletionStatus(HANDLE port, DWORD *transferred, ULONG_PTR *key, OVERLAPPED **overlapped, DWORD limit_ms) : 0 win32 waits
BOOL PostQueuedCompletionStatus(HANDLE port, DWORD transferred, ULONG_PTR key, OVERLAPPED *overlapped) : 0 win32
BOOL CreatePipe(HANDLE *reading, HANDLE *writing, SECURITY_ATTRIBUTES *security, DWORD size) : 0 win32
HANDLE CreateNamedPipeW(LPCWSTR name, DWORD mode, DWORD pipe_mode, DWORD most, DWORD out_size, DWORD in_size, DWORD limit_ms, SECURITY_ATTRIBUTES *security) : -1 win32 text(name)
BOOL ConnectNamedPipe(HANDLE pipe, OVERLAPPED *overlapped) : 0 win32 waits
BOOL DisconnectNamedPipe(HANDLE pipe) : 0 win32
BOOL WaitNamedPipeW(LPCWSTR name, DWORD limit_ms) : 0 win32 text(name)
BOOL PeekNamedPipe(HANDLE pipe, void *buffer, DWORD size, DWORD *read, DWORD *available, DWORD *left) : 0 win32
BOOL SetNamedPipeHandleState(HANDLE pipe, DWORD *mode, DWORD *most, DWORD *limit_ms) : 0 win32
HANDLE CreateFileMappingW(HANDLE file, SECURITY_ATTRIBUTES *security, DWORD protection, DWORD size_high, DWORD size_low, LPCWSTR name) : NULL win32 text(name)
HANDLE OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name) : NULL win32 text(name)
void *MapViewOfFile(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size) : NULL win32
void *MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size, void *base) : NULL win32
BOOL UnmapViewOfFile(const void *base) : 0 win32
BOOL FlushViewOfFile(const void *base, SIZE_T size) : 0 win32
void *VirtualAlloc(void *address, SIZE_T size, DWORD type, DWORD protection) : NULL win32
void *VirtualAllocEx(HANDLE process, void *address, SIZE_T size, DWORD type, DWORD protection) : NULL win32
BOOL VirtualFree(void *address, SIZE_T size, DWORD type) : 0 win32
BOOL VirtualFreeEx(HANDLE process, void *address, SIZE_T size, DWORD type) : 0 win32
BOOL VirtualProtect(void *address, SIZE_T size, DWORD protection, DWORD *old) : 0 win32
BOOL VirtualProtectEx(HANDLE process, void *address, SIZE_T size, DWORD protection, DWORD *old) : 0 win32
SIZE_T VirtualQuery(const void *address, MEMORY_BASIC_INFORMATION *out, SIZE_T size) : 0 win32
SIZE_T VirtualQueryEx(HANDLE process, const void *address, MEMORY_BASIC_INFORMATION *out, SIZE_T size) : 0 win32
BOOL VirtualLock(void *address, SIZE_T size) : 0 win32
BOOL VirtualUnlock(void *address, SIZE_T size) : 0 win32
BOOL ReadProcessMemory(HANDLE process, const void *address, void *out, SIZE_T size, SIZE_T *read) : 0 win32
BOOL WriteProcessMemory(HANDLE process, void *address, const void *in, SIZE_T size, SIZE_T *written) : 0 win32
HANDLE HeapCreate(DWORD flags, SIZE_T initial, SIZE_T most) : NULL win32
BOOL HeapDestroy(HANDLE heap) : 0 win32
void *HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size) : NULL
void *HeapReAlloc(HANDLE heap, DWORD flags, void *block, SIZE_T size) : NULL
BOOL HeapFree(HANDLE heap, DWORD flags, void *block) : 0 win32
SIZE_T HeapSize(HANDLE heap, DWORD flags, const void *block) : -1
BOOL HeapValidate(HANDLE heap, DWORD flags, const void *block)
HANDLE GetProcessHeap(void) : cheap
HGLOBAL GlobalAlloc(UINT flags, SIZE_T size) : NULL win32
HGLOBAL GlobalFree(HGLOBAL block)
void *GlobalLock(HGLOBAL block) : NULL win32
HLOCAL LocalAlloc(UINT flags, SIZE_T size) : NULL win32
HLOCAL LocalFree(HLOCAL block)
BOOL CreateProcessW(LPCWSTR program, LPWSTR command, SECURITY_ATTRIBUTES *process, SECURITY_ATTRIBUTES *thread, BOOL inherit, DWORD flags, void *environment, LPCWSTR folder, STARTUPINFOW *startup, PROCESS_INFORMATION *out) : 0 win32 text(command)
BOOL CreateProcessA(LPCSTR program, LPSTR command, SECURITY_ATTRIBUTES *process, SECURITY_ATTRIBUTES *thread, BOOL inherit, DWORD flags, void *environment, LPCSTR folder, STARTUPINFOA *startup, PROCESS_INFORMATION *out) : 0 win32 text(program)
HANDLE OpenProcess(DWORD access, BOOL inherit, DWORD pid) : NULL win32
BOOL GetExitCodeProcess(HANDLE process, DWORD *out) : 0 win32
BOOL GetProcessTimes(HANDLE process, FILETIME *created, FILETIME *ended, FILETIME *kernel, FILETIME *user) : 0 win32
BOOL QueryFullProcessImageNameW(HANDLE process, DWORD flags, LPWSTR out, DWORD *size) : 0 win32
BOOL SetPriorityClass(HANDLE process, DWORD class) : 0 win32
DWORD GetPriorityClass(HANDLE process) : 0 win32
BOOL GetProcessAffinityMask(HANDLE process, DWORD_PTR *own, DWORD_PTR *system) : 0 win32
HANDLE CreateThread(SECURITY_ATTRIBUTES *security, SIZE_T stack, LPTHREAD_START_ROUTINE start, void *argument, DWORD flags, DWORD *id) : NULL win32
HANDLE CreateRemoteThread(HANDLE process, SECURITY_ATTRIBUTES *security, SIZE_T stack, LPTHREAD_START_ROUTINE start, void *argument, DWORD flags, DWORD *id) : NULL win32
HANDLE OpenThread(DWORD access, BOOL inherit, DWORD id) : NULL win32
DWORD SuspendThread(HANDLE thread) : -1 win32
DWORD ResumeThread(HANDLE thread) : -1 win32
BOOL GetExitCodeThread(HANDLE thread, DWORD *out) : 0 win32
BOOL SetThreadPriority(HANDLE thread, int priority) : 0 win32
BOOL SwitchToThread(void) : cheap
DWORD TlsAlloc(void) : -1 win32
BOOL TlsFree(DWORD index) : 0 win32
BOOL TlsSetValue(DWORD index, void *value) : 0 win32 cheap
DWORD WaitForSingleObject(HANDLE handle, DWORD limit_ms) : -1 win32 waits
DWORD WaitForSingleObjectEx(HANDLE handle, DWORD limit_ms, BOOL alertable) : -1 win32 waits
DWORD WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD limit_ms) : -1 win32 waits
DWORD WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL all, DWORD limit_ms, BOOL alertable) : -1 win32 waits
void Sleep(DWORD ms) : waits
DWORD SleepEx(DWORD ms, BOOL alertable) : waits
HANDLE CreateEventW(SECURITY_ATTRIBUTES *security, BOOL manual, BOOL set, LPCWSTR name) : NULL win32 text(name)
HANDLE CreateEventA(SECURITY_ATTRIBUTES *security, BOOL manual, BOOL set, LPCSTR name) : NULL win32 text(name)
HANDLE OpenEventW(DWORD access, BOOL inherit, LPCWSTR name) : NULL win32 text(name)
BOOL SetEvent(HANDLE event) : 0 win32
BOOL ResetEvent(HANDLE event) : 0 win32
HANDLE CreateMutexW(SECURITY_ATTRIBUTES *security, BOOL own, LPCWSTR name) : NULL win32 text(name)
HANDLE OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name) : NULL win32 text(name)
BOOL ReleaseMutex(HANDLE mutex) : 0 win32
HANDLE CreateSemaphoreW(SECURITY_ATTRIBUTES *security, LONG initial, LONG most, LPCWSTR name) : NULL win32 text(name)
BOOL ReleaseSemaphore(HANDLE semaphore, LONG count, LONG *old) : 0 win32
HANDLE CreateWaitableTimerW(SECURITY_ATTRIBUTES *security, BOOL manual, LPCWSTR name) : NULL win32 text(name)
BOOL SleepConditionVariableCS(CONDITION_VARIABLE *condition, CRITICAL_SECTION *section, DWORD limit_ms) : 0 win32 waits
BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *condition, SRWLOCK *lock, DWORD limit_ms, ULONG flags) : 0 win32 waits
HMODULE LoadLibraryW(LPCWSTR file) : NULL win32 text(file)
HMODULE LoadLibraryA(LPCSTR file) : NULL win32 text(file)
HMODULE LoadLibraryExW(LPCWSTR file, HANDLE reserved, DWORD flags) : NULL win32 text(file)
HMODULE LoadLibraryExA(LPCSTR file, HANDLE reserved, DWORD flags) : NULL win32 text(file)
BOOL FreeLibrary(HMODULE module) : 0 win32
FARPROC GetProcAddress(HMODULE module, LPCSTR name) : NULL win32
HMODULE GetModuleHandleW(LPCWSTR name) : NULL win32 text(name)
HMODULE GetModuleHandleA(LPCSTR name) : NULL win32 text(name)
BOOL GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *out) : 0 win32
DWORD GetModuleFileNameW(HMODULE module, LPWSTR out, DWORD size) : 0 win32
DWORD GetModuleFileNameA(HMODULE module, LPSTR out, DWORD size) : 0 win32
HRSRC FindResourceW(HMODULE module, LPCWSTR name, LPCWSTR type) : NULL win32
HGLOBAL LoadResource(HMODULE module, HRSRC resource) : NULL win32
DWORD GetEnvironmentVariableW(LPCWSTR name, LPWSTR out, DWORD size) : 0 win32 text(name)
BOOL SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value) : 0 win32 text(name)
DWORD ExpandEnvironmentStringsW(LPCWSTR in, LPWSTR out, DWORD size) : 0 win32 text(in)
HANDLE GetStdHandle(DWORD which) : -1 win32
BOOL SetStdHandle(DWORD which, HANDLE handle) : 0 win32
BOOL GetConsoleMode(HANDLE console, DWORD *out) : 0 win32
BOOL SetConsoleMode(HANDLE console, DWORD mode) : 0 win32
BOOL WriteConsoleW(HANDLE console, const void *buffer, DWORD length, DWORD *written, void *reserved) : 0 win32
BOOL ReadConsoleW(HANDLE console, void *buffer, DWORD length, DWORD *read, void *control) : 0 win32
BOOL DuplicateHandle(HANDLE from, HANDLE handle, HANDLE to, HANDLE *out, DWORD access, BOOL inherit, DWORD options) : 0 win32
BOOL SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags) : 0 win32
HANDLE CreateJobObjectW(SECURITY_ATTRIBUTES *security, LPCWSTR name) : NULL win32 text(name)
BOOL AssignProcessToJobObject(HANDLE job, HANDLE process) : 0 win32
BOOL SetInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, void *in, DWORD size) : 0 win32
HANDLE CreateToolhelp32Snapshot(DWORD flags, DWORD pid) : -1 win32
BOOL Process32FirstW(HANDLE snapshot, PROCESSENTRY32W *out) : 0 win32
BOOL Process32NextW(HANDLE snapshot, PROCESSENTRY32W *out)
int MultiByteToWideChar(UINT page, DWORD flags, LPCSTR in, int in_length, LPWSTR out, int size) : 0 win32 cheap
int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR in, int in_length, LPSTR out, int size, LPCSTR other, BOOL *used) : 0 win32 cheap
DWORD FormatMessageW(DWORD flags, const void *source, DWORD number, DWORD language, LPWSTR out, DWORD size, va_list *arguments) : 0 win32
BOOL GetComputerNameW(LPWSTR out, DWORD *size) : 0 win32
BOOL GetSystemTimes(FILETIME *idle, FILETIME *kernel, FILETIME *user) : 0 win32
BOOL GlobalMemoryStatusEx(MEMORYSTATUSEX *out) : 0 win32
BOOL QueryPerformanceCounter(LARGE_INTEGER *out) : 0 win32 cheap
DWORD GetTickCount(void) : cheap
ULONGLONG GetTickCount64(void) : cheap
void GetSystemTimeAsFileTime(FILETIME *out) : cheap
DWORD GetPrivateProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR otherwise, LPWSTR out, DWORD size, LPCWSTR file)
BOOL WritePrivateProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR value, LPCWSTR file) : 0 win32 text(file)
