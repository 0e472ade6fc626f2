/* Windows command lines: the rules of CommandLineToArgvW, both ways. Pure; UTF-8. */
#ifndef SONDE_OS_COMMAND_LINE_H
#define SONDE_OS_COMMAND_LINE_H

#include "base/text.h"

/* Adds one argument, with a blank before it unless it is the first, so that the program's runtime gets
 * exactly these bytes. The program's own name has simpler rules: it can hold no '"'. */
void command_line_add(text *out, const char *argument);

/* Splits into arguments, the program's name first; the caller frees the one block with memory_free. Ends with
 * NULL. */
char **command_line_split(const char *line, int *argc);

#endif
