/* What a file is, before anybody loads it. */
#include "os/dl.h"

#include <stdio.h>

#include "os/file.h"
#include "os/library.h"

dl_format dl_probe(const char *path, char *what, size_t what_size) {
  uint8_t head[LIBRARY_HEAD];
  size_t len;
  if (file_probe(path) == FILE_FOLDER) {
    snprintf(what, what_size, "a folder");
    return DL_NOT_A_LIBRARY;
  }
  if (file_read_head(path, head, sizeof head, &len, NULL)) {
    snprintf(what, what_size, file_probe(path) == FILE_MISSING ? "a missing file" : "an unreadable file");
    return DL_UNREADABLE;
  }
  return library_classify(head, len, dl_for_windows, what, what_size);
}
