/* sonde new: writes a plugin project or a script from the templates in share/sonde/template. */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "os/file.h"

#define MOST_TEMPLATE_BYTES (1u << 20)
#define PLACEHOLDER "@NAME@"
#define FILE_PLACEHOLDER "NAME"

static const option own[] = {
    {"kind", 0, "KIND", "of a script: check (default), rule, classes or action"},
    {"force", 0, NULL, "overwrite files that exist"},
    {0},
};
static const option *const options[] = {own, NULL};

static sonde_status check_name(const char *name, bool dots, error *e) {
  bool good = islower((unsigned char)name[0]);
  for (const char *s = name; *s && good; s++)
    good = islower((unsigned char)*s) || isdigit((unsigned char)*s) ||
           (dots ? (*s == '.' || *s == '-') : *s == '_');
  if (good && strlen(name) <= 60) return SONDE_OK;
  return error_set(e, SONDE_ARG,
      "'%s' is no good name: begin with a small letter, go on with small letters, digits and %s", name,
      dots ? "'-' or '.'" : "'_'");
}

static void replace(text *out, const char *s, const char *from, const char *to) {
  size_t len = strlen(from);
  for (const char *at; (at = strstr(s, from)) != NULL; s = at + len) {
    text_add(out, s, (size_t)(at - s));
    text_puts(out, to);
  }
  text_puts(out, s);
}

static sonde_status write_one(cli *c, const char *from, const char *to, const char *name, error *e) {
  if (file_probe(to) != FILE_MISSING && !options_has(&c->args, "force"))
    return error_set(e, SONDE_STATE, "'%s' exists already; --force overwrites it", to);
  size_t len;
  char *bytes = file_read(from, MOST_TEMPLATE_BYTES, &len, e);
  if (!bytes) return e->status;
  text out = {0};
  replace(&out, bytes, PLACEHOLDER, name);
  sonde_status status = file_write(to, text_chars(&out), out.len, e);
  text_free(&out);
  memory_free(bytes);
  if (!status) cli_note(arena_format(&c->arena, "wrote %s", to));
  return status;
}

static sonde_status write_folder(cli *c, const char *from, const char *to, const char *name, error *e) {
  sonde_status status = file_make_folder(to, e);
  const char **names = status ? NULL : file_list(&c->arena, from, e);
  if (!names) return e->status;
  for (; *names && !status; names++) {
    text new_name = {0};
    replace(&new_name, *names, FILE_PLACEHOLDER, name);
    const char *source = file_join(&c->arena, from, *names),
               *goal = file_join(&c->arena, to, text_chars(&new_name));
    text_free(&new_name);
    status = file_probe(source) == FILE_FOLDER ? write_folder(c, source, goal, name, e)
                                               : write_one(c, source, goal, name, e);
  }
  return status;
}

/* The id of a script may hold dots; its file has dashes instead. */
static const char *script_path(cli *c, const char *name) {
  char *path = arena_format(&c->arena, "%s.lua", name);
  for (size_t i = 0; i < strlen(name); i++)
    if (path[i] == '.') path[i] = '-';
  return path;
}

static int new_script(cli *c, const char *templates, const char *name) {
  const char *kind = options_value(&c->args, "kind");
  const char *from =
      file_join(&c->arena, templates, arena_format(&c->arena, "script/%s.lua", kind ? kind : "check"));
  error e = {0};
  if (check_name(name, true, &e)) return cli_fail(c, &e);
  if (file_probe(from) != FILE_REGULAR)
    return cli_usage(c, "no kind of script '%s': check, rule, classes or action", kind);
  return write_one(c, from, script_path(c, name), name, &e) ? cli_fail(c, &e) : EXIT_CLEAN;
}

static int new_plugin(cli *c, const char *templates, const char *name) {
  error e = {0};
  const char *folder = c->args.nwords > 2 ? c->args.words[2] : name;
  if (check_name(name, false, &e) ||
      write_folder(c, file_join(&c->arena, templates, "plugin"), folder, name, &e))
    return cli_fail(c, &e);
  cli_note(arena_format(&c->arena, "build and test it: cd %s && cmake --workflow --preset default", folder));
  return EXIT_CLEAN;
}

static int run(cli *c) {
  if (c->args.nwords < 2) return cli_usage(c, "say what: sonde new plugin NAME, or sonde new script NAME");
  const char *templates = places_shared(c, "template");
  if (!templates) {
    error e;
    error_set(&e, SONDE_MISSING,
        "the templates are not there: share/sonde/template belongs beside the program's folder");
    return cli_fail(c, &e);
  }
  if (strcmp(c->args.words[0], "plugin") == 0) return new_plugin(c, templates, c->args.words[1]);
  if (strcmp(c->args.words[0], "script") == 0) return new_script(c, templates, c->args.words[1]);
  return cli_usage(c, "'%s' is neither plugin nor script", c->args.words[0]);
}

const command command_new = {"new", "write a new plugin project or script to start from",
    "new plugin NAME [FOLDER] | new script NAME [--kind KIND]",
    "  sonde new plugin printers\n  sonde new script disk.full --kind rule", options, run, TAKES_WORDS};
