/* sonde doctor: is this machine set up? Plugins, scripts, rights, each with the cure. */
#include <string.h>

#include "cli/cli.h"
#include "os/file.h"
#include "os/process.h"
#include "os/system.h"

typedef struct doctor {
  cli *c;
  text out;
  unsigned wrong;
} doctor;

static void line(doctor *d, bool good, const char *what, const char *detail) {
  text_printf(&d->out, "[%s] %-22s %s\n", good ? " OK " : "FAIL", what, detail);
  d->wrong += !good;
}

static void check_machine(doctor *d) {
  arena *a = &d->c->arena;
  bool elevated;
  const char *user = process_user(a, &elevated);
  line(d, true, "machine",
      arena_format(a, "%s, %s, %u CPUs", system_name(a), system_platform(), system_cpus()));
  line(d, true, "user",
      arena_format(a, "%s, %s", user,
          elevated ? "with full rights"
                   : "without full rights: values of other users' processes may be unknown"));
}

static void check_places(doctor *d) {
  const char *settings = places_settings(d->c), *state = places_state(d->c);
  line(d, true, "settings", settings ? settings : "none: neither ./sonde.ini nor the user's own");
  line(d, state != NULL, "state folder",
      state ? state : "none for what is changed and supervised: set HOME, or state in [sonde] of sonde.ini");
  const char *const *plugins = places_plugins(d->c), *const *scripts = places_scripts(d->c);
  line(d, *plugins != NULL, "plugin folder",
      *plugins ? *plugins : "none found: lib/sonde/plugins belongs beside the program's folder");
  line(d, *scripts != NULL, "script folder",
      *scripts ? *scripts : "none found: share/sonde/scripts belongs beside the program's folder");
}

static void check_plugin(doctor *d, plugin *p) {
  error e = {0};
  bool good = !host_start(d->c->host, p, &e);
  line(d, good, arena_format(&d->c->arena, "plugin %s", plugin_name(p)),
      good ? arena_format(
                 &d->c->arena, "%s %s", plugin_version(p), plugin_file(p) ? plugin_file(p) : "built in")
           : e.text);
}

/* [plugin.NAME] of a plugin that is not there; those of others are checked when it starts. */
static void check_settings(doctor *d) {
  static const char word[] = "plugin.";
  const char *told = "";
  for (size_t i = 0; i < config_count(d->c->config); i++) {
    const config_entry *entry = config_at(d->c->config, i);
    const char *section = entry->section;
    if (strncmp(section, word, sizeof word - 1) != 0 ||
        host_find_plugin(d->c->host, section + sizeof word - 1) || strcmp(section, told) == 0)
      continue;
    text where = {0};
    config_where(d->c->config, entry, &where);
    line(d, false, "settings",
        arena_format(&d->c->arena, "%s: [%s]: there is no such plugin", text_chars(&where), section));
    text_free(&where);
    told = section;
  }
}

static int run(cli *c) {
  doctor d = {.c = c};
  error e = {0};
  check_machine(&d);
  check_places(&d);
  if (cli_open_host(c, NULL, &e))
    line(&d, false, "plugins", e.text);
  else {
    for (size_t i = 0; i < host_plugin_count(c->host); i++)
      check_plugin(&d, host_plugin_at(c->host, i));
    check_settings(&d);
  }
  if (d.wrong)
    text_printf(&d.out, "%u to mend\n", d.wrong);
  else
    text_puts(&d.out, "all is set up\n");
  cli_print(&d.out);
  return d.wrong ? EXIT_NOT_RUN : EXIT_CLEAN;
}

const command command_doctor = {"doctor", "check that this machine is set up, with the cure for what is not",
    "doctor", "  sonde doctor", NULL, run, TAKES_OPTIONS};
