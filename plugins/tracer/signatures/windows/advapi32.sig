# advapi32: registry, services, tokens, accounts, event log. Registry functions return the error number.

LSTATUS RegOpenKeyExW(HKEY key, LPCWSTR path, DWORD options, REGSAM access, HKEY *out) : nonzero win32 text(path)
LSTATUS RegOpenKeyExA(HKEY key, LPCSTR path, DWORD options, REGSAM access, HKEY *out) : nonzero win32 text(path)
LSTATUS RegOpenKeyW(HKEY key, LPCWSTR path, HKEY *out) : nonzero win32 text(path)
LSTATUS RegCreateKeyExW(HKEY key, LPCWSTR path, DWORD reserved, LPWSTR class, DWORD options, REGSAM access, SECURITY_ATTRIBUTES *security, HKEY *out, DWORD *disposition) : nonzero win32 text(path)
LSTATUS RegCreateKeyExA(HKEY key, LPCSTR path, DWORD reserved, LPSTR class, DWORD options, REGSAM access, SECURITY_ATTRIBUTES *security, HKEY *out, DWORD *disposition) : nonzero win32 text(path)
LSTATUS RegCloseKey(HKEY key) : nonzero win32
LSTATUS RegQueryValueExW(HKEY key, LPCWSTR name, DWORD *reserved, DWORD *type, BYTE *out, DWORD *size) : nonzero win32 text(name)
LSTATUS RegQueryValueExA(HKEY key, LPCSTR name, DWORD *reserved, DWORD *type, BYTE *out, DWORD *size) : nonzero win32 text(name)
LSTATUS RegGetValueW(HKEY key, LPCWSTR path, LPCWSTR name, DWORD flags, DWORD *type, void *out, DWORD *size) : nonzero win32 text(path)
LSTATUS RegSetValueExW(HKEY key, LPCWSTR name, DWORD reserved, DWORD type, const BYTE *data, DWORD size) : nonzero win32 text(name)
LSTATUS RegSetValueExA(HKEY key, LPCSTR name, DWORD reserved, DWORD type, const BYTE *data, DWORD size) : nonzero win32 text(name)
LSTATUS RegDeleteKeyW(HKEY key, LPCWSTR path) : nonzero win32 text(path)
LSTATUS RegDeleteKeyExW(HKEY key, LPCWSTR path, REGSAM access, DWORD reserved) : nonzero win32 text(path)
LSTATUS RegDeleteTreeW(HKEY key, LPCWSTR path) : nonzero win32 text(path)
LSTATUS RegDeleteValueW(HKEY key, LPCWSTR name) : nonzero win32 text(name)
LSTATUS RegEnumKeyExW(HKEY key, DWORD index, LPWSTR out, DWORD *size, DWORD *reserved, LPWSTR class, DWORD *class_size, FILETIME *written)
LSTATUS RegEnumValueW(HKEY key, DWORD index, LPWSTR out, DWORD *size, DWORD *reserved, DWORD *type, BYTE *data, DWORD *data_size)
LSTATUS RegQueryInfoKeyW(HKEY key, LPWSTR class, DWORD *class_size, DWORD *reserved, DWORD *keys, DWORD *key_most, DWORD *class_most, DWORD *values, DWORD *value_most, DWORD *data_most, DWORD *security, FILETIME *written) : nonzero win32
LSTATUS RegFlushKey(HKEY key) : nonzero win32
LSTATUS RegLoadKeyW(HKEY key, LPCWSTR path, LPCWSTR file) : nonzero win32 text(file)
LSTATUS RegSaveKeyW(HKEY key, LPCWSTR file, SECURITY_ATTRIBUTES *security) : nonzero win32 text(file)
LSTATUS RegConnectRegistryW(LPCWSTR machine, HKEY key, HKEY *out) : nonzero win32 text(machine)
LSTATUS RegNotifyChangeKeyValue(HKEY key, BOOL tree, DWORD filter, HANDLE event, BOOL apart) : nonzero win32 waits
SC_HANDLE OpenSCManagerW(LPCWSTR machine, LPCWSTR database, DWORD access) : NULL win32 text(machine)
SC_HANDLE OpenServiceW(SC_HANDLE manager, LPCWSTR name, DWORD access) : NULL win32 text(name)
SC_HANDLE CreateServiceW(SC_HANDLE manager, LPCWSTR name, LPCWSTR title, DWORD access, DWORD type, DWORD start, DWORD control, LPCWSTR path, LPCWSTR group, DWORD *tag, LPCWSTR needs, LPCWSTR account, LPCWSTR password) : NULL win32 text(name)
BOOL StartServiceW(SC_HANDLE service, DWORD count, LPCWSTR *arguments) : 0 win32
BOOL ControlService(SC_HANDLE service, DWORD control, SERVICE_STATUS *out) : 0 win32
BOOL DeleteService(SC_HANDLE service) : 0 win32
BOOL QueryServiceStatus(SC_HANDLE service, SERVICE_STATUS *out) : 0 win32
BOOL QueryServiceStatusEx(SC_HANDLE service, SC_STATUS_TYPE level, BYTE *out, DWORD size, DWORD *needed) : 0 win32
BOOL QueryServiceConfigW(SC_HANDLE service, QUERY_SERVICE_CONFIGW *out, DWORD size, DWORD *needed) : 0 win32
BOOL CloseServiceHandle(SC_HANDLE handle) : 0 win32
BOOL OpenProcessToken(HANDLE process, DWORD access, HANDLE *out) : 0 win32
BOOL OpenThreadToken(HANDLE thread, DWORD access, BOOL as_self, HANDLE *out) : 0 win32
BOOL GetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS class, void *out, DWORD size, DWORD *needed) : 0 win32
BOOL AdjustTokenPrivileges(HANDLE token, BOOL disable_all, TOKEN_PRIVILEGES *in, DWORD size, TOKEN_PRIVILEGES *old, DWORD *needed) : 0 win32
BOOL LookupPrivilegeValueW(LPCWSTR machine, LPCWSTR name, LUID *out) : 0 win32 text(name)
BOOL LookupAccountNameW(LPCWSTR machine, LPCWSTR name, PSID sid, DWORD *sid_size, LPWSTR domain, DWORD *domain_size, SID_NAME_USE *use) : 0 win32 text(name)
BOOL LookupAccountSidW(LPCWSTR machine, PSID sid, LPWSTR name, DWORD *name_size, LPWSTR domain, DWORD *domain_size, SID_NAME_USE *use) : 0 win32
BOOL LogonUserW(LPCWSTR user, LPCWSTR domain, LPCWSTR password, DWORD type, DWORD provider, HANDLE *out) : 0 win32 text(user)
BOOL ImpersonateLoggedOnUser(HANDLE token) : 0 win32
BOOL RevertToSelf(void) : 0 win32
BOOL DuplicateTokenEx(HANDLE token, DWORD access, SECURITY_ATTRIBUTES *security, SECURITY_IMPERSONATION_LEVEL level, TOKEN_TYPE type, HANDLE *out) : 0 win32
BOOL GetUserNameW(LPWSTR out, DWORD *size) : 0 win32
BOOL GetFileSecurityW(LPCWSTR path, SECURITY_INFORMATION wanted, PSECURITY_DESCRIPTOR out, DWORD size, DWORD *needed) : 0 win32 text(path)
BOOL SetFileSecurityW(LPCWSTR path, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR in) : 0 win32 text(path)
HANDLE OpenEventLogW(LPCWSTR machine, LPCWSTR source) : NULL win32 text(source)
HANDLE RegisterEventSourceW(LPCWSTR machine, LPCWSTR source) : NULL win32 text(source)
BOOL ReadEventLogW(HANDLE log, DWORD flags, DWORD record, void *out, DWORD size, DWORD *read, DWORD *needed) : 0 win32
BOOL ReportEventW(HANDLE log, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD data_size, LPCWSTR *texts, void *data) : 0 win32
BOOL CloseEventLog(HANDLE log) : 0 win32
