/* Calls of functions: arguments, defaults, answers of every kind, errors; direct and by wire. */
#include "host/fixture.h"

BOTH(adds) {
  sonde_value v = call_ok(f, "plain.add", ARGS({"a", value_i64(40)}, {"b", value_i64(2)}));
  assert_int_equal(v.kind, SONDE_I64);
  assert_int_equal(v.u.i, 42);
  assert_int_equal(call_ok(f, "plain.add", ARGS({"a", value_i64(1)})).u.i, 2); /* b: default 1 */
}

BOTH(takes_the_positional_argument_bare) {
  row r = find_row(f, "plain.add");
  sonde_value bare = value_i64(9), v;
  assert_int_equal(host_call(f->host, &r, &bare, &f->memory, &v, &f->error), SONDE_OK);
  assert_int_equal(v.u.i, 10);
}

BOTH(is_exact_in_64_bits) {
  sonde_value v =
      call_ok(f, "plain.echo", ARGS({"signed", value_i64(INT64_MIN)}, {"unsigned", value_u64(UINT64_MAX)}));
  assert_true(value_get(&v, "signed")->u.i == INT64_MIN);
  assert_true(value_get(&v, "unsigned")->u.u == UINT64_MAX);
}

BOTH(echoes_every_kind) {
  sonde_value items[] = {value_i64(1), value_i64(-2)};
  sonde_pair point[] = {{"x", value_i64(3)}, {"y", value_i64(4)}};
  sonde_value bytes = {.kind = SONDE_BYTES, .len = 4, .u.s = "a\0\xFF z"};
  sonde_pair args[] = {{"flag", value_bool(true)}, {"real", value_f64(0.25)},
      {"text", value_text("gr\xC3\xBC\xC3\x9F")}, {"bytes", bytes}, {"list", value_list(items, 2)},
      {"point", value_map(point, 2)}, {"time", value_text("1h30m")}, {"size", value_u64(1u << 20)},
      {"color", value_text("green")}};
  args[6].value = value_text("30m");
  sonde_value v = call_ok(f, "plain.echo", args, COUNT(args));
  assert_int_equal(v.kind, SONDE_MAP);
  assert_int_equal(v.len, COUNT(args));
  for (size_t i = 0; i < COUNT(args); i++)
    if (i != 6) assert_true(value_equal(value_get(&v, args[i].key), &args[i].value));
  assert_true(value_get(&v, "time")->u.i == 1800000000000);
}

BOTH(refuses_wrong_arguments) {
  sonde_value v;
  assert_int_equal(call_with(f, "plain.add", &v, NO_ARGS), SONDE_ARG);
  assert_non_null(strstr(f->error.text, "a: "));
  assert_int_equal(
      call_with(f, "plain.add", &v, ARGS({"a", value_i64(1)}, {"b", value_i64(1000001)})), SONDE_ARG);
  assert_non_null(strstr(f->error.text, "b: "));
  assert_int_equal(call_with(f, "plain.add", &v, ARGS({"a", value_text("one")})), SONDE_ARG);
  assert_int_equal(call_with(f, "plain.add", &v, ARGS({"a", value_i64(1)}, {"bb", value_i64(1)})), SONDE_ARG);
  assert_non_null(strstr(f->error.text, "'b'"));
  assert_int_equal(call_with(f, "plain.echo", &v, ARGS({"color", value_text("grren")})), SONDE_ARG);
}

BOTH(passes_errors_on) {
  static const sonde_status all[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (size_t i = 0; i < COUNT(all); i++) {
    sonde_value v;
    char sentence[40];
    assert_int_equal(call_with(f, "plain.refuse", &v, ARGS({"status", value_i64(all[i])})), all[i]);
    snprintf(sentence, sizeof sentence, "refused with %d, as asked", (int)all[i]);
    assert_string_equal(f->error.text, sentence);
    assert_int_equal(f->error.os_code, 7);
    assert_int_equal(f->error.status, all[i]);
  }
}

BOTH(keeps_unknown_with_its_reason) {
  sonde_value v = call_ok(f, "plain.maybe", ARGS({"reason", value_i64(SONDE_WHY_GONE)}));
  const sonde_value *u = value_get(&v, "unknown");
  assert_int_equal(value_get(&v, "known")->u.u, 5);
  assert_int_equal(u->kind, SONDE_UNKNOWN);
  assert_int_equal(u->len, SONDE_WHY_GONE);
  assert_string_equal(u->u.s, "the test wants it so");
}

BOTH(calls_in_order) {
  row r = find_row(f, "plain.add");
  sonde_value args[2] = {value_i64(20), value_i64(22)}, result;
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_OK);
  assert_int_equal(result.u.i, 42);
  args[1] = value_nil();
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_OK);
  assert_int_equal(result.u.i, 21);
  args[0] = value_u64(UINT64_MAX);
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_ARG);
  args[0] = value_nil();
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_ARG);
  args[0] = value_i64(1), args[1] = value_i64(1000001);
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_ARG);
  args[1] = value_i64(-1000001);
  assert_int_equal(host_call_ordered(f->host, &r, args, &f->memory, &result, &f->error), SONDE_ARG);
}

BOTH(answers_outlive_the_next_call) {
  sonde_value first = call_ok(f, "plain.echo", ARGS({"text", value_text("first")}));
  call_ok(f, "plain.echo", ARGS({"text", value_text("other")}));
  assert_string_equal(value_get(&first, "text")->u.s, "first");
}

BOTH(suggests_near_names) {
  row r;
  assert_int_equal(host_find_row(f->host, "plain.ad", &r, &f->error), SONDE_MISSING);
  assert_string_equal(f->error.text, "plain has no 'ad', did you mean 'add'?");
  assert_int_equal(host_find_row(f->host, "plan.add", &r, &f->error), SONDE_MISSING);
  assert_string_equal(f->error.text, "no plugin 'plan', did you mean 'plain'?");
  assert_int_equal(host_find_row(f->host, "add", &r, &f->error), SONDE_ARG);
}

static void reads_settings(void **state) {
  (void)state;
  static const char ini[] = "[plugin.plain]\ngreeting = good day\nscale = 3\n";
  error e = {0};
  config *c = config_read("sonde.ini", ini, sizeof ini - 1, &e);
  assert_non_null(c);
  fixture f;
  fixture_open(&f, (host_options){.config = c});
  f.config = c;
  assert_string_equal(call_ok(&f, "plain.greet", NO_ARGS).u.s, "good day");
  assert_int_equal(call_ok(&f, "plain.add", ARGS({"a", value_i64(1)}, {"b", value_i64(1)})).u.i, 6);
  fixture_close(&f);
}

static void wrong_settings_are_named(void **state) {
  (void)state;
  static const char ini[] = "[plugin.plain]\n\nscale = 30\n";
  error e = {0};
  config *c = config_read("sonde.ini", ini, sizeof ini - 1, &e);
  fixture f;
  fixture_open(&f, (host_options){.config = c});
  f.config = c;
  sonde_value v;
  assert_int_equal(call_with(&f, "plain.greet", &v, NO_ARGS), SONDE_ARG);
  assert_non_null(strstr(f.error.text, ": its settings are wrong: sonde.ini:3"));
  assert_non_null(find_trouble(f.host, "plugin.refused", "sonde.ini:3"));
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH_ENTRIES(adds),
      BOTH_ENTRIES(takes_the_positional_argument_bare),
      BOTH_ENTRIES(is_exact_in_64_bits),
      BOTH_ENTRIES(echoes_every_kind),
      BOTH_ENTRIES(refuses_wrong_arguments),
      BOTH_ENTRIES(passes_errors_on),
      BOTH_ENTRIES(keeps_unknown_with_its_reason),
      BOTH_ENTRIES(calls_in_order),
      BOTH_ENTRIES(answers_outlive_the_next_call),
      BOTH_ENTRIES(suggests_near_names),
      cmocka_unit_test(reads_settings),
      cmocka_unit_test(wrong_settings_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
