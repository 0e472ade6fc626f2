/* Appending with a share mode that keeps other writers out, and FlushFileBuffers; SHA-256 through BCrypt. */
#include "os/append.h"

#include "base/memory.h"
#include "os/win32/internal.h"

#include <bcrypt.h>

enum { DIGEST = 32 };

struct append_file {
  HANDLE handle;
};

append_file *append_open(const char *path, error *e) {
  wchar_t *wide = wide_path(path);
  HANDLE h = CreateFileW(wide, FILE_APPEND_DATA | SYNCHRONIZE, FILE_SHARE_READ, NULL, OPEN_ALWAYS, 0, NULL);
  DWORD code = GetLastError();
  memory_free(wide);
  if (h == INVALID_HANDLE_VALUE) {
    if (code == ERROR_SHARING_VIOLATION)
      error_set(e, SONDE_STATE, "another Sonde is writing '%s': wait until it has finished", path);
    else
      os_fail(e, code, "cannot write '%s'", path);
    return NULL;
  }
  append_file *f = NEW(append_file);
  f->handle = h;
  return f;
}

sonde_status append_add(append_file *f, const void *data, size_t len, error *e) {
  const char *at = data;
  while (len) {
    DWORD n, most = len > 1u << 20 ? 1u << 20 : (DWORD)len;
    if (!WriteFile(f->handle, at, most, &n, NULL)) return os_fail(e, GetLastError(), "cannot add a line");
    at += n;
    len -= n;
  }
  return SONDE_OK;
}

sonde_status append_write(append_file *f, const void *data, size_t len, error *e) {
  sonde_status status = append_add(f, data, len, e);
  if (status) return status;
  return FlushFileBuffers(f->handle) ? SONDE_OK
                                     : os_fail(e, GetLastError(), "cannot flush a line to the disk");
}

void append_close(append_file *f) {
  if (!f) return;
  CloseHandle(f->handle);
  memory_free(f);
}

sonde_status append_sha256(const void *data, size_t len, char hex[65], error *e) {
  static const char digits[] = "0123456789abcdef";
  unsigned char digest[DIGEST];
  BCRYPT_ALG_HANDLE algorithm;
  BCRYPT_HASH_HANDLE hash;
  bool ok = false;
  if (!BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0)) {
    if (!BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0)) {
      ok = !BCryptHashData(hash, (PUCHAR)(uintptr_t)data, (ULONG)len, 0) &&
           !BCryptFinishHash(hash, digest, DIGEST, 0);
      BCryptDestroyHash(hash);
    }
    BCryptCloseAlgorithmProvider(algorithm, 0);
  }
  if (!ok) return os_fail(e, ERROR_NOT_SUPPORTED, "cannot compute SHA-256");
  for (int i = 0; i < DIGEST; i++) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  hex[2 * DIGEST] = 0;
  return SONDE_OK;
}
