/* From the name of a class to the library that describes it: the registered library, then the libraries in
 * its server. */
#include <string.h>

#include "base/memory.h"
#include "file.h"
#include "inspect.h"
#include "words.h"

#define MOST_KEYS 64u
#define HEAD_BYTES 4096u

static bool value_at(const registry *r, text *out, const char *path, const char *below) {
  text key = {0};
  text_printf(&key, "%s\\%s", path, below);
  bool found = r->value(r->self, text_chars(&key), "", out);
  text_free(&key);
  return found;
}

static uint32_t hex_digit(char c) {
  if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
  if (c >= 'a' && c <= 'f') return (uint32_t)(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return (uint32_t)(c - 'A' + 10);
  return 16;
}

static const char *read_hex(const char *s, uint32_t *out) {
  *out = 0;
  const char *from = s;
  for (; hex_digit(*s) < 16 && s - from < 4; s++)
    *out = *out << 4 | hex_digit(*s);
  return s == from ? NULL : s;
}

bool inspect_version(const char *name, uint32_t *version) {
  uint32_t major, minor;
  const char *s = read_hex(name, &major);
  if (!s || *s != '.') return false;
  s = read_hex(s + 1, &minor);
  *version = major << 16 | minor;
  return s && *s == 0;
}

void inspect_program(text *out, const char *command) {
  if (*command == '"') {
    const char *end = strchr(command + 1, '"');
    text_add(out, command + 1, end ? (size_t)(end - command - 1) : strlen(command + 1));
    return;
  }
  for (const char *s = command; *s; s++)
    if ((s[0] == '.' && (s[1] | 32) == 'e' && (s[2] | 32) == 'x' && (s[3] | 32) == 'e') &&
        (s[4] == 0 || s[4] == ' ')) {
      text_add(out, command, (size_t)(s + 4 - command));
      return;
    }
  text_puts(out, command);
}

/* The key of the library's wanted version, or of the highest. */
static bool find_version(const registry *r, const char *library, const char *wanted, text *out) {
  text name = {0}, best = {0};
  uint32_t version, highest = 0, exact = 0;
  bool has_exact = inspect_version(wanted, &exact);
  for (uint32_t i = 0; i < MOST_KEYS; i++) {
    text_clear(&name);
    if (!r->child(r->self, library, i, &name)) break;
    if (!inspect_version(text_chars(&name), &version)) continue;
    bool is_exact = has_exact && version == exact;
    if (best.len && !is_exact && version <= highest) continue;
    text_clear(&best);
    text_puts(&best, text_chars(&name));
    highest = version;
    if (is_exact) break;
  }
  if (best.len) text_printf(out, "%s\\%s", library, text_chars(&best));
  bool found = best.len;
  text_free(&name);
  text_free(&best);
  return found;
}

/* The file of a version: that of the first language that has one. */
static bool find_file(const registry *r, const char *version, text *out) {
  static const char *const systems[] = {"win64", "win32"};
  text language = {0}, below = {0};
  uint32_t number;
  for (uint32_t i = 0; i < MOST_KEYS && !out->len; i++) {
    text_clear(&language);
    if (!r->child(r->self, version, i, &language)) break;
    const char *end = read_hex(text_chars(&language), &number);
    if (!end || *end) continue;
    for (size_t s = 0; s < COUNT(systems) && !out->len; s++) {
      text_clear(&below);
      text_printf(&below, "%s\\%s", text_chars(&language), systems[s]);
      value_at(r, out, version, text_chars(&below));
    }
  }
  text_free(&language);
  text_free(&below);
  return out->len;
}

static bool registered_library(const registry *r, inspection *i, const char *key) {
  text guid = {0}, wanted = {0}, library = {0}, version = {0}, file = {0};
  bool found = false;
  if (!value_at(r, &guid, key, "TypeLib"))
    text_puts(&i->tried, "it names no type library");
  else {
    value_at(r, &wanted, key, "Version");
    text_printf(&library, "TypeLib\\%s", text_chars(&guid));
    if (!find_version(r, text_chars(&library), text_chars(&wanted), &version) ||
        !find_file(r, text_chars(&version), &file))
      text_printf(&i->tried, "its type library %s is not registered", text_chars(&guid));
    else {
      r->resolve(r->self, &file);
      found = inspect_file(i, text_chars(&file));
      if (!found) text_printf(&i->tried, "its type library '%s' does not describe it", text_chars(&file));
    }
  }
  text_free(&guid);
  text_free(&wanted);
  text_free(&library);
  text_free(&version);
  text_free(&file);
  return found;
}

static bool server_library(inspection *i) {
  if (!i->server_file.len) return false;
  bool found = inspect_file(i, text_chars(&i->server_file));
  if (!found)
    text_printf(&i->tried, "; its server '%s' holds no library that does", text_chars(&i->server_file));
  return found;
}

static void look_at_server(const registry *r, inspection *i) {
  extent head = {NULL, 0};
  inspect_program(&i->server_file, text_chars(&i->path));
  if (!i->server_file.len) return;
  r->resolve(r->self, &i->server_file);
  i->server_status = file_load_head(text_chars(&i->server_file), HEAD_BYTES, &head, NULL);
  i->machine = pe_machine(head);
  memory_free((void *)(uintptr_t)head.data);
}

static void read_server(const registry *r, inspection *i, const char *key) {
  static const char *const servers[][2] = {{"InprocServer32", "inproc"}, {"LocalServer32", "local"}};
  for (size_t s = 0; s < COUNT(servers); s++) {
    text below = {0};
    text_printf(&below, "%s\\%s", key, servers[s][0]);
    bool found = r->value(r->self, text_chars(&below), "", &i->path);
    if (found) {
      text_puts(&i->server, servers[s][1]);
      r->value(r->self, text_chars(&below), "ThreadingModel", &i->threading);
    }
    text_free(&below);
    if (found) return;
  }
}

/* The CLSID behind a ProgID; a name without its own goes on to its current version. */
static sonde_status find_clsid(const registry *r, const char *asked, text *out, error *e) {
  text current = {0};
  if (*asked == '{')
    text_puts(out, asked);
  else if (!value_at(r, out, asked, "CLSID") && value_at(r, &current, asked, "CurVer"))
    value_at(r, out, text_chars(&current), "CLSID");
  text_free(&current);
  if (out->len) return SONDE_OK;
  return error_set(e, SONDE_MISSING, "no class '%.200s' is registered for this user or this machine", asked);
}

sonde_status inspect_class(const registry *r, const char *asked, bool describe, inspection *out, error *e) {
  memset(out, 0, sizeof *out);
  sonde_status s = find_clsid(r, asked, &out->clsid, e);
  if (s) return s;
  text key = {0};
  text_printf(&key, "CLSID\\%s", text_chars(&out->clsid));
  if (!r->has(r->self, text_chars(&key)))
    s = error_set(e, SONDE_MISSING, "the class %.100s%s%.200s is not registered", text_chars(&out->clsid),
        *asked == '{' ? "" : " that is named by ", *asked == '{' ? "" : asked);
  else {
    r->value(r->self, text_chars(&key), "", &out->name);
    value_at(r, &out->progid, text_chars(&key), "ProgID");
    read_server(r, out, text_chars(&key));
    look_at_server(r, out);
    if (describe && registered_library(r, out, text_chars(&key)))
      out->step = "typelib";
    else if (describe && server_library(out))
      out->step = "server";
    if (out->step) inspect_members(out);
  }
  text_free(&key);
  return s;
}
