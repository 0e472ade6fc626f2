/* Records of registered classes and of their names. */
#include "classes.h"

#include "sonde_help.h"

/* Adds the value to a column; false: none, the column is empty. */
static bool fill_value(
    batch *b, cell *c, const registry *r, const char *path, const char *below, const char *name) {
  text key = {0};
  size_t at = b->heap.len;
  text_printf(&key, "%s%s%s", path, *below ? "\\" : "", below);
  bool found = r->value(r->self, text_chars(&key), name, &b->heap);
  batch_text(b, c, at);
  text_free(&key);
  return found;
}

static bool fill_server(batch *b, cell *row, const registry *r, const char *path) {
  static const struct {
    const char *key, *word;
  } servers[] = {{"InprocServer32", "inproc"}, {"LocalServer32", "local"}, {"InprocHandler32", "handler"}};
  for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
    if (!fill_value(b, &row[CLASSES_path], r, path, servers[i].key, "")) continue;
    batch_word(b, &row[CLASSES_server], servers[i].word);
    fill_value(b, &row[CLASSES_threading], r, path, servers[i].key, "ThreadingModel");
    return true;
  }
  return false;
}

void classes_fill(batch *b, const registry *r, const char *clsid) {
  text path = {0};
  text_printf(&path, "CLSID\\%s", clsid);
  const char *key = text_chars(&path);
  cell *row = batch_add(b);
  batch_word(b, &row[CLASSES_clsid], clsid);
  fill_value(b, &row[CLASSES_name], r, key, "", "");
  if (!fill_server(b, row, r, key)) batch_word(b, &row[CLASSES_server], "none");
  fill_value(b, &row[CLASSES_progid], r, key, "ProgID", "");
  fill_value(b, &row[CLASSES_version_independent], r, key, "VersionIndependentProgID", "");
  fill_value(b, &row[CLASSES_typelib], r, key, "TypeLib", "");
  fill_value(b, &row[CLASSES_appid], r, key, "", "AppID");
  fill_value(b, &row[CLASSES_treat_as], r, key, "TreatAs", "");
  text_free(&path);
}

static bool registered(const registry *r, const char *clsid, size_t len) {
  text path = {0};
  text_printf(&path, "CLSID\\%.*s", (int)len, clsid);
  bool found = len && r->has(r->self, text_chars(&path));
  text_free(&path);
  return found;
}

bool progids_fill(batch *b, const registry *r, const char *progid) {
  text key = {0}, clsid = {0};
  text_printf(&key, "%s\\CLSID", progid);
  bool named = r->value(r->self, text_chars(&key), "", &clsid);
  text_free(&key);
  if (named) {
    cell *row = batch_add(b);
    batch_word(b, &row[PROGIDS_progid], progid);
    batch_word(b, &row[PROGIDS_clsid], text_chars(&clsid));
    fill_value(b, &row[PROGIDS_name], r, progid, "", "");
    fill_value(b, &row[PROGIDS_current], r, progid, "CurVer", "");
    row[PROGIDS_registered].i = registered(r, text_chars(&clsid), clsid.len);
  }
  text_free(&clsid);
  return named;
}
