/* Standard streams: console or not, width, writing UTF-8 to a console as UTF-16. */
#include "os/console.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>

#include "base/memory.h"
#include "os/command_line.h"
#include "os/win32/internal.h"

#ifndef ENABLE_VIRTUAL_TERMINAL_PROCESSING
#  define ENABLE_VIRTUAL_TERMINAL_PROCESSING 4
#endif

static HANDLE stream_handle(int stream) {
  static const DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  return GetStdHandle(names[stream]);
}

bool console_is_terminal(int stream) {
  DWORD mode;
  return GetConsoleMode(stream_handle(stream), &mode) != 0;
}

int console_width(int stream) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (!GetConsoleScreenBufferInfo(stream_handle(stream), &info)) return 0;
  return info.srWindow.Right - info.srWindow.Left + 1;
}

bool console_enable_colour(int stream) {
  HANDLE h = stream_handle(stream);
  DWORD mode;
  return GetConsoleMode(h, &mode) && SetConsoleMode(h, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

static bool write_console(HANDLE h, const char *bytes, size_t len) {
  char *copy = memory_text(bytes, len);
  wchar_t *wide = wide_text(copy), *at = wide;
  size_t left = wcslen(wide);
  bool ok = true;
  while (left && ok) {
    DWORD n = 0; /* older consoles take less than 64 KiB at once */
    ok = WriteConsoleW(h, at, left > 8192 ? 8192 : (DWORD)left, &n, NULL) && n;
    at += n;
    left -= n;
  }
  memory_free(wide);
  memory_free(copy);
  return ok;
}

bool console_speaks_utf8(int stream) {
  (void)stream; /* wide characters reach a console whatever its code page */
  return true;
}

bool console_write(int stream, const char *bytes, size_t len) {
  if (console_is_terminal(stream)) return write_console(stream_handle(stream), bytes, len);
  while (len) {
    DWORD n = 0;
    if (!WriteFile(stream_handle(stream), bytes, len > 1u << 20 ? 1u << 20 : (DWORD)len, &n, NULL))
      return false;
    bytes += n;
    len -= n;
  }
  return true;
}

bool console_is_unread(void) {
  DWORD code = GetLastError();
  return code == ERROR_BROKEN_PIPE || code == ERROR_NO_DATA;
}

void console_start(int *argc, char ***argv) {
  static arena kept; /* as long as the process */
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
  *argv = command_line_split(utf8_text(&kept, GetCommandLineW(), -1), argc);
}
