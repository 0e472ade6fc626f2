/* What the agent takes of Windows: functions of ntdll, and the thread's block. Calls of ours never meet a
 * hook: see imports_redirect. */
#ifndef SONDE_AGENT_NATIVE_H
#define SONDE_AGENT_NATIVE_H

#include <stdint.h>
#include <windows.h>
#include <winternl.h>

#include "agent/win32_teb.h"

#define NATIVE_SELF ((HANDLE)(intptr_t)-1)
#define NATIVE_PAGE 4096u

static inline uint32_t native_is_ok(NTSTATUS status) {
  return status >= 0;
}

NTSYSAPI NTSTATUS NTAPI NtMapViewOfSection(HANDLE section, HANDLE process, PVOID *base, ULONG_PTR zero_bits,
    SIZE_T commit, LARGE_INTEGER *offset, SIZE_T *bytes, ULONG inherit, ULONG kind, ULONG protection);
NTSYSAPI NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE process, PVOID base);
NTSYSAPI NTSTATUS NTAPI NtAllocateVirtualMemory(
    HANDLE process, PVOID *base, ULONG_PTR zero_bits, SIZE_T *bytes, ULONG kind, ULONG protection);
NTSYSAPI NTSTATUS NTAPI NtProtectVirtualMemory(
    HANDLE process, PVOID *base, SIZE_T *bytes, ULONG protection, ULONG *old);
NTSYSAPI NTSTATUS NTAPI NtQueryVirtualMemory(
    HANDLE process, LPCVOID address, ULONG kind, PVOID out, SIZE_T bytes, SIZE_T *written);
NTSYSAPI NTSTATUS NTAPI NtReadVirtualMemory(
    HANDLE process, const void *from, void *to, SIZE_T bytes, SIZE_T *done);
NTSYSAPI NTSTATUS NTAPI NtFlushInstructionCache(HANDLE process, LPCVOID base, SIZE_T bytes);
NTSYSAPI NTSTATUS NTAPI NtDelayExecution(BOOLEAN alertable, const LARGE_INTEGER *interval);
NTSYSAPI NTSTATUS NTAPI NtGetNextThread(
    HANDLE process, HANDLE thread, ACCESS_MASK access, ULONG attributes, ULONG flags, HANDLE *next);
NTSYSAPI NTSTATUS NTAPI NtSuspendThread(HANDLE thread, ULONG *count);
NTSYSAPI NTSTATUS NTAPI NtResumeThread(HANDLE thread, ULONG *count);
NTSYSAPI NTSTATUS NTAPI NtGetContextThread(HANDLE thread, CONTEXT *context);
NTSYSAPI NTSTATUS NTAPI NtSetContextThread(HANDLE thread, const CONTEXT *context);
NTSYSAPI BOOLEAN NTAPI RtlQueryPerformanceCounter(LARGE_INTEGER *counter);
NTSYSAPI BOOLEAN NTAPI RtlQueryPerformanceFrequency(LARGE_INTEGER *frequency);
NTSYSAPI NTSTATUS NTAPI LdrGetDllHandle(LPCWSTR path, ULONG flags, const UNICODE_STRING *name, HMODULE *base);

/* Of LdrRegisterDllNotification. */
typedef struct native_dll {
  ULONG flags;
  const UNICODE_STRING *path, *name;
  void *base;
  ULONG bytes;
} native_dll;
#define NATIVE_LOADED 1u
#define NATIVE_UNLOADED 2u
typedef void(CALLBACK *native_dll_change)(ULONG reason, const native_dll *dll, void *context);
NTSYSAPI NTSTATUS NTAPI LdrRegisterDllNotification(
    ULONG flags, native_dll_change change, void *context, void **cookie);

#define TEB_PROCESS 0x40u
#define TEB_THREAD 0x48u
#define TEB_PEB 0x60u
#define TEB_LAST_ERROR 0x68u
#define TEB_SLOTS 0x1480u /* the first 64 of TlsAlloc */

#endif
