/* By the loader. */
#include "modules.h"

#include <windows.h>

#include <psapi.h>
#include <string.h>

void own_module_of(uint64_t address, own_module *out) {
  HMODULE module;
  MODULEINFO info;
  memset(out, 0, sizeof *out);
  if (!GetModuleHandleExW(
          GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
          (const wchar_t *)(uintptr_t)address, &module) ||
      !GetModuleInformation(GetCurrentProcess(), module, &info, sizeof info))
    return;
  GetModuleFileNameA(module, out->path, sizeof out->path);
  out->base = out->bias = (uint64_t)(uintptr_t)info.lpBaseOfDll;
  out->end = out->base + info.SizeOfImage;
}

uint64_t own_exported(const char **name) {
  *name = "RtlAllocateHeap";
  return (uint64_t)(uintptr_t)GetProcAddress(GetModuleHandleA("ntdll"), *name);
}
