/* A page for people: cleaned texts, colour, columns and hanging paragraphs. */
#include <string.h>

#include "base/utf8.h"
#include "report/clean.h"
#include "report/page.h"

static void put(page *p, const char *s, size_t len) {
  text_add(p->out, s, len);
  const char *end = NULL;
  for (size_t i = len; i > 0 && !end; i--) {
    if (s[i - 1] == '\n') end = s + i;
  }
  if (end) p->column = 0;
  p->column += utf8_width(end ? end : s, end ? len - (size_t)(end - s) : len);
}

void page_puts(page *p, const char *ours) {
  put(p, ours, strlen(ours));
}

void page_printf(page *p, const char *format, ...) {
  text t = {0};
  va_list list;
  va_start(list, format);
  text_vprintf(&t, format, list);
  va_end(list);
  put(p, text_chars(&t), t.len);
  text_free(&t);
}

static void put_clean(page *p, const char *s, size_t len) {
  text t = {0};
  clean_terminal(&t, s, len, p->style->utf8);
  put(p, text_chars(&t), t.len);
  text_free(&t);
}

void page_text(page *p, const char *outside) {
  put_clean(p, outside, strlen(outside));
}

void page_column(page *p, const char *outside) {
  if (!*outside) return;
  page_puts(p, "  ");
  page_text(p, outside);
}

void page_spaces(page *p, size_t n) {
  while (n-- > 0) {
    put(p, " ", 1);
  }
}

void page_cell(page *p, const char *outside, size_t width) {
  size_t start = p->column;
  page_text(p, outside);
  if (p->column < start + width) page_spaces(p, start + width - p->column);
}

void page_colour(page *p, const char *code) {
  if (p->style->colour) text_printf(p->out, "\033[%sm", code ? code : "0"); /* takes no column */
}

static void new_line(page *p, size_t indent) {
  put(p, "\n", 1);
  page_spaces(p, indent);
}

/* One line of the text, broken at spaces where it would pass the page's width. */
static void put_wrapped(page *p, size_t indent, const char *s, size_t len) {
  size_t width = p->style->width > 0 ? (size_t)p->style->width : 0;
  bool wrap = width >= indent + 24 && len > 0 && s[0] != ' ';
  if (!wrap) {
    put_clean(p, s, len);
    return;
  }
  for (size_t i = 0; i < len;) {
    size_t n = 0;
    while (i + n < len && s[i + n] != ' ')
      n++;
    size_t gap = i > 0 ? 1 : 0, columns = utf8_width(s + i, n);
    if (gap && p->column + gap + columns > width) {
      new_line(p, indent);
    } else if (gap) {
      put(p, " ", 1);
    }
    put_clean(p, s + i, n);
    i += n + 1;
  }
}

void page_paragraph(page *p, size_t indent, const char *outside) {
  for (const char *s = outside;; s++) {
    size_t n = strcspn(s, "\n");
    put_wrapped(p, indent, s, n);
    s += n;
    if (!*s || !s[1]) break;
    new_line(p, indent);
  }
  put(p, "\n", 1);
}
