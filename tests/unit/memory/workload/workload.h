/* A child process that takes a stated amount of memory, files, sockets, pipes and threads on order, and keeps
 * it. */
#ifndef TEST_MEMORY_WORKLOAD_H
#define TEST_MEMORY_WORKLOAD_H

#include "servant.h"

#define WORKLOAD_MEMORY (50 << 20)
#define WORKLOAD_MAPPED (10 << 20)
#define WORKLOAD_FILES 137
#define WORKLOAD_SOCKETS 20 /* one of them listens on 127.0.0.1, the others are not bound */
#define WORKLOAD_PIPES 10   /* of two ends each */
#define WORKLOAD_THREADS 5

/* The orders. */
#define DO_MEMORY 'm' /* anonymous, each page written */
#define DO_MAPPED 'f' /* a shared mapping of workload_mapped_file, each page read */
#define DO_FILES 'h'  /* opens its own program so often */
#define DO_SOCKETS 's'
#define DO_PIPES 'p'
#define DO_THREADS 't' /* threads that wait */

/* In main(): when the program was started as a child, never returns. */
void workload_main(int argc, char **argv);
/* Ends it, waits for its end, and removes its file. */
void workload_free(workload *w);

/* What this platform calls them; how many sockets tell that they listen. */
extern const char *const workload_file_type, *const workload_socket_type, *const workload_pipe_type;
extern const char workload_separator;
extern const uint64_t workload_listeners;
extern const bool workload_is_windows;
/* The file that DO_MAPPED maps. */
void workload_mapped_file(char out[1200], uint32_t pid);

/* What a platform gives. */
const void *workload_map_file(const char *path, uint64_t bytes);
bool workload_open_file(void);
bool workload_open_socket(bool listens);
bool workload_open_pipe(void);

#endif
