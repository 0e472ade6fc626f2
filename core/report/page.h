/* A page for people: cleaned texts, colour, columns and hanging paragraphs. */
#ifndef SONDE_REPORT_PAGE_H
#define SONDE_REPORT_PAGE_H

#include "report/report.h"

typedef enum mark_kind {
  MARK_CRITICAL = 1,
  MARK_ERROR,
  MARK_WARNING,
  MARK_INFO,
  MARK_OK,
  MARK_UNKNOWN,
  MARK_NOT_RUN
} mark_kind;

typedef struct page {
  text *out;
  const report_style *style;
  size_t column; /* where the next character goes, 0 is the left edge */
} page;

void page_puts(page *p, const char *ours); /* a text of our own: not cleaned */
void page_printf(page *p, const char *format, ...) FORMAT_PRINTF(2, 3);
void page_text(page *p, const char *outside);
void page_column(page *p, const char *outside); /* two spaces and the text; nothing for "" */
void page_cell(page *p, const char *outside, size_t width);
void page_spaces(page *p, size_t n);
void page_colour(page *p, const char *code); /* NULL: back to normal */
/* The rest of the line and, when it is too long, further lines that start at `indent`. Lines of the text stay lines; those that start with a space
 * (source lines) are not wrapped. Ends the line. */
void page_paragraph(page *p, size_t indent, const char *outside);

#endif
