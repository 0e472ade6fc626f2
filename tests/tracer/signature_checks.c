/* Prints a C program that holds only when every signature of the files is as the headers of the system say it
 * is: its type, and what the reader made of it. signature_checks OUT HEADERS FILE... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "platform.h"
#include "signatures.h"

static const char macros[] =
    "#define SAME(NAME, TYPE) __builtin_types_compatible_p(__typeof__(NAME), __typeof__(TYPE))\n";

/* The result and the parameters, without the name: what stands before it and behind it. */
static void split(const signature *s, text *before, text *behind) {
  const char *open = strchr(s->prototype, '(');
  size_t name = strlen(s->name);
  const char *end = open;
  while (end[-1] == ' ')
    end--;
  text_add(before, s->prototype, (size_t)(end - s->prototype) - name);
  text_puts(behind, open);
}

/* glibc declares some with a union that stands for every kind of address. */
static void use_unions(const char *parameters, text *out) {
  static const char address[] = "struct sockaddr *", constant[] = "const struct sockaddr *";
  for (const char *at = parameters; *at;) {
    bool is_constant = strncmp(at, constant, sizeof constant - 1) == 0;
    if (!is_constant && strncmp(at, address, sizeof address - 1) != 0) {
      text_putc(out, *at++);
      continue;
    }
    text_puts(out, is_constant ? "__CONST_SOCKADDR_ARG " : "__SOCKADDR_ARG ");
    at += is_constant ? sizeof constant - 1 : sizeof address - 1;
  }
}

/* The kernel's headers know the system calls of ntdll by another prefix only. */
static const char *declared_name(const signature *s, char out[256]) {
  bool kernel =
      strncmp(s->name, "Nt", 2) == 0 && s->name[2] >= 'A' && s->name[2] <= 'Z' && strstr(s->file, "ntdll");
  snprintf(out, 256, "%s%s", kernel ? "Zw" : "", kernel ? s->name + 2 : s->name);
  return out;
}

/* Function types, not pointers to them: a `const` function's pointer has a type of its own. */
static void print_same(FILE *out, const char *name, const char *before, const char *behind) {
  fprintf(out, "SAME(%s, %s %s)", name, before, behind);
}

static void print_type(FILE *out, const signature *s) {
  text before = {0}, behind = {0}, unions = {0};
  char name[256];
  split(s, &before, &behind);
  use_unions(text_chars(&behind), &unions);
  declared_name(s, name);
  fputs("_Static_assert(", out);
  print_same(out, name, text_chars(&before), text_chars(&behind));
  if (strstr(s->file, "linux/sockets") && strcmp(text_chars(&behind), text_chars(&unions)) != 0) {
    fputs(" || ", out);
    print_same(out, name, text_chars(&before), text_chars(&unions));
  }
  fprintf(out, ", \"%s:%u: %s\");\n", s->file, s->line, s->name);
  text_free(&before);
  text_free(&behind);
  text_free(&unions);
}

/* The size that decides where a failure is looked for. */
static void print_result(FILE *out, const signature *s) {
  if (!s->bits || s->result == VALUE_FLOAT) return;
  text before = {0}, behind = {0};
  split(s, &before, &behind);
  fprintf(out, "_Static_assert(sizeof(%s) %s, \"%s:%u: %s: its result has another size\");\n",
      text_chars(&before), s->bits == 64 ? "== 8" : "<= 4", s->file, s->line, s->name);
  text_free(&before);
  text_free(&behind);
}

static bool add_file(signatures *all, const char *path) {
  text content = {0};
  error e = {0};
  bool good =
      platform_read(path, &content, &e) == SONDE_OK &&
      signatures_add(all, path, text_chars(&content), content.len, platform_long_bits, &e) == SONDE_OK;
  if (!good) fprintf(stderr, "%s\n", e.text);
  text_free(&content);
  return good;
}

static void print_headers(FILE *out, const char *headers) {
  for (const char *at = headers; *at;) {
    size_t n = strcspn(at, " ");
    fprintf(out, "#include <%.*s>\n", (int)n, at);
    at += n + strspn(at + n, " ");
  }
}

int main(int argc, char **argv) {
  signatures all = {0};
  FILE *out = argc > 3 ? fopen(argv[1], "wb") : NULL;
  bool good = out != NULL;
  for (int i = 3; i < argc; i++)
    good = add_file(&all, argv[i]) && good;
  if (out) print_headers(out, argv[2]);
  if (out) fputs(macros, out);
  for (uint32_t i = 0; i < all.n && out; i++) {
    print_type(out, &all.list[i]);
    print_result(out, &all.list[i]);
  }
  if (out) fclose(out);
  printf("%u signatures\n", all.n);
  signatures_free(&all);
  return good ? 0 : 1;
}
