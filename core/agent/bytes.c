/* Texts without a C library. */
#include "agent/bytes.h"

uint64_t bytes_length(const char *text) {
  uint64_t n = 0;
  while (text[n])
    n++;
  return n;
}

int32_t bytes_compare(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return (int32_t)(uint8_t)*a - (int32_t)(uint8_t)*b;
}

const char *bytes_file_name(const char *path) {
  const char *name = path;
  for (; *path; path++) {
    if (*path == '/' || *path == '\\') name = path + 1;
  }
  return name;
}

uint64_t bytes_hash(const char *text) {
  uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
  for (; *text; text++)
    h = (h ^ (uint8_t)*text) * 0x100000001B3u;
  return h;
}
