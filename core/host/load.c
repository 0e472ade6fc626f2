/* From a file to a checked table: trust, kind of file, entry point. Every failure is one sentence with file,
 * reason and cure. */
#include <string.h>

#include "host/internal.h"
#include "os/dl.h"
#include "os/file.h"

#define NEWER_MAJORS 9 /* entries sonde_plugin_v1 ... that are looked for, to say what is wrong */

/* The entry is a function, dl_symbol gives an object pointer. */
typedef union entry {
  void *symbol;
  const sonde_plugin *(SONDE_CALL *call)(void);
} entry;

static sonde_status check_format(const char *file, error *e) {
  char what[128];
  switch (dl_probe(file, what, sizeof what)) {
  case DL_LIBRARY: return SONDE_OK;
  case DL_UNREADABLE:
    return error_set(e, SONDE_DENIED, "%s: cannot be read (%s); check its permissions", file, what);
  case DL_OTHER_SYSTEM:
  case DL_OTHER_MACHINE:
    return error_set(
        e, SONDE_UNSUPPORTED, "%s: is %s; install the plugin's build for this system", file, what);
  default:
    return error_set(e, SONDE_ARG, "%s: is %s, not a library; remove it from the plugin folder", file, what);
  }
}

static sonde_status no_entry(void *library, const char *file, error *e) {
  for (int major = SONDE_ABI_MAJOR + 1; major <= SONDE_ABI_MAJOR + NEWER_MAJORS; major++) {
    char name[] = "sonde_plugin_v0";
    name[sizeof name - 2] = (char)('0' + major);
    if (dl_symbol(library, name))
      return error_set(e, SONDE_UNSUPPORTED,
          "%s: is made for a newer Sonde (interface %d, this one has %d); use a newer Sonde or an older "
          "build of "
          "the plugin",
          file, major, SONDE_ABI_MAJOR);
  }
  return error_set(e, SONDE_ARG,
      "%s: is not a Sonde plugin (it does not export " SONDE_ENTRY "); remove it from the plugin folder",
      file);
}

/* In this version an unknown or changed file is loaded, and said. */
static sonde_status check_lock(plugin *p, error *e) {
  if (!p->sha256) {
    trouble_add(p->host, TROUBLE_UNTRUSTED, p->file,
        "%s: is not in plugins.lock and runs inside this process; accept it with: sonde trust %s", p->file,
        p->file);
    return SONDE_OK;
  }
  char hex[65];
  sonde_status s = file_sha256(p->file, hex, e);
  if (!s && strcmp(hex, p->sha256) != 0)
    trouble_add(p->host, TROUBLE_CHANGED, p->file,
        "%s: was changed since it was accepted; accept it again with: sonde trust %s", p->file, p->file);
  return s;
}

static sonde_status check_trust(plugin *p, error *e) {
  sonde_status s = check_format(p->file, e);
  if (!s) s = file_trusted(p->file, e);
  if (!s) s = check_lock(p, e);
  return s ? s : life_step(p, PLUGIN_TRUSTED, e);
}

sonde_status load_library(plugin *p, error *e) {
  sonde_status s = check_trust(p, e);
  if (s) return s;
  error detail = {0};
  void *library = dl_open(p->file, &detail);
  if (!library) return error_set(e, SONDE_OS, "%s: cannot be loaded: %s", p->file, detail.text);
  entry found = {.symbol = dl_symbol(library, SONDE_ENTRY)};
  if (!found.symbol) return no_entry(library, p->file, e);
  const sonde_plugin *given = found.call();
  if (!given)
    return error_set(
        e, SONDE_ARG, "%s: " SONDE_ENTRY " gives no table; ask its vendor for a corrected build", p->file);
  s = table_read(p, given, p->file, e);
  if (!s) grant_read(p);
  return s ? s : life_step(p, PLUGIN_LOADED, e);
}

sonde_status host_add_builtin(host *h, const sonde_plugin *table, void *context, error *e) {
  if (host_find_plugin(h, table->name))
    return error_set(e, SONDE_STATE, "%s: there is a plugin of that name", table->name);
  plugin *p = plugin_new(h, table->name, NULL);
  p->builtin = true;
  p->context = context;
  find_add(h, p, h->nbuiltin++);
  life_step(p, PLUGIN_TRUSTED, NULL);
  sonde_status s = table_read(p, table, p->name, e);
  return s ? plugin_refuse(p, e) : life_step(p, PLUGIN_LOADED, e);
}

void *host_builtin_context(const sonde_host *services) {
  const plugin *p = services->self;
  return p->context;
}
