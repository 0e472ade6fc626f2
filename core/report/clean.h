/* Outside texts made fit for where they are shown: a terminal, XML. */
#ifndef SONDE_REPORT_CLEAN_H
#define SONDE_REPORT_CLEAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Control characters, also those of U+0080-9F and the marks that turn the writing direction, become '?'; line ends and tabs become a space. Without utf8
 * every character that is not ASCII becomes '?'. */
void clean_terminal(text *out, const char *s, size_t len, bool utf8);
/* Escaped, and only characters that XML 1.0 allows: others become U+FFFD. */
void clean_xml(text *out, const char *s);

#endif
