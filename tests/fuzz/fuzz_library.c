/* The first bytes of any file are classified without a read outside of them, with words for a message. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "os/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  for (int windows = 0; windows < 2; windows++) {
    char what[64];
    dl_format format = library_classify(data, size, windows != 0, what, sizeof what);
    if (format < DL_NOT_A_LIBRARY || format > DL_LIBRARY || !*what || !memchr(what, 0, sizeof what)) abort();
  }
  return 0;
}
