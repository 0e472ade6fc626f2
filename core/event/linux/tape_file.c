/* A tape's file: Linux paths are bytes. */
#include "event/tape_file.h"

FILE *tape_file_create(const char *path) {
  return fopen(path, "wbe");
}
