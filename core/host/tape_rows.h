/* How the host's own entries of a tape are called: written by record.c, read by replay.c. */
#ifndef SONDE_HOST_TAPE_ROWS_H
#define SONDE_HOST_TAPE_ROWS_H

#define TAPE_START "host.start" /* answer: when the recording's time began */
#define TAPE_MONO "mono_ns"     /* the host's time after an answer */
#define TAPE_WALL "wall_ns"
#define TAPE_RESULTS "results"  /* a map of the results by name */

#endif
