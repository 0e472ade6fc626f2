/* The terminal: what the standard streams are, and writing UTF-8 to them. */
#ifndef SONDE_OS_CONSOLE_H
#define SONDE_OS_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

bool console_is_terminal(int stream); /* 0: stdin, 1: stdout, 2: stderr */
int console_width(int stream);        /* columns; 0: not a terminal */
/* Enables colour sequences where needed; false: none possible (not a terminal, old console). */
bool console_enable_colour(int stream);
/* Whether characters beyond ASCII reach the reader; a file or pipe always takes UTF-8. */
bool console_speaks_utf8(int stream);
/* Writes all bytes (UTF-8); false: the stream is closed or full. */
bool console_write(int stream, const char *bytes, size_t len);
/* Whether the last console_write failed because nobody reads any more, as with `| head`. */
bool console_is_unread(void);
/* Program start: UTF-8 arguments on Windows, binary streams. Replaces *argc and *argv; they live as long as
 * the process. */
void console_start(int *argc, char ***argv);

#endif
