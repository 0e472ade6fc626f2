/* From a class to its library and members, by a registry that is a table and the written library in files. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "inspect.h"
#include "os/clock.h"
#include "os/file.h"
#include "typelib_fixture.h"

#define SHOP "{00000053-0000-0000-c000-000000000001}" /* capitals do not matter */

static arena memory;
static const char *library, *program;

typedef struct entry {
  const char *path, *value;
} entry;

static entry table[16];
static uint32_t nentries;

static void put(const char *path, const char *value) {
  table[nentries++] = (entry){path, value};
}

static bool has(void *self, const char *path) {
  (void)self;
  size_t len = strlen(path);
  for (uint32_t i = 0; i < nentries; i++)
    if (strncmp(table[i].path, path, len) == 0 && (table[i].path[len] == 0 || table[i].path[len] == '\\'))
      return true;
  return false;
}

static bool value(void *self, const char *path, const char *name, text *out) {
  (void)self;
  for (uint32_t i = 0; i < nentries && !*name; i++)
    if (strcmp(table[i].path, path) == 0) {
      text_puts(out, table[i].value);
      return true;
    }
  return false;
}

/* Children may come more than once here: nobody minds. */
static bool child(void *self, const char *path, uint32_t n, text *name) {
  (void)self;
  size_t len = strlen(path);
  for (uint32_t i = 0; i < nentries; i++)
    if (strncmp(table[i].path, path, len) == 0 && table[i].path[len] == '\\' && n-- == 0) {
      const char *from = table[i].path + len + 1;
      text_add(name, from, strcspn(from, "\\"));
      return true;
    }
  return false;
}

/* What the tests write as %DIR% is dropped. */
static void resolve(void *self, text *path) {
  (void)self;
  if (strncmp(text_chars(path), "%DIR%", 5) != 0) return;
  char *rest = memory_text(path->data + 5, path->len - 5);
  text_clear(path);
  text_puts(path, rest);
  memory_free(rest);
}

static const registry fake = {.child = child, .has = has, .value = value, .resolve = resolve};

static const char *keep_file(const char *ending, uint8_t *data, size_t len) {
  error e = {0};
  const char *name = arena_format(&memory, "sonde-%lld%s", (long long)clock_wall_ns(), ending);
  const char *path = file_join(&memory, file_temporary_folder(&memory), name);
  if (file_write(path, data, len, &e)) fail_msg("%s", e.text);
  memory_free(data);
  return path;
}

static int set_up(void **state) {
  (void)state;
  size_t len;
  uint8_t *data = fixture_library(&len);
  library = keep_file(".tlb", data, len);
  data = fixture_program(&len);
  program = keep_file(".dll", data, len);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  file_remove(library, NULL);
  file_remove(program, NULL);
  arena_free(&memory);
  return 0;
}

static int clear(void **state) {
  (void)state;
  nentries = 0;
  put("Shop.Shop\\CLSID", SHOP);
  put("Shop.New\\CurVer", "Shop.Shop");
  put("CLSID\\" SHOP, "The shop");
  put("CLSID\\" SHOP "\\ProgID", "Shop.Shop");
  return 0;
}

static void assert_shop(const inspection *i, const char *step, const char *file) {
  if (!i->step) fail_msg("%s", text_chars(&i->tried));
  assert_string_equal(i->step, step);
  assert_string_equal(text_chars(&i->library), file);
  assert_true(i->has_interface);
  assert_int_equal(i->functions, 3);
  assert_int_equal(i->variables, 0);
  assert_int_equal(i->methods.n, 1);
  assert_string_equal(i->methods.list[0], "Order");
  assert_int_equal(i->properties.n, 1);
  assert_string_equal(i->properties.list[0], "Title");
  assert_string_equal(text_chars(&i->events), "DShopEvents");
}

static void inspect(const char *asked, inspection *i) {
  error e = {0};
  if (inspect_class(&fake, asked, true, i, &e)) fail_msg("%s", e.text);
}

/* The version that the class asks for, else the highest; versions are written in hex. */
static void registered(void **state) {
  (void)state;
  inspection i;
  put("CLSID\\" SHOP "\\TypeLib", "{T}");
  put("TypeLib\\{T}\\1.9\\0\\win64", "/no/such/file.tlb");
  put("TypeLib\\{T}\\1.a\\FLAGS", "0");
  put("TypeLib\\{T}\\1.a\\0\\win64", library);
  inspect("Shop.New", &i);
  assert_string_equal(text_chars(&i.clsid), SHOP);
  assert_string_equal(text_chars(&i.progid), "Shop.Shop");
  assert_shop(&i, "typelib", library);
  inspect_free(&i);
  put("CLSID\\" SHOP "\\Version", "1.9");
  inspect(SHOP, &i);
  assert_null(i.step);
  assert_non_null(strstr(text_chars(&i.tried), "/no/such/file.tlb"));
  inspect_free(&i);
}

static void numbered(void **state) {
  (void)state;
  inspection i;
  put("CLSID\\" SHOP "\\TypeLib", "{T}");
  put("TypeLib\\{T}\\3.4\\409\\win32", arena_format(&memory, "%s\\7", program));
  inspect("Shop.Shop", &i);
  assert_shop(&i, "typelib", program);
  assert_int_equal(i.lib.resources[i.lib.chosen].id, 7);
  inspect_free(&i);
}

static void not_asked(void **state) {
  (void)state;
  inspection i;
  put("CLSID\\" SHOP "\\InprocServer32", program);
  assert_int_equal(inspect_class(&fake, "Shop.Shop", false, &i, NULL), SONDE_OK);
  assert_null(i.step);
  assert_string_equal(i.machine, "x64");
  inspect_free(&i);
}

/* A library that is not registered is found in the server. */
static void server(void **state) {
  (void)state;
  inspection i;
  put("CLSID\\" SHOP "\\TypeLib", "{gone}");
  put("CLSID\\" SHOP "\\LocalServer32", arena_format(&memory, "\"%%DIR%%%s\" -Embedding", program));
  inspect("Shop.Shop", &i);
  assert_shop(&i, "server", program);
  assert_string_equal(text_chars(&i.server), "local");
  assert_int_equal(i.lib.resources[i.lib.chosen].id, 1);
  assert_string_equal(text_chars(&i.server_file), program);
  assert_int_equal(i.server_status, SONDE_OK);
  assert_string_equal(i.machine, "x64");
  assert_string_equal(text_chars(&i.tried), "its type library {gone} is not registered");
  inspect_free(&i);
}

static void not_described(void **state) {
  (void)state;
  inspection i;
  error e = {0};
  put("CLSID\\" SHOP "\\InprocServer32", "/no/such/shop.dll");
  inspect("Shop.Shop", &i);
  assert_null(i.step);
  assert_int_equal(i.server_status, SONDE_MISSING);
  assert_null(i.machine);
  assert_string_equal(text_chars(&i.tried),
      "it names no type library; its server '/no/such/shop.dll' holds no library that does");
  inspect_free(&i);
  assert_int_equal(inspect_class(&fake, "Shop.None", true, &i, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "Shop.None"));
  inspect_free(&i);
  put("Shop.Lost\\CLSID", "{lost}");
  assert_int_equal(inspect_class(&fake, "Shop.Lost", true, &i, &e), SONDE_MISSING);
  assert_non_null(strstr(e.text, "{lost} that is named by Shop.Lost is not registered"));
  inspect_free(&i);
}

static void pieces(void **state) {
  (void)state;
  uint32_t version;
  assert_true(inspect_version("2.1F", &version));
  assert_int_equal(version, 0x2001F);
  assert_false(inspect_version("2", &version));
  assert_false(inspect_version("FLAGS", &version));
  assert_false(inspect_version("2.1x", &version));
  static const char *const commands[][2] = {{"\"C:\\a b\\x.exe\" /embed", "C:\\a b\\x.exe"},
      {"C:\\a b\\x.EXE /embed", "C:\\a b\\x.EXE"}, {"x.dll", "x.dll"}, {"\"open", "open"}, {"", ""}};
  for (size_t i = 0; i < COUNT(commands); i++) {
    text t = {0};
    inspect_program(&t, commands[i][0]);
    assert_string_equal(text_chars(&t), commands[i][1]);
    text_free(&t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(registered, clear),
      cmocka_unit_test_setup(numbered, clear), cmocka_unit_test_setup(server, clear),
      cmocka_unit_test_setup(not_asked, clear), cmocka_unit_test_setup(not_described, clear),
      cmocka_unit_test(pieces)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
