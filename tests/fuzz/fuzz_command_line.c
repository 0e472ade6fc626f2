/* Any line splits within its bytes; what comes out can be quoted and splits into the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "os/command_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(char **argv, int argc) {
  text t;
  int n;
  text_init(&t, 0);
  text_puts(&t, "p");
  for (int i = 1; i < argc; i++)
    command_line_add(&t, argv[i]);
  char **again = command_line_split(text_chars(&t), &n);
  if (n != argc) abort();
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], again[i])) abort();
  memory_free(again);
  text_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *line = memory_text((const char *)data, size);
  int argc;
  char **argv = command_line_split(line, &argc);
  check_again(argv, argc);
  memory_free(argv);
  memory_free(line);
  return 0;
}
