# ntdll: the system calls. The result is the code: an NTSTATUS, below 0 when it failed.

NTSTATUS NtClose(HANDLE handle) : negative ntstatus
NTSTATUS NtCreateFile(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, IO_STATUS_BLOCK *io, LARGE_INTEGER *size, ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea, ULONG ea_length) : negative ntstatus
NTSTATUS NtOpenFile(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, IO_STATUS_BLOCK *io, ULONG share, ULONG options) : negative ntstatus
NTSTATUS NtReadFile(HANDLE file, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, void *buffer, ULONG length, LARGE_INTEGER *offset, ULONG *key) : negative ntstatus
NTSTATUS NtWriteFile(HANDLE file, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, void *buffer, ULONG length, LARGE_INTEGER *offset, ULONG *key) : negative ntstatus
NTSTATUS NtFlushBuffersFile(HANDLE file, IO_STATUS_BLOCK *io) : negative ntstatus
NTSTATUS NtDeviceIoControlFile(HANDLE file, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, ULONG code, void *in, ULONG in_length, void *out, ULONG out_length) : negative ntstatus
NTSTATUS NtFsControlFile(HANDLE file, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, ULONG code, void *in, ULONG in_length, void *out, ULONG out_length) : negative ntstatus
NTSTATUS NtQueryInformationFile(HANDLE file, IO_STATUS_BLOCK *io, void *out, ULONG length, FILE_INFORMATION_CLASS class) : negative ntstatus
NTSTATUS NtSetInformationFile(HANDLE file, IO_STATUS_BLOCK *io, void *in, ULONG length, FILE_INFORMATION_CLASS class) : negative ntstatus
NTSTATUS NtQueryVolumeInformationFile(HANDLE file, IO_STATUS_BLOCK *io, void *out, ULONG length, FS_INFORMATION_CLASS class) : negative ntstatus
NTSTATUS NtQueryDirectoryFile(HANDLE file, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, void *out, ULONG length, FILE_INFORMATION_CLASS class, BOOLEAN single, UNICODE_STRING *name, BOOLEAN restart) : negative ntstatus
NTSTATUS NtQueryFullAttributesFile(OBJECT_ATTRIBUTES *object, FILE_NETWORK_OPEN_INFORMATION *out) : negative ntstatus
NTSTATUS NtDeleteFile(OBJECT_ATTRIBUTES *object) : negative ntstatus
NTSTATUS NtLockFile(HANDLE file, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, LARGE_INTEGER *offset, LARGE_INTEGER *length, ULONG key, BOOLEAN at_once, BOOLEAN exclusive) : negative ntstatus
NTSTATUS NtUnlockFile(HANDLE file, IO_STATUS_BLOCK *io, LARGE_INTEGER *offset, LARGE_INTEGER *length, ULONG key) : negative ntstatus
NTSTATUS NtCancelIoFile(HANDLE file, IO_STATUS_BLOCK *io) : negative ntstatus
NTSTATUS NtCreateKey(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, ULONG index, UNICODE_STRING *class, ULONG options, ULONG *disposition) : negative ntstatus
NTSTATUS NtOpenKey(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object) : negative ntstatus
NTSTATUS NtOpenKeyEx(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, ULONG options) : negative ntstatus
NTSTATUS NtQueryKey(HANDLE key, KEY_INFORMATION_CLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtQueryValueKey(HANDLE key, UNICODE_STRING *name, KEY_VALUE_INFORMATION_CLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtSetValueKey(HANDLE key, UNICODE_STRING *name, ULONG index, ULONG type, void *data, ULONG length) : negative ntstatus
NTSTATUS NtEnumerateKey(HANDLE key, ULONG index, KEY_INFORMATION_CLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtEnumerateValueKey(HANDLE key, ULONG index, KEY_VALUE_INFORMATION_CLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtDeleteKey(HANDLE key) : negative ntstatus
NTSTATUS NtDeleteValueKey(HANDLE key, UNICODE_STRING *name) : negative ntstatus
NTSTATUS NtFlushKey(HANDLE key) : negative ntstatus
NTSTATUS NtNotifyChangeKey(HANDLE key, HANDLE event, PIO_APC_ROUTINE routine, void *context, IO_STATUS_BLOCK *io, ULONG filter, BOOLEAN tree, void *out, ULONG length, BOOLEAN apart) : negative ntstatus waits
NTSTATUS NtAllocateVirtualMemory(HANDLE process, void **base, ULONG_PTR zero_bits, SIZE_T *size, ULONG type, ULONG protection) : negative ntstatus
NTSTATUS NtFreeVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG type) : negative ntstatus
NTSTATUS NtFlushVirtualMemory(HANDLE process, void **base, SIZE_T *size, IO_STATUS_BLOCK *io) : negative ntstatus
NTSTATUS NtCreateSection(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, LARGE_INTEGER *size, ULONG protection, ULONG attributes, HANDLE file) : negative ntstatus
NTSTATUS NtOpenSection(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object) : negative ntstatus
NTSTATUS NtMapViewOfSection(HANDLE section, HANDLE process, void **base, ULONG_PTR zero_bits, SIZE_T commit, LARGE_INTEGER *offset, SIZE_T *size, SECTION_INHERIT inherit, ULONG type, ULONG protection) : negative ntstatus
NTSTATUS NtUnmapViewOfSection(HANDLE process, void *base) : negative ntstatus
NTSTATUS NtOpenProcess(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, CLIENT_ID *id) : negative ntstatus
NTSTATUS NtOpenThread(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, CLIENT_ID *id) : negative ntstatus
NTSTATUS NtQueryInformationProcess(HANDLE process, PROCESSINFOCLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtSetInformationProcess(HANDLE process, PROCESSINFOCLASS class, void *in, ULONG length) : negative ntstatus
NTSTATUS NtSetInformationThread(HANDLE thread, THREADINFOCLASS class, void *in, ULONG length) : negative ntstatus
NTSTATUS NtOpenProcessToken(HANDLE process, ACCESS_MASK access, HANDLE *out) : negative ntstatus
NTSTATUS NtQueryInformationToken(HANDLE token, TOKEN_INFORMATION_CLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtAdjustPrivilegesToken(HANDLE token, BOOLEAN disable_all, TOKEN_PRIVILEGES *in, ULONG length, TOKEN_PRIVILEGES *old, ULONG *needed) : negative ntstatus
NTSTATUS NtDuplicateToken(HANDLE token, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, BOOLEAN effective, TOKEN_TYPE type, HANDLE *out) : negative ntstatus
NTSTATUS NtDuplicateObject(HANDLE from, HANDLE handle, HANDLE to, HANDLE *out, ACCESS_MASK access, ULONG attributes, ULONG options) : negative ntstatus
NTSTATUS NtQueryObject(HANDLE handle, OBJECT_INFORMATION_CLASS class, void *out, ULONG length, ULONG *needed) : negative ntstatus
NTSTATUS NtCreateEvent(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, EVENT_TYPE type, BOOLEAN set) : negative ntstatus
NTSTATUS NtOpenEvent(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object) : negative ntstatus
NTSTATUS NtSetEvent(HANDLE event, LONG *old) : negative ntstatus
NTSTATUS NtResetEvent(HANDLE event, LONG *old) : negative ntstatus
NTSTATUS NtClearEvent(HANDLE event) : negative ntstatus
NTSTATUS NtWaitForSingleObject(HANDLE handle, BOOLEAN alertable, LARGE_INTEGER *limit) : negative ntstatus waits
NTSTATUS NtWaitForMultipleObjects(ULONG count, HANDLE handles[], WAIT_TYPE type, BOOLEAN alertable, LARGE_INTEGER *limit) : negative ntstatus waits
NTSTATUS NtCreateTimer(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object, TIMER_TYPE type) : negative ntstatus
NTSTATUS NtCreateDirectoryObject(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object) : negative ntstatus
NTSTATUS NtOpenSymbolicLinkObject(HANDLE *out, ACCESS_MASK access, OBJECT_ATTRIBUTES *object) : negative ntstatus
NTSTATUS NtQuerySymbolicLinkObject(HANDLE link, UNICODE_STRING *target, ULONG *needed) : negative ntstatus
NTSTATUS NtSetSystemTime(LARGE_INTEGER *time, LARGE_INTEGER *old) : negative ntstatus
NTSTATUS NtLoadDriver(UNICODE_STRING *name) : negative ntstatus
void *RtlAllocateHeap(HANDLE heap, ULONG flags, SIZE_T size) : NULL
BOOLEAN RtlFreeHeap(HANDLE heap, ULONG flags, void *block) : 0
ULONG RtlNtStatusToDosError(NTSTATUS status) : cheap
