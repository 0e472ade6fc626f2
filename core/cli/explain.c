/* sonde explain: what an error code means and what to do about it, by our own tables. */
#include <string.h>

#include "base/code.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/cli.h"

enum { MOST_RELATED = 8 };

static const option own[] = {
    {"list", 0, NULL, "all codes of the table: code, name, class and meaning"},
    {"json", 0, NULL, "one JSON list with an entry for each code"},
    {0},
};
static const option *const options[] = {own, NULL};

static const char *printed(cli *c, code_id id) {
  text t = {0};
  code_print(&t, id);
  const char *copy = arena_text(&c->arena, text_chars(&t), t.len);
  text_free(&t);
  return copy;
}

/* "ERROR_ACCESS_DENIED", also of the code inside. */
static const char *name_of(code_id id) {
  const char *name = code_name(id);
  return name ? name : code_name(code_plain(id));
}

/* 0 says that nothing failed; signal 0 is none. */
static bool is_success(code_id id) {
  return id.number == 0 && id.space != CODE_SIGNAL;
}

static bool is_known(code_id id) {
  return is_success(id) || code_find(code_plain(id));
}

static void print_line(text *out, const char *label, const char *line) {
  text_printf(out, "  %-10s %s\n", label, line);
}

static void print_parts(text *out, code_id id) {
  code_parts p;
  if (!code_decode(id, &p)) return;
  text_printf(out, "  %-10s %s, facility %u", "parts", p.severity, (unsigned)p.facility);
  if (p.facility_name) text_printf(out, " (%s)", p.facility_name);
  text_printf(out, ", code %u (0x%X)%s\n", (unsigned)p.number, (unsigned)p.number,
      p.customer ? ", defined by an application (customer bit)" : "");
}

/* "win32:5 ERROR_ACCESS_DENIED"; nothing is said twice. */
static void print_head(cli *c, text *out, code_id id) {
  const char *name = name_of(id), *notation = printed(c, id);
  bool is_said = !name || strstr(notation, name) || (id.space == CODE_SIGNAL && code_find(id));
  text_printf(out, "%s%s%s", notation, is_said ? "" : " ", is_said ? "" : name);
}

static void print_related(cli *c, text *out, code_id id) {
  code_id all[MOST_RELATED];
  size_t n = code_related(id, all, COUNT(all));
  for (size_t i = 0; i < n; i++) {
    text_printf(out, "  %-10s ", i ? "" : "related");
    print_head(c, out, all[i]);
    text_putc(out, '\n');
  }
}

static void print_row(text *out, const code_row *found) {
  print_line(out, "meaning", found->meaning);
  print_line(out, "class", found->class);
  print_line(out, "lasting", code_lasting_text(found->lasting));
  print_line(out, "cause", found->cause);
  print_line(out, "what to do", found->recovery);
}

static void print_code(cli *c, text *out, code_id id, const char *assumed) {
  const code_row *found = code_find(code_plain(id));
  print_head(c, out, id);
  text_puts(out, is_success(id) ? " is success: nothing failed\n" : found ? "\n" : " is unknown\n");
  if (*assumed) print_line(out, "assumed", assumed);
  if (found) print_row(out, found);
  if (!is_known(id) || c->verbose) print_parts(out, id);
  print_related(c, out, id);
}

/* -----------------------------------------------------------------------------------------------------------
 * JSON -- */

static sonde_value related_value(cli *c, code_id id) {
  code_id all[MOST_RELATED];
  size_t n = code_related(id, all, COUNT(all));
  sonde_value *list = arena_alloc(&c->arena, (n + 1) * sizeof *list);
  for (size_t i = 0; i < n; i++)
    list[i] = value_text(printed(c, all[i]));
  return value_list(list, n);
}

static sonde_value parts_value(cli *c, const code_parts *p) {
  sonde_pair *pairs = arena_alloc(&c->arena, 5 * sizeof *pairs);
  size_t n = 0;
  pairs[n++] = (sonde_pair){"severity", value_text(p->severity)};
  pairs[n++] = (sonde_pair){"customer", value_bool(p->customer)};
  pairs[n++] = (sonde_pair){"facility", value_u64(p->facility)};
  if (p->facility_name) pairs[n++] = (sonde_pair){"facility_name", value_text(p->facility_name)};
  pairs[n++] = (sonde_pair){"number", value_u64(p->number)};
  return value_map(pairs, n);
}

static size_t row_pairs(const code_row *found, sonde_pair *pairs) {
  static const char *const lasting[] = {"permanent", "transient", "depends"};
  size_t n = 0;
  pairs[n++] = (sonde_pair){"meaning", value_text(found->meaning)};
  pairs[n++] = (sonde_pair){"class", value_text(found->class)};
  pairs[n++] = (sonde_pair){"lasting", value_text(lasting[found->lasting])};
  pairs[n++] = (sonde_pair){"cause", value_text(found->cause)};
  pairs[n++] = (sonde_pair){"recovery", value_text(found->recovery)};
  return n;
}

static sonde_value code_value(cli *c, code_id id, const char *assumed) {
  const code_row *found = code_find(code_plain(id));
  const char *name = name_of(id);
  code_parts parts;
  sonde_pair *pairs = arena_alloc(&c->arena, 16 * sizeof *pairs);
  size_t n = 0;
  pairs[n++] = (sonde_pair){"code", value_text(printed(c, id))};
  pairs[n++] = (sonde_pair){"number", value_u64(id.number)};
  pairs[n++] = (sonde_pair){"known", value_bool(is_known(id))};
  if (name) pairs[n++] = (sonde_pair){"name", value_text(name)};
  if (*assumed) pairs[n++] = (sonde_pair){"assumed", value_text(assumed)};
  if (found) n += row_pairs(found, pairs + n);
  if (code_decode(id, &parts)) pairs[n++] = (sonde_pair){"parts", parts_value(c, &parts)};
  pairs[n++] = (sonde_pair){"related", related_value(c, id)};
  return value_map(pairs, n);
}

/* ------------------------------------------------------------------------------------------------------------
 * run -- */

typedef struct explained {
  code_id code;
  const char *assumed;
} explained;

static sonde_status read_codes(cli *c, explained *all, error *e) {
  for (size_t i = 0; i < c->args.nwords; i++) {
    const char *word = c->args.words[i];
    text said = {0};
    sonde_status status = code_guess(word, strlen(word), &all[i].code, &said, e);
    all[i].assumed = arena_text(&c->arena, text_chars(&said), said.len);
    text_free(&said);
    if (status) return status;
  }
  return SONDE_OK;
}

static void print_all(cli *c, text *out, const explained *all) {
  size_t n = c->args.nwords;
  if (!options_has(&c->args, "json")) {
    for (size_t i = 0; i < n; i++) {
      if (i) text_putc(out, '\n');
      print_code(c, out, all[i].code, all[i].assumed);
    }
    return;
  }
  sonde_value *list = arena_alloc(&c->arena, n * sizeof *list);
  for (size_t i = 0; i < n; i++)
    list[i] = code_value(c, all[i].code, all[i].assumed);
  sonde_value document = value_list(list, n);
  json_write(out, &document, NULL, 0);
  text_putc(out, '\n');
}

static void print_table(cli *c, text *out, code_space space) {
  const code_table *t = code_table_of(space);
  for (size_t i = 0; i < t->nrows; i++) {
    const code_row *found = &t->rows[i];
    const char *notation = printed(c, (code_id){space, found->number});
    text_printf(out, "%s\t%s\t%s\t%s\n", notation, found->name, found->class, found->meaning);
  }
}

static int print_list(cli *c) {
  text out = {0};
  for (unsigned space = 0; space < CODE_SPACES; space++)
    print_table(c, &out, (code_space)space);
  return cli_print(&out);
}

static int run(cli *c) {
  bool whole_table = options_has(&c->args, "list");
  if (whole_table && (c->args.nwords || options_has(&c->args, "json")))
    return cli_usage(c, "--list shows the whole table: no codes and no --json beside it");
  if (whole_table) return print_list(c);
  if (!c->args.nwords) return cli_usage(c, "name the codes to explain");
  explained *all = arena_alloc(&c->arena, c->args.nwords * sizeof *all);
  error e = {0};
  if (read_codes(c, all, &e)) return cli_fail(c, &e);
  text out = {0};
  bool all_known = true;
  print_all(c, &out, all);
  for (size_t i = 0; i < c->args.nwords; i++)
    all_known = all_known && is_known(all[i].code);
  int status = cli_print(&out);
  return status || all_known ? status : EXIT_PARTIAL;
}

const command command_explain = {"explain", "what an error code means, its usual causes and what to do",
    "explain CODE... | --list",
    "  sonde explain hresult:0x80010001\n  sonde explain win32:5 errno:EACCES signal:SEGV\n"
    "  sonde explain 0xC0000005 --json\n  sonde explain --list | grep busy",
    options, run, TAKES_WORDS};
