/* Files that cannot be plugins: each is refused with one sentence (file, reason, cure), is a trouble, and the
 * host goes on. */
#include <sys/stat.h>

#include "host/fixture.h"
#include "os/dl.h"

/* Loads plugin NAME of the fakes; *sentence is its refusal without the file in front. */
static const char *refusal_of(fixture *f, const char *name) {
  plugin *p = host_find_plugin(f->host, name);
  assert_non_null(p);
  assert_int_not_equal(host_start(f->host, p, &f->error), SONDE_OK);
  assert_int_equal(plugin_get_state(p), PLUGIN_REFUSED);
  const char *file = plugin_file(p), *sentence = plugin_refusal(p);
  assert_memory_equal(sentence, file, strlen(file));
  const host_trouble *t = find_trouble(f->host, "plugin.refused", file);
  assert_non_null(t);
  assert_string_equal(t->text, sentence);
  assert_string_equal(t->subject, file);
  /* a second try says the same and adds nothing */
  size_t troubles = host_trouble_count(f->host);
  assert_int_not_equal(host_start(f->host, p, &f->error), SONDE_OK);
  assert_string_equal(f->error.text, sentence);
  assert_int_equal(host_trouble_count(f->host), troubles);
  /* the host goes on */
  assert_int_equal(call_ok(f, "plain.add", ARGS({"a", value_i64(1)})).u.i, 2);
  return sentence + strlen(file);
}

static void refuses_each(void **state) {
  static const struct {
    const char *name, *sentence;
  } cases[] = {
      {"noentry",
          ": is not a Sonde plugin (it does not export sonde_plugin_v0); remove it from the plugin folder"},
      {"future", ": is made for a newer Sonde (interface 1, this one has 0); use a newer Sonde or an older "
                 "build of the plugin"},
      {"magic", ": its table does not start with Sonde's magic number (0x12345678 instead of 0x4E4F5331); "
                "build it with sonde.h"},
      {"needs",
          ": needs interface 0.99, this Sonde has 0.1; use a newer Sonde or an older build of the plugin"},
      {"cutoff", ": its table is cut off: 100 bytes, the smallest version has 152; build it with an "
                 "unchanged sonde.h"},
      {"liar_twice",
          ": its table is wrong: one: this name occurs twice; ask its vendor for a corrected build"},
      {"liar_noname",
          ": its table is wrong: liar_noname.one: a field without a proper name ([a-z][a-z0-9_]*); ask its "
          "vendor for a corrected build"},
      {"liar_flag",
          ": its table is wrong: one: a row flag that this version does not have; ask its vendor for a "
          "corrected build"},
      {"liar_name", ": the plugin in it is called `somebody`; rename the file to that"},
      {"nocreate", ": its create() failed: its licence file is not there; put it beside the plugin"},
  };
  fixture f;
  (void)state;
  fixture_open(&f, (host_options){0});
  for (size_t i = 0; i < COUNT(cases); i++)
    assert_string_equal(refusal_of(&f, cases[i].name), cases[i].sentence);
  fixture_close(&f);
}

/* The reason of these comes from the one validator. */
static void refuses_liars(void **state) {
  fixture f;
  (void)state;
  fixture_open(&f, (host_options){0});
  const char *offset = refusal_of(&f, "liar_offset");
  assert_non_null(strstr(offset, "outside"));
  assert_non_null(strstr(offset, "24"));
  assert_non_null(strstr(offset, "ask its vendor"));
  const char *kind = refusal_of(&f, "liar_kind");
  assert_non_null(strstr(kind, "odd"));
  assert_non_null(strstr(kind, "77"));
  fixture_close(&f);
}

static void loads_a_newer_minor(void **state) {
  fixture f;
  (void)state;
  fixture_open(&f, (host_options){0});
  sonde_value v = call_ok(&f, "newer.sum", ARGS({"a", value_i64(2)}, {"b", value_i64(3)}));
  assert_int_equal(v.u.i, 5);
  plugin *p = host_find_plugin(f.host, "newer");
  assert_int_equal(plugin_row_count(p), 1);
  assert_int_equal(plugin_left_out_count(p), 2);
  assert_string_equal(plugin_left_out(p, 0), "later");
  assert_string_equal(plugin_left_out(p, 1), "sum.c");
  assert_null(plugin_refusal(p));
  row r;
  assert_int_equal(host_find_row(f.host, "newer.later", &r, &f.error), SONDE_MISSING);
  assert_string_equal(f.error.text, "newer.later needs a newer Sonde than this one");
  fixture_close(&f);
}

/* A folder of our own with one file in it. */
typedef struct own_folder {
  const char *paths[2];
  const char *file;
} own_folder;

static own_folder make_folder(arena *a, const char *name, const void *bytes, size_t len) {
  error e = {0};
  own_folder o = {.file = NULL};
  char unique[64];
  snprintf(unique, sizeof unique, "sonde-refuse-%s-%p", name, (void *)&o);
  const char *folder = file_join(a, file_temporary_folder(a), unique);
  assert_int_equal(file_make_folder(folder, &e), SONDE_OK);
  o.paths[0] = file_absolute(a, folder);
  o.file = file_join(a, o.paths[0], arena_format(a, "%s%s", name, dl_suffix));
  if (bytes) assert_int_equal(file_write(o.file, bytes, len, &e), SONDE_OK);
  return o;
}

static void remove_folder(const own_folder *o) {
  error e = {0};
  file_remove(o->file, &e);
  file_remove(o->paths[0], &e);
}

static void refused_with(const char *name, const void *bytes, size_t len, const char *part) {
  fixture f;
  arena a = {0};
  own_folder o = make_folder(&a, name, bytes, len);
  fixture_open(&f, (host_options){.plugin_folders = o.paths});
  plugin *p = host_find_plugin(f.host, name);
  assert_non_null(p);
  assert_int_not_equal(host_load(f.host, p, &f.error), SONDE_OK);
  assert_memory_equal(f.error.text, o.file, strlen(o.file));
  if (!strstr(f.error.text, part)) fail_msg("%s: '%s' is not in it", f.error.text, part);
  assert_non_null(find_trouble(f.host, "plugin.refused", part));
  fixture_close(&f);
  remove_folder(&o);
  arena_free(&a);
}

static void refuses_a_text(void **state) {
  static const char note[] = "this is not a library\n";
  (void)state;
  refused_with("note", note, sizeof note - 1, ", not a library; remove it from the plugin folder");
}

/* The first bytes of an ELF library for AArch64, and of a Windows library for 32-bit x86. */
static void refuses_other_machines(void **state) {
  static unsigned char elf[64] = {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0xB7, 0, 1};
  static unsigned char pe[512] = {'M', 'Z'};
  (void)state;
  pe[0x3C] = 0x80;
  memcpy(pe + 0x80, "PE\0\0\x4C\x01", 6);
  pe[0x80 + 22] = 0x02, pe[0x80 + 23] = 0x21; /* executable image, 32 bit, library */
  refused_with("elf", elf, sizeof elf, "; install the plugin's build for this system");
  refused_with("pe", pe, sizeof pe, "; install the plugin's build for this system");
}

static void refuses_what_others_may_write(void **state) {
  fixture f;
  arena a = {0};
  error e = {0};
  (void)state;
  own_folder o = make_folder(&a, "plain", NULL, 0);
  const char *from = file_join(&a, file_absolute(&a, FAKES), arena_format(&a, "plain%s", dl_suffix));
  assert_int_equal(file_copy(from, o.file, &e), SONDE_OK);
  chmod(o.file, 0666);
  bool visible = file_trusted(o.file, &e) != SONDE_OK; /* not where the file system has no such bits */
  fixture_open(&f, (host_options){.plugin_folders = o.paths});
  plugin *p = host_find_plugin(f.host, "plain");
  if (visible) {
    assert_int_equal(host_load(f.host, p, &f.error), SONDE_DENIED);
    assert_string_equal(f.error.text, e.text);
    assert_non_null(find_trouble(f.host, "plugin.refused", o.file));
  }
  fixture_close(&f);
  remove_folder(&o);
  arena_free(&a);
  if (!visible) {
    print_message("skipped: the file system has no permission bits for others\n");
    skip();
  }
}

static void says_what_is_not_accepted(void **state) {
  fixture f;
  (void)state;
  fixture_open(&f, (host_options){0});
  call_ok(&f, "plain.counters", NO_ARGS);
  const host_trouble *t = find_trouble(f.host, "plugin.untrusted", "is not in plugins.lock");
  assert_non_null(t);
  assert_non_null(strstr(t->text, "sonde trust "));
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(refuses_each),
      cmocka_unit_test(refuses_liars),
      cmocka_unit_test(loads_a_newer_minor),
      cmocka_unit_test(refuses_a_text),
      cmocka_unit_test(refuses_other_machines),
      cmocka_unit_test(refuses_what_others_may_write),
      cmocka_unit_test(says_what_is_not_accepted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
