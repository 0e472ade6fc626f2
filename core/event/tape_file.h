/* A tape's file, by its UTF-8 path. Private to the tape. */
#ifndef SONDE_EVENT_TAPE_FILE_H
#define SONDE_EVENT_TAPE_FILE_H

#include <stdio.h>

/* For writing, emptied; NULL: errno tells. */
FILE *tape_file_create(const char *path);

#endif
