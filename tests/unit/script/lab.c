/* A host with the fake plugin `plain`. */
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static sonde_status take_finding(void *self, script *s, const sonde_value *finding, error *e) {
  lab *l = self;
  (void)s;
  l->findings++;
  const sonde_value *told = value_get(finding, "text");
  if (told && strcmp(told->u.s, "refuse me") == 0) return error_set(e, SONDE_ARG, "refused as asked");
  return value_copy(&l->arena, finding, &l->finding, e);
}

static sonde_status classify(
    void *self, script *s, const sonde_value *err, arena *a, sonde_value *result, error *e) {
  (void)self, (void)s, (void)e;
  const sonde_value *code = value_get(err, "code");
  sonde_pair *pair = arena_alloc(a, sizeof *pair);
  *pair = (sonde_pair){"class", value_text("busy.file")};
  *result = code && strcmp(code->u.s, "errno:EBUSY") == 0 ? value_map(pair, 1) : value_nil();
  return SONDE_OK;
}

void lab_open(lab *l, bool by_wire, tape *t) {
  error e = {0};
  *l = (lab){.limits = {.memory_bytes = 64u << 20, .soft_time_ns = INT64_C(1000000000)}};
  host_options options = {.by_wire = by_wire, .tape = t};
  l->host = host_new(&options, &e);
  if (!l->host || host_add_builtin(l->host, sonde_plugin_v0(), NULL, &e)) abort();
  l->services = (script_services){.self = l, .host = l->host, .finding = take_finding, .classify = classify};
}

void lab_close(lab *l) {
  script_free(l->script);
  host_free(l->host);
  arena_free(&l->arena);
}

bool lab_load(lab *l, const char *source) {
  script_free(l->script);
  l->script = script_load_text(&l->services, "lab.lua", source, strlen(source), &l->limits, &l->trouble);
  return l->script;
}

int lab_run(lab *l, const char *body) {
  text source = {0};
  text_printf(&source,
      "return { kind = 'check', api = 1, id = 'lab', title = 'Lab', needs = { 'process.read', "
      "'process.control' }, "
      "run = function(host, param)\n%s\nend }",
      body);
  bool good = lab_load(l, text_chars(&source));
  text_free(&source);
  if (good) script_call(l->script, "run", false, NULL, 0, &l->arena, &l->result, &l->trouble);
  return (int)l->trouble.kind;
}

const char *lab_result(lab *l) {
  static char shown[4000];
  text t = {0};
  value_print(&t, &l->result, NULL);
  snprintf(shown, sizeof shown, "%s", text_chars(&t));
  text_free(&t);
  return shown;
}
