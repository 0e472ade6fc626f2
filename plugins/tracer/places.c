/* Finds and reads signature files. */
#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "platform.h"

static sonde_status read_file(signatures *out, const char *path, error *e) {
  text content = {0};
  sonde_status s = platform_read(path, &content, e);
  if (!s) s = signatures_add(out, path, text_chars(&content), content.len, platform_long_bits, e);
  text_free(&content);
  return s;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names, so that what wins does not depend on the file system. */
static sonde_status read_named(signatures *out, const char *folder, text *names, error *e) {
  const char **list = memory_new((names->len + 1) * sizeof *list);
  size_t n = 0;
  for (size_t at = 0; at < names->len; at += strlen(names->data + at) + 1)
    list[n++] = names->data + at;
  if (n) qsort(list, n, sizeof *list, by_name);
  sonde_status s = SONDE_OK;
  for (size_t i = 0; i < n && !s; i++) {
    text path = {0};
    text_printf(&path, "%s/%s", folder, list[i]);
    s = read_file(out, text_chars(&path), e);
    text_free(&path);
  }
  memory_free(list);
  return s;
}

static sonde_status read_folder(signatures *out, const char *folder, error *e) {
  text names = {0};
  sonde_status s = platform_list(folder, &names, e);
  if (!s) s = read_named(out, folder, &names, e);
  text_free(&names);
  return s;
}

/* PREFIX/share/sonde/signatures, of PREFIX/lib/sonde/plugins/tracer. */
static bool shipped_folder(text *out) {
  if (!platform_own_file(out)) return false;
  for (int i = 0; i < 4; i++) {
    char *slash = out->len ? strrchr(out->data, '/') : NULL;
    if (!slash) return false;
    *slash = 0;
    out->len = (size_t)(slash - out->data);
  }
  text_puts(out, "/share/sonde/signatures");
  return true;
}

static sonde_status read_shipped(signatures *out, bool alone, error *e) {
  text folder = {0};
  bool found = shipped_folder(&folder) && platform_probe(text_chars(&folder)) == PLATFORM_FOLDER;
  sonde_status s = found ? read_folder(out, text_chars(&folder), e) : SONDE_OK;
  if (!found && alone)
    s = error_set(e, SONDE_MISSING,
        "there are no signature files at %s: install them there, or name others by the setting `signatures` "
        "of [plugin.tracer]",
        folder.len ? text_chars(&folder) : "share/sonde/signatures");
  text_free(&folder);
  return s;
}

static sonde_status read_own(signatures *out, const sonde_value *path, error *e) {
  text copy = {0};
  text_add(&copy, path->u.s, path->len);
  platform_kind kind = platform_probe(text_chars(&copy));
  sonde_status s =
      kind == PLATFORM_FOLDER ? read_folder(out, text_chars(&copy), e)
      : kind == PLATFORM_FILE
          ? read_file(out, text_chars(&copy), e)
          : error_set(e, SONDE_MISSING, "the setting `signatures` of [plugin.tracer]: there is no %s",
                text_chars(&copy));
  text_free(&copy);
  return s;
}

sonde_status places_read(signatures *out, const sonde_value *own, error *e) {
  uint32_t n = own && own->kind == SONDE_LIST ? own->len : 0;
  sonde_status s = read_shipped(out, n == 0, e);
  for (uint32_t i = 0; i < n && !s; i++)
    if (own->u.list[i].kind == SONDE_TEXT) s = read_own(out, &own->u.list[i], e);
  if (s)
    signatures_free(out);
  else
    signatures_sort(out);
  return s;
}
