/* Parses the command line by the tables of options.h. */
#include "cli/options.h"

#include <string.h>

#include "base/memory.h"
#include "base/schema.h"

#define MOST_OPTIONS 64

static const option *find_long(const option *const *tables, const char *name, size_t len) {
  for (; *tables; tables++)
    for (const option *o = *tables; o->name; o++)
      if (strlen(o->name) == len && memcmp(o->name, name, len) == 0) return o;
  return NULL;
}

static const option *find_letter(const option *const *tables, char letter) {
  for (; *tables; tables++)
    for (const option *o = *tables; o->name; o++)
      if (o->letter && o->letter == letter) return o;
  return NULL;
}

static sonde_status unknown_option(const option *const *tables, const char *word, error *e) {
  const char *names[MOST_OPTIONS];
  size_t n = 0;
  for (; *tables; tables++)
    for (const option *o = *tables; o->name && n < MOST_OPTIONS; o++)
      names[n++] = o->name;
  const char *bare = word + strspn(word, "-");
  char stem[64] = "";
  size_t len = strcspn(bare, "=");
  if (len < sizeof stem) memcpy(stem, bare, len);
  const char *near = schema_suggest(names, n, stem);
  return near ? error_set(e, SONDE_ARG, "unknown option '%s', did you mean '--%s'?", word, near)
              : error_set(e, SONDE_ARG, "unknown option '%s'", word);
}

static void add(arguments *out, const option *o, const char *value) {
  out->options = memory_resize(out->options, (out->noptions + 1) * sizeof *out->options);
  out->options[out->noptions++] = (parsed_option){o->name, value};
}

/* Finds the option a word names and where its value begins: behind '=', behind the letter, or in the next
 * word (*value NULL). Of letters behind one dash it is the last; the others are switches and are taken here.
 */
static const option *recognise(
    const option *const *tables, const char *word, const char **value, arguments *out) {
  *value = NULL;
  if (word[1] == '-') {
    size_t len = strcspn(word + 2, "=");
    if (word[2 + len] == '=') *value = word + 3 + len;
    return find_long(tables, word + 2, len);
  }
  const option *o;
  for (word++; (o = find_letter(tables, *word)) && !o->argument && word[1]; word++)
    add(out, o, NULL);
  if (o && word[1]) *value = word + 1;
  return o;
}

static sonde_status take_option(
    const char *const **argv, const option *const *tables, arguments *out, error *e) {
  const char *word = **argv, *value;
  const option *o = recognise(tables, word, &value, out);
  if (!o) return unknown_option(tables, word, e);
  if (!o->argument && value) return error_set(e, SONDE_ARG, "option '--%s' takes no value", o->name);
  if (o->argument && !value) {
    value = (*argv)[1];
    if (!value || strcmp(value, "--") == 0)
      return error_set(e, SONDE_ARG, "option '--%s' needs a value: --%s %s", o->name, o->name, o->argument);
    ++*argv;
  }
  add(out, o, value);
  return SONDE_OK;
}

sonde_status options_parse(const char *const *argv, const option *const *tables, arguments *out, error *e) {
  memset(out, 0, sizeof *out);
  size_t most = 0;
  while (argv[most])
    most++;
  out->words = memory_new((most + 1) * sizeof *out->words);
  for (; *argv; argv++) {
    if (strcmp(*argv, "--") == 0) {
      out->target = argv + 1;
      break;
    }
    if ((*argv)[0] != '-' || !(*argv)[1]) {
      out->words[out->nwords++] = *argv;
      continue;
    }
    sonde_status status = take_option(&argv, tables, out, e);
    if (status) return status;
  }
  return SONDE_OK;
}

size_t options_leading(const char *const *argv, const option *const *tables, error *e) {
  arguments taken = {0};
  const char *const *at = argv;
  while (*at && (*at)[0] == '-' && (*at)[1] && strcmp(*at, "--") != 0 && !take_option(&at, tables, &taken, e))
    at++;
  options_free(&taken);
  return (size_t)(at - argv);
}

void options_free(arguments *a) {
  memory_free(a->options);
  memory_free(a->words);
  memset(a, 0, sizeof *a);
}

const char *options_value_at(const arguments *a, const char *name, size_t i) {
  for (size_t k = 0; k < a->noptions; k++)
    if (strcmp(a->options[k].name, name) == 0 && i-- == 0)
      return a->options[k].value ? a->options[k].value : "";
  return NULL;
}

const char *options_value(const arguments *a, const char *name) {
  const char *last = NULL;
  for (size_t i = 0;; i++) {
    const char *value = options_value_at(a, name, i);
    if (!value) return last;
    last = value;
  }
}

bool options_has(const arguments *a, const char *name) {
  return options_value_at(a, name, 0) != NULL;
}

void options_help(text *out, const option *table) {
  for (const option *o = table; o->name; o++) {
    text left;
    text_init(&left, 0);
    if (o->letter)
      text_printf(&left, "-%c, --%s", o->letter, o->name);
    else
      text_printf(&left, "    --%s", o->name);
    if (o->argument) text_printf(&left, " %s", o->argument);
    text_printf(out, "  %-26s %s\n", text_chars(&left), o->doc);
    text_free(&left);
  }
}
