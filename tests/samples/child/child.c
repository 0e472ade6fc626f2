/* child WORD ARGS: does one known thing. Further words follow in the same call: `child burn 200 exit 3`. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

static const char *self;

static void burn(unsigned ms) {
  int64_t until = platform_cpu_ns() + (int64_t)ms * 1000000;
  while (platform_cpu_ns() < until)
    ;
}

static void allocate(unsigned mib) {
  size_t n = (size_t)mib << 20;
  volatile char *block = malloc(n);
  for (size_t i = 0; block && i < n; i += 4096)
    block[i] = 1;
}

static void copy_input(void) {
  char block[4096];
  size_t n;
  while ((n = fread(block, 1, sizeof block, stdin)) > 0)
    fwrite(block, 1, n, stdout);
}

/* All arguments, each between brackets on a line of its own. */
static void print_arguments(char **argv) {
  for (; *argv; argv++)
    printf("[%s]\n", *argv);
}

static unsigned number(const char *s) {
  return (unsigned)strtoul(s, NULL, 10);
}

/* Does one word; the number of its arguments. */
static int act(char **argv) {
  const char *word = argv[0], *argument = argv[1] ? argv[1] : "0";
  if (!strcmp(word, "exit")) exit((int)strtoul(argument, NULL, 0));
  if (!strcmp(word, "burn")) return burn(number(argument)), 1;
  if (!strcmp(word, "allocate")) return allocate(number(argument)), 1;
  if (!strcmp(word, "sleep")) return platform_sleep_ms(number(argument)), 1;
  if (!strcmp(word, "crash")) return platform_crash(argument), 1;
  if (!strcmp(word, "spawn")) return printf("%d\n", platform_spawn(self, argument)), 1;
  if (!strcmp(word, "run")) exit(platform_run(self, argv + 1));
  if (!strcmp(word, "error")) return fprintf(stderr, "%s\n", argument), 1;
  if (!strcmp(word, "copy")) return copy_input(), 0;
  if (!strcmp(word, "descriptors")) return platform_descriptors(), 0;
  if (!strcmp(word, "signals")) return platform_signals(), 0;
  if (!strcmp(word, "arguments")) {
    print_arguments(argv + 1);
    exit(0);
  }
  fprintf(stderr, "child: unknown word '%s'\n", word);
  exit(2);
}

int main(int argc, char **argv) {
  platform_binary();
  self = argv[0];
  for (int i = 1; i < argc; i++) {
    i += act(argv + i);
    fflush(stdout);
  }
  return 0;
}
