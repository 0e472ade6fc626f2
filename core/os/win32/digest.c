/* SHA-256 of files through BCrypt, a block at a time. */
#include "os/file.h"

#include "base/memory.h"
#include "os/win32/internal.h"

#include <bcrypt.h>

enum { DIGEST = 32, BLOCK = 65536 };

/* 0 or the error number. */
static DWORD hash_file(HANDLE file, BCRYPT_HASH_HANDLE hash) {
  unsigned char *block = memory_new(BLOCK);
  DWORD n = 0, code = 0;
  do {
    if (!ReadFile(file, block, BLOCK, &n, NULL))
      code = GetLastError();
    else if (n && BCryptHashData(hash, block, n, 0))
      code = ERROR_GEN_FAILURE;
  } while (n && !code);
  memory_free(block);
  return code;
}

static DWORD hash_open_file(HANDLE file, unsigned char digest[DIGEST]) {
  BCRYPT_ALG_HANDLE algorithm;
  BCRYPT_HASH_HANDLE hash;
  if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0)) return ERROR_NOT_SUPPORTED;
  DWORD code = ERROR_NOT_SUPPORTED;
  if (!BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0)) {
    code = hash_file(file, hash);
    if (!code && BCryptFinishHash(hash, digest, DIGEST, 0)) code = ERROR_GEN_FAILURE;
    BCryptDestroyHash(hash);
  }
  BCryptCloseAlgorithmProvider(algorithm, 0);
  return code;
}

sonde_status file_sha256(const char *path, char hex[65], error *e) {
  static const char digits[] = "0123456789abcdef";
  unsigned char digest[DIGEST];
  wchar_t *wide = wide_path(path);
  HANDLE file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
      OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
  memory_free(wide);
  DWORD code = file == INVALID_HANDLE_VALUE ? GetLastError() : hash_open_file(file, digest);
  if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
  if (code) return os_fail(e, code, "cannot read '%s'", path);
  for (int i = 0; i < DIGEST; i++) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  hex[2 * DIGEST] = 0;
  return SONDE_OK;
}
