/* The function `info`: what a library is, and how much it holds. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"
#include "sonde_help.h"

#define MOST_IMPORTS 256u

static sonde_value keep(const sonde_host *host, sonde_call *call, text *t) {
  char *copy = host->alloc(call, t->len + 1);
  sonde_value v = sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  if (copy) {
    memcpy(copy, text_chars(t), t->len);
    v = sonde_text_len(copy, t->len);
  }
  text_free(t);
  return v;
}

static sonde_value keep_text(const sonde_host *host, sonde_call *call, const msft *m, msft_text s) {
  text t = {0};
  words_text(&t, m->lcid, s);
  return keep(host, call, &t);
}

static sonde_value keep_guid(const sonde_host *host, sonde_call *call, const msft_guid *guid) {
  text t = {0};
  words_guid(&t, guid);
  return keep(host, call, &t);
}

static sonde_value keep_version(const sonde_host *host, sonde_call *call, uint16_t major, uint16_t minor) {
  text t = {0};
  text_printf(&t, "%u.%u", major, minor);
  return keep(host, call, &t);
}

static void count_members(msft *m, const msft_type *t, sonde_value *results, uint64_t *left) {
  msft_cursor c;
  msft_member one;
  msft_members(m, t, &c);
  while (*left && msft_next_member(m, &c, &one)) {
    --*left;
    results[one.is_function ? INFO_functions : INFO_variables].u.i++;
    results[INFO_parameters].u.i += one.parameters;
  }
}

static void count(msft *m, sonde_value *results) {
  uint64_t left = m->file.len / MSFT_LEAST_MEMBER;
  for (int i = INFO_types; i <= INFO_variables; i++)
    results[i] = sonde_i64(0);
  results[INFO_types] = sonde_i64(m->types);
  for (uint32_t i = 0; i < m->types; i++) {
    msft_type t;
    msft_type_at(m, i, &t);
    if (t.kind < KIND_COUNT) results[INFO_enums + (int)t.kind].u.i++;
    count_members(m, &t, results, &left);
  }
}

static sonde_value resources(const sonde_host *host, sonde_call *call, const typelib *lib) {
  sonde_value *list = host->alloc(call, (lib->nresources + 1) * sizeof *list);
  sonde_pair *pairs = host->alloc(call, (3 * lib->nresources + 1) * sizeof *pairs);
  if (!list || !pairs) return sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  for (size_t i = 0; i < lib->nresources; i++, pairs += 3) {
    const pe_resource *r = &lib->resources[i];
    pairs[0] = (sonde_pair){"id", sonde_i64(r->id)};
    pairs[1] = (sonde_pair){"language", sonde_i64(r->language)};
    pairs[2] = (sonde_pair){"bytes", sonde_i64((int64_t)r->len)};
    list[i] = sonde_map(pairs, 3);
  }
  return sonde_list(list, lib->nresources);
}

/* The libraries that the import table lists, one record after the other. */
static sonde_value imports(const sonde_host *host, sonde_call *call, msft *m) {
  sonde_value *list = host->alloc(call, MOST_IMPORTS * sizeof *list);
  uint32_t n = 0;
  uint64_t at = 0, end = m->part[PART_LIBRARIES].len;
  for (; list && n < MOST_IMPORTS && at < end; n++) {
    msft_reference r;
    sonde_pair *pairs = host->alloc(call, 3 * sizeof *pairs);
    if (!pairs || !msft_library_at(m, &at, &r)) break;
    pairs[0] = (sonde_pair){"guid", keep_guid(host, call, &r.library)};
    pairs[1] = (sonde_pair){"version", keep_version(host, call, r.major, r.minor)};
    pairs[2] = (sonde_pair){"file", keep_text(host, call, m, r.file)};
    list[n] = sonde_map(pairs, 3);
  }
  return list ? sonde_list(list, n) : sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
}

static const char *system_word(uint32_t system) {
  static const char *const words[] = {"win16", "win32", "mac", "win64"};
  return system < COUNT(words) ? words[system] : "unknown";
}

static void describe_library(const sonde_host *host, sonde_call *call, const msft *m, sonde_value *r) {
  text attributes = {0};
  words_library_flags(&attributes, m->flags);
  r[INFO_name] = keep_text(host, call, m, m->name);
  r[INFO_guid] = keep_guid(host, call, &m->guid);
  r[INFO_version] = keep_version(host, call, m->major, m->minor);
  r[INFO_lcid] = sonde_i64(m->lcid);
  r[INFO_system] = sonde_text(system_word(m->system));
  r[INFO_flags] = sonde_i64(m->flags);
  r[INFO_attributes] = keep(host, call, &attributes);
  r[INFO_help] = keep_text(host, call, m, m->help);
  r[INFO_help_context] = sonde_i64(m->help_context);
  r[INFO_help_file] = keep_text(host, call, m, m->help_file);
  r[INFO_format] = sonde_i64(m->format);
  r[INFO_bytes] = sonde_i64((int64_t)m->file.len);
}

sonde_status SONDE_CALL info_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  sonde_status s;
  library *l = library_new(self, call, &args[INFO_PATH], &args[INFO_RESOURCE], &s);
  if (!l) return s;
  typelib *lib = &l->lib;
  describe_library(self->host, call, &lib->library, results);
  count(&lib->library, results);
  results[INFO_resource] = lib->in_pe ? sonde_i64(lib->resources[lib->chosen].id)
                                      : sonde_unknown(SONDE_WHY_UNSUPPORTED, "the file is no program or DLL");
  results[INFO_resources] = resources(self->host, call, lib);
  results[INFO_imports] = imports(self->host, call, &lib->library);
  text damage = {0};
  describe_damage(&damage, &lib->library);
  results[INFO_damage] = keep(self->host, call, &damage);
  library_free(l);
  return SONDE_OK;
}
