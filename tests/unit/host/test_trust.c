/* plugins.lock: written, read again, hostile lines refused; listing reads it and loads nothing. */
#include "host/fixture.h"
#include "host/trust.h"
#include "os/dl.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *make_folder(arena *a, const char *name) {
  error e = {0};
  char unique[64];
  snprintf(unique, sizeof unique, "sonde-trust-%s-%p", name, (void *)&unique);
  const char *folder = file_join(a, file_temporary_folder(a), unique);
  assert_int_equal(file_make_folder(folder, &e), SONDE_OK);
  return file_absolute(a, folder);
}

static void remove_all(arena *a, const char *folder) {
  error e = {0};
  const char **names = file_list(a, folder, &e);
  for (; names && *names; names++)
    file_remove(file_join(a, folder, *names), &e);
  file_remove(folder, &e);
}

static void writes_and_reads(void **state) {
  arena a = {0};
  error e = {0};
  (void)state;
  const char *folder = make_folder(&a, "write");
  trust_entry one = {.file = "b.so",
      .name = "b",
      .version = "1",
      .summary = "Says \"b\".",
      .sha256 = HASH,
      .capabilities = "process.read file.read",
      .rows = "one two"};
  trust_entry two = one;
  two.file = "a.so";
  assert_int_equal(trust_write(folder, &one, &e), SONDE_OK);
  assert_int_equal(trust_write(folder, &two, &e), SONDE_OK);
  one.version = "2";
  assert_int_equal(trust_write(folder, &one, &e), SONDE_OK);
  const trust_entry *entries;
  size_t n;
  assert_int_equal(trust_read(&a, folder, &entries, &n, &e), SONDE_OK);
  assert_int_equal(n, 2);
  assert_string_equal(entries[0].file, "a.so");
  assert_string_equal(entries[1].file, "b.so");
  assert_string_equal(entries[1].version, "2");
  assert_string_equal(entries[1].summary, "Says \"b\".");
  assert_string_equal(entries[1].sha256, HASH);
  assert_string_equal(entries[1].capabilities, "process.read file.read");
  assert_string_equal(entries[1].rows, "one two");
  remove_all(&a, folder);
  arena_free(&a);
}

#define GOOD                                                                                                 \
  "{\"file\":\"a.so\",\"name\":\"a\",\"version\":\"1\",\"sha256\":\"" HASH                                   \
  "\",\"capabilities\":\"\",\"rows\":\"\",\"summary\":\"\"}\n"

static void hostile_lines_are_named(void **state) {
  static const struct {
    const char *text, *part;
  } cases[] = {
      {GOOD "\n{\"file\":", "plugins.lock:3: "},
      {GOOD "[]\n", "plugins.lock:2: `file` must be the name of a file in this folder"},
      {"{\"file\":\"../a.so\"}\n", "plugins.lock:1: `file` must be"},
      {"{\"file\":\"a.so\",\"sha256\":\"12\"}\n", "plugins.lock:1: `sha256` must be 64 hex digits"},
      {"{\"file\":\"a.so\",\"sha256\":\"" HASH "\"}\n", "one of name, version"},
  };
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    arena a = {0};
    error e = {0};
    const trust_entry *entries;
    size_t n;
    assert_int_equal(trust_parse(&a, "plugins.lock", cases[i].text, &entries, &n, &e), SONDE_ARG);
    if (!strstr(e.text, cases[i].part)) fail_msg("%s: '%s' is not in it", e.text, cases[i].part);
    arena_free(&a);
  }
}

/* A folder with a copy of plain. */
static const char *plain_folder(arena *a) {
  error e = {0};
  const char *folder = make_folder(a, "plain"), *name = arena_format(a, "plain%s", dl_suffix);
  const char *from = file_join(a, file_absolute(a, FAKES), name);
  assert_int_equal(file_copy(from, file_join(a, folder, name), &e), SONDE_OK);
  return folder;
}

static host *open_host(arena *a, const char *folder) {
  error e = {0};
  const char **folders = arena_alloc(a, 2 * sizeof *folders);
  folders[0] = folder;
  host_options options = {.plugin_folders = folders};
  log_set_sink(quiet, NULL);
  host *h = host_new(&options, &e);
  if (!h) fail_msg("%s", e.text);
  return h;
}

static void listing_loads_nothing(void **state) {
  arena a = {0};
  error e = {0};
  (void)state;
  const char *folder = plain_folder(&a);
  host *h = open_host(&a, folder);
  plugin *p = host_find_plugin(h, "plain");
  assert_int_equal(plugin_offers(p, "add"), -1);
  assert_int_equal(host_load(h, p, &e), SONDE_OK);
  trust_entry entry;
  assert_int_equal(plugin_trust_entry(p, NULL, &a, &entry, &e), SONDE_OK);
  assert_string_equal(entry.capabilities, "process.control process.read");
  assert_int_equal(trust_write(folder, &entry, &e), SONDE_OK);
  host_free(h);

  h = open_host(&a, folder);
  p = host_find_plugin(h, "plain");
  assert_int_equal(plugin_get_state(p), PLUGIN_FOUND);
  assert_string_equal(plugin_version(p), "1.2.3");
  assert_string_equal(plugin_summary(p), "Does everything right.");
  assert_string_equal(plugin_capabilities(p), "process.control process.read");
  assert_int_equal(plugin_offers(p, "add"), 1);
  assert_int_equal(plugin_offers(p, "ticks"), 1);
  assert_int_equal(plugin_offers(p, "ad"), 0);
  assert_null(plugin_table(p));
  assert_int_equal(host_load(h, p, &e), SONDE_OK);
  assert_int_equal(host_trouble_count(h), 0); /* accepted */
  host_free(h);

  entry.sha256 = HASH; /* as if the file had been changed since */
  assert_int_equal(trust_write(folder, &entry, &e), SONDE_OK);
  h = open_host(&a, folder);
  assert_int_equal(host_load(h, host_find_plugin(h, "plain"), &e), SONDE_OK);
  assert_non_null(find_trouble(h, "plugin.changed", "was changed since it was accepted"));
  host_free(h);
  remove_all(&a, folder);
  arena_free(&a);
}

static void a_broken_lock_is_told(void **state) {
  arena a = {0};
  error e = {0};
  (void)state;
  const char *folders[2] = {make_folder(&a, "broken"), NULL};
  assert_int_equal(file_write(file_join(&a, folders[0], "plugins.lock"), "{", 1, &e), SONDE_OK);
  host_options options = {.plugin_folders = folders};
  assert_null(host_new(&options, &e));
  assert_non_null(strstr(e.text, "plugins.lock:1: "));
  remove_all(&a, folders[0]);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(writes_and_reads),
      cmocka_unit_test(hostile_lines_are_named),
      cmocka_unit_test(listing_loads_nothing),
      cmocka_unit_test(a_broken_lock_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
