/* The life of a plugin: found, trusted, loaded, created, started, stopped, destroyed; one variable, one table
 * of allowed steps. */
#include <string.h>

#include "base/schema.h"
#include "config/config.h"
#include "host/internal.h"

#define BIT(state) (1u << (state))

/* From each state, where it may go. Libraries stay loaded, so a destroyed plugin can be created again. */
static const uint32_t allowed[] = {
    [PLUGIN_FOUND] = BIT(PLUGIN_TRUSTED) | BIT(PLUGIN_REFUSED),
    [PLUGIN_TRUSTED] = BIT(PLUGIN_LOADED) | BIT(PLUGIN_REFUSED),
    [PLUGIN_LOADED] = BIT(PLUGIN_CREATED) | BIT(PLUGIN_REFUSED),
    [PLUGIN_CREATED] = BIT(PLUGIN_STARTED) | BIT(PLUGIN_DESTROYED) | BIT(PLUGIN_REFUSED),
    [PLUGIN_STARTED] = BIT(PLUGIN_STOPPED),
    [PLUGIN_STOPPED] = BIT(PLUGIN_DESTROYED),
    [PLUGIN_DESTROYED] = BIT(PLUGIN_CREATED),
    [PLUGIN_REFUSED] = 0,
};

sonde_status life_step(plugin *p, plugin_state to, error *e) {
  if (!(allowed[p->state] & BIT(to)))
    return error_set(e, SONDE_STATE, "%s: cannot be %s, it is %s", p->name, plugin_state_word(to),
        plugin_state_word(p->state));
  p->state = to;
  return SONDE_OK;
}

static sonde_status refused(const plugin *p, error *e) {
  return error_set(e, SONDE_STATE, "%s", p->refusal);
}

sonde_status host_load(host *h, plugin *p, error *e) {
  (void)h;
  if (p->state == PLUGIN_REFUSED) return refused(p, e);
  if (p->state >= PLUGIN_LOADED) return SONDE_OK;
  error own = {0};
  sonde_status s = load_library(p, &own);
  if (s) {
    plugin_refuse(p, &own);
    if (e) *e = own;
  }
  return s;
}

/* [plugin.NAME] of sonde.ini, in the order of the plugin's own table. */
static sonde_status read_settings(plugin *p, arena *a, sonde_value *values, error *e) {
  const sonde_plugin *t = &p->table;
  const struct config *c = p->host->options.config;
  memset(values, 0, ROW_FIELDS_MOST * sizeof *values);
  if (!c) {
    sonde_value none = {0};
    return schema_check_all(a, t->settings, t->nsettings, &none, values, e);
  }
  const char *section = arena_format(a, "plugin.%s", p->name);
  return config_section(c, section, t->settings, t->nsettings, a, values, e);
}

/* *step: what failed, if it fails. */
static sonde_status create(plugin *p, const char **step, error *e) {
  sonde_call *c = &p->host->call;
  sonde_value settings[ROW_FIELDS_MOST];
  call_begin(c, p, "create");
  *step = "its settings are wrong";
  sonde_status s = read_settings(p, &c->memory, settings, e);
  if (s) return s;
  *step = "its create() failed";
  services_fill(p);
  p->stopping = false;
  if (p->table.create) s = call_end(c, p->table.create(&p->services, c, settings, &p->self), e);
  return s ? s : life_step(p, PLUGIN_CREATED, e);
}

static sonde_status start(plugin *p, error *e) {
  sonde_call *c = &p->host->call;
  sonde_status s = SONDE_OK;
  call_begin(c, p, "start");
  if (p->table.start) s = call_end(c, p->table.start(p->self, c), e);
  if (!s) {
    p->order = ++p->host->nstarted;
    return life_step(p, PLUGIN_STARTED, e);
  }
  threads_stop(p);
  if (p->table.destroy) p->table.destroy(p->self);
  p->self = NULL;
  return s;
}

/* What a user reads: which plugin, which step, why. */
static sonde_status cannot_run(plugin *p, const char *step, error *own, error *e) {
  error said;
  error_set(&said, own->status, "%s: %s: %s", p->file ? p->file : p->name, step, own->text);
  said.os_code = own->os_code;
  if (e) *e = said;
  return plugin_refuse(p, &said);
}

sonde_status life_start(plugin *p, error *e) {
  error own = {0};
  sonde_status s = host_load(p->host, p, e);
  if (s) return s;
  if (p->stuck)
    return error_set(e, SONDE_STATE, "%s: does not answer any more and is not called again", p->name);
  if (p->state == PLUGIN_STARTED) return SONDE_OK;
  if (p->state == PLUGIN_STOPPED) return error_set(e, SONDE_STATE, "%s: is stopped", p->name);
  const char *step;
  if (create(p, &step, &own)) return cannot_run(p, step, &own, e);
  if (start(p, &own)) return cannot_run(p, "its start() failed", &own, e);
  return SONDE_OK;
}

sonde_status host_start(host *h, plugin *p, error *e) {
  (void)h;
  return life_start(p, e);
}

void life_mark_stuck(plugin *p, const char *what) {
  p->stuck = true;
  trouble_add(p->host, TROUBLE_STUCK, p->name,
      "%s: %s did not return within 5 s after it was asked to stop; the plugin is not called again", p->name,
      what);
}

/* A plugin that is stuck keeps its state: code of it may still run. */
void life_stop(plugin *p) {
  if (p->state != PLUGIN_STARTED) return;
  handles_release_plugin(p->host, p);
  threads_ask_to_stop(p);
  if (!p->stuck && p->table.stop) p->table.stop(p->self);
  bool quiet = threads_stop(p);
  life_step(p, PLUGIN_STOPPED, NULL);
  if (p->stuck || !quiet) return;
  if (p->table.destroy) p->table.destroy(p->self);
  p->self = NULL;
  life_step(p, PLUGIN_DESTROYED, NULL);
}
