/* Files and folders. Paths are UTF-8; '/' is accepted on both systems. */
#ifndef SONDE_OS_FILE_H
#define SONDE_OS_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* The whole file, with a zero byte behind it (not counted). The caller frees it with memory_free. limit:
 * larger files are refused. */
char *file_read(const char *path, size_t limit, size_t *len, error *e);
/* At most `size` bytes from its start; a folder, pipe or device is refused unread. */
sonde_status file_read_head(const char *path, void *buffer, size_t size, size_t *len, error *e);
/* The same from its end. */
sonde_status file_read_tail(const char *path, void *buffer, size_t size, size_t *len, error *e);
/* Writes a whole file: a temporary one beside it, then renamed over it. An existing pipe or device is written
 * to directly. */
sonde_status file_write(const char *path, const void *data, size_t len, error *e);

typedef enum file_kind { FILE_MISSING = 1, FILE_REGULAR, FILE_FOLDER, FILE_OTHER } file_kind;
file_kind file_probe(const char *path);

/* Names in a folder, sorted bytewise, without "." and ".."; in the arena, NULL at the end. NULL: *e tells. */
const char **file_list(arena *a, const char *folder, error *e);
/* Absolute form with links resolved; NULL when it does not exist. In the arena; '/' as separator on both
 * systems. */
const char *file_absolute(arena *a, const char *path);
const char *file_join(arena *a, const char *folder, const char *name);
bool file_is_absolute(const char *path);
const char *file_program(arena *a); /* absolute path of the running program */
const char *file_working_folder(arena *a);
const char *file_temporary_folder(arena *a);
sonde_status file_make_folder(const char *path, error *e); /* with its parents; exists already: fine */
sonde_status file_copy(const char *from, const char *to, error *e);
sonde_status file_remove(const char *path, error *e); /* a file or an empty folder */

/* SONDE_OK when only root or the current user may change the file and its folder; else SONDE_DENIED with a
 * sentence that names who may, and the command that cures it. */
sonde_status file_trusted(const char *path, error *e);

/* SHA-256 of a file as 64 hex digits and a zero byte. */
sonde_status file_sha256(const char *path, char hex[65], error *e);

#endif
