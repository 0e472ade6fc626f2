/* sonde.ini through inih. The library neither counts our lines nor keeps long ones whole, so a reader of ours
 * checks each line before it passes on, and hands over a long one without its value, which the handler takes
 * from the source. */
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "config/entries.h"

#define LARGEST_FILE ((size_t)1 << 20)

typedef struct source {
  const char *file_name, *chars;
  size_t len, at;
  uint32_t line, section_line;
  const char *long_value; /* of the line in work, when inih got it without; else NULL */
  size_t long_value_len;
  config *c;
  error *e;
  bool failed;
} source;

/* A part of the source text. */
typedef struct piece {
  const char *s;
  size_t len;
} piece;

static void refuse(source *f, const char *format, ...) FORMAT_PRINTF(2, 3);

/* The first error counts: what inih does afterwards is thrown away. */
static void refuse(source *f, const char *format, ...) {
  if (f->failed) return;
  char what[300];
  va_list list;
  va_start(list, format);
  vsnprintf(what, sizeof what, format, list);
  va_end(list);
  f->failed = true;
  error_set(f->e, SONDE_ARG, "%s:%u: %s", f->file_name, f->line, what);
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static piece trim(piece p) {
  while (p.len && is_blank(p.s[0]))
    p.s++, p.len--;
  while (p.len && is_blank(p.s[p.len - 1]))
    p.len--;
  return p;
}

/* The next line without its end; false: there is none. */
static bool next_line(source *f, piece *line) {
  if (f->at >= f->len) return false;
  const char *from = f->chars + f->at;
  const char *end = memchr(from, '\n', f->len - f->at);
  line->s = from;
  line->len = end ? (size_t)(end - from) : f->len - f->at;
  f->at += line->len + (end != NULL);
  f->line++;
  if (line->len && from[line->len - 1] == '\r') line->len--;
  return true;
}

static bool check_chars(source *f, piece line) {
  if (line.len > CONFIG_LONGEST_LINE)
    refuse(f, "the line has %zu bytes, at most %u are allowed", line.len, CONFIG_LONGEST_LINE);
  else if (utf8_valid_prefix(line.s, line.len) != line.len)
    refuse(f, "invalid UTF-8 at byte %zu of the line", utf8_valid_prefix(line.s, line.len) + 1);
  for (size_t i = 0; i < line.len && !f->failed; i++) {
    if (((unsigned char)line.s[i] < 0x20 && line.s[i] != '\t') || line.s[i] == 0x7f)
      refuse(f, "control character at byte %zu of the line", i + 1);
  }
  return !f->failed;
}

/* Without it inih would take `[section] name = value` for a section and drop the rest. */
static piece check_section(source *f, piece line) {
  const char *close = memchr(line.s, ']', line.len);
  size_t len = close ? (size_t)(close - line.s) - 1 : line.len - 1;
  piece rest = {line.s + len + 2, close ? line.len - len - 2 : 0};
  rest = trim(rest);
  if (!close)
    refuse(f, "']' is missing behind the section's name");
  else if (!config_is_name(line.s + 1, len))
    refuse(f, "'%.*s' is no name for a section: write 1 to %u of A-Z a-z 0-9 _ . -",
        (int)(len < 60 ? len : 60), line.s + 1, CONFIG_LONGEST_NAME);
  else if (rest.len && rest.s[0] != ';' && rest.s[0] != '#')
    refuse(f, "the section's name has to stand alone in its line");
  f->section_line = f->line;
  return (piece){line.s, len + 2};
}

/* The name in front of the `=`. */
static piece check_entry(source *f, piece line) {
  const char *equals = memchr(line.s, '=', line.len);
  piece name = trim((piece){line.s, equals ? (size_t)(equals - line.s) : 0});
  if (!equals)
    refuse(f, "neither [section] nor name = value nor a comment; a value cannot go on in a further line");
  else if (!config_is_name(name.s, name.len))
    refuse(f, "'%.*s' is no name: write 1 to %u of A-Z a-z 0-9 _ . -", (int)(name.len < 60 ? name.len : 60),
        name.s, CONFIG_LONGEST_NAME);
  else if (!f->section_line)
    refuse(f, "'%.*s' stands outside a section: write [section] above it", (int)name.len, name.s);
  return name;
}

/* The section in its brackets, the name of an entry, or nothing. */
static piece check_line(source *f, piece line) {
  piece nothing = {line.s, 0};
  if (!check_chars(f, line)) return nothing;
  line = trim(line);
  if (!line.len || line.s[0] == ';' || line.s[0] == '#') return nothing;
  return line.s[0] == '[' ? check_section(f, line) : check_entry(f, line);
}

/* In the manner of fgets; `size` includes the zero byte. Never hands over a line that inih would split. */
static char *read_line(char *out, int size, void *stream) {
  source *f = stream;
  piece line;
  f->long_value = NULL;
  if (f->failed || !next_line(f, &line)) return NULL;
  piece part = check_line(f, line);
  if (f->failed) return NULL;
  line = trim(line);
  if (part.len && part.s[0] != '[') {
    const char *equals = memchr(line.s, '=', line.len);
    if (equals && line.len + 2 > (size_t)size) {
      f->long_value = equals + 1;
      f->long_value_len = line.len - (size_t)(equals + 1 - line.s);
    } else {
      part = line;
    }
  }
  snprintf(out, (size_t)size, "%.*s%s\n", (int)part.len, part.s, f->long_value ? "=" : "");
  return out;
}

static int take_entry(void *user, const char *section, const char *name, const char *value) {
  source *f = user;
  if (f->failed) return 1;
  const config_entry *before = config_find(f->c, section, name);
  if (before) {
    refuse(f, "'%s' is given twice in [%s], first in line %u", name, section, before->line);
    return 1;
  }
  config_entry *entry = config_add(f->c, section, name, value);
  entry->line = f->line;
  entry->section_line = f->section_line;
  if (f->long_value) {
    size_t len;
    const char *s = config_trim_value(f->long_value, f->long_value_len, &len);
    memory_free((char *)entry->value);
    entry->value = memory_text(s, len);
  }
  return 1;
}

config *config_read(const char *file_name, const char *chars, size_t len, error *e) {
  if (len > LARGEST_FILE) {
    error_set(
        e, SONDE_ARG, "%s: the file has %zu bytes, at most %zu are allowed", file_name, len, LARGEST_FILE);
    return NULL;
  }
  source f = {.file_name = file_name, .chars = chars, .len = len, .c = config_empty(), .e = e};
  if (len >= 3 && memcmp(chars, "\xEF\xBB\xBF", 3) == 0) f.at = 3;
  f.c->file_name = memory_text(file_name, strlen(file_name));
  int result = ini_parse_stream(read_line, &f, take_entry, &f);
  if (result && !f.failed) refuse(&f, "the line cannot be read");
  if (!f.failed) return f.c;
  config_free(f.c);
  return NULL;
}
