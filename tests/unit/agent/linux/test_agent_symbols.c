/* What the agent takes for the function behind a name is what the dynamic linker bound: for every place of
 * every library at hand. */
#include "check.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/linux_symbols.h"
#include "agent/module.h"

uint64_t agent_start(const agent_argument *argument) {
  (void)argument;
  return AGENT_OK;
}

static void gone(object *o) {
  (void)o;
}

typedef struct tally {
  unsigned right, wrong, jumps;
} tally;

static void compare(const object *o, const Elf64_Rela *r, tally *t) {
  uint32_t type = (uint32_t)ELF64_R_TYPE(r->r_info), index = (uint32_t)ELF64_R_SYM(r->r_info);
  if (!index || (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT)) return;
  symbol s = symbol_resolve(o, index);
  uint64_t value = *(const uint64_t *)(o->bias + r->r_offset);
  const char *name = o->strings + o->symbols[index].st_name;
  if (!symbol_is_function(s) || !value) return; /* 0: weak, and nobody had it when it was bound */
  bool is_right = value == symbol_address(s), is_jump = !is_right && symbol_is_jump_of_program(name, value);
  if (!is_right && !is_jump)
    print_message("%s in %s: %lx, resolved %lx\n", name, o->path, value, symbol_address(s));
  t->right += is_right;
  t->jumps += is_jump;
  t->wrong += !is_right && !is_jump;
}

static void all_places_are_resolved_alike(void **state) {
  (void)state;
  static const char *const more[] = {"libstdc++.so.6", "libsqlite3.so.0", "libssl.so.3", "libz.so.1",
      "libpthread.so.0", "libpython3.11.so.1.0", "libcurl.so.4", "libsystemd.so.0"};
  tally t = {0};
  assert_true(objects_update(gone));
  uint32_t before = nobjects;
  for (size_t i = 0; i < sizeof more / sizeof *more; i++)
    dlopen(more[i], RTLD_NOW); /* it stays */
  assert_true(objects_update(gone));
  print_message("%u objects, %u at the start\n", nobjects, before);
  for (const object *o = objects; o < objects + nobjects; o++) {
    if (!o->map || o->kind == OBJECT_LOADER || o->kind == OBJECT_VDSO) continue;
    for (uint32_t k = 0; k < 2; k++) {
      for (uint64_t i = 0; i < o->nrelocations[k]; i++)
        compare(o, &o->relocations[k][i], &t);
    }
  }
  print_message("%u right, %u wrong, %u jumps of the program\n", t.right, t.wrong, t.jumps);
  assert_int_equal(t.wrong, 0);
  assert_true(t.right > 300);
}

static void kinds_are_known(void **state) {
  (void)state;
  assert_true(objects_update(gone));
  assert_int_equal(objects[0].kind, OBJECT_PROGRAM);
  unsigned kinds[OBJECT_AGENT + 1] = {0};
  for (const object *o = objects; o < objects + nobjects; o++)
    kinds[o->kind]++;
  assert_true(kinds[OBJECT_LOADER] == 1 && kinds[OBJECT_VDSO] <= 1 && kinds[OBJECT_PROGRAM] == 1);
  assert_ptr_equal(object_at((uint64_t)&agent_start), &objects[0]);
  assert_null(object_at(16));
  assert_false(objects_have_grown());
  assert_null(symbol_find("no_such_function_anywhere").owner);
  assert_true(symbol_is_function(symbol_find("getpid")));
}

/* Bound from the start, so that every place holds what the dynamic linker found. */
int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_places_are_resolved_alike),
      cmocka_unit_test(kinds_are_known),
  };
  (void)argc;
  if (!getenv("LD_BIND_NOW")) {
    setenv("LD_BIND_NOW", "1", 1);
    execv("/proc/self/exe", argv);
    return 1;
  }
  return cmocka_run_group_tests(tests, NULL, NULL);
}
