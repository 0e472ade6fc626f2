/* Command lines. Windows: the rules of CommandLineToArgvW, both ways. Pure; UTF-8. */
#ifndef SONDE_OS_COMMAND_LINE_H
#define SONDE_OS_COMMAND_LINE_H

#include "base/text.h"

/* Adds one argument, with a blank before it unless it is the first, so that the program's runtime gets
 * exactly these bytes. The program's own name has simpler rules: it can hold no '"'. */
void command_line_add(text *out, const char *argument);

/* The words as a person would write them in a shell: those with blanks or a shell's own characters are
 * quoted. Only to be read; words end with NULL. */
void command_line_show(text *out, const char *const *words);

/* Splits into arguments, the program's name first; the caller frees the one block with memory_free. Ends with
 * NULL. */
char **command_line_split(const char *line, int *argc);

#endif
