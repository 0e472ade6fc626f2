/* What is asked of the system: names of files, their first bytes, the time. Paths and names are UTF-8. */
#ifndef ACME_FOLDER_H
#define ACME_FOLDER_H

#include <stddef.h>
#include <stdint.h>

typedef struct listed {
  char *name;
  uint64_t size; /* bytes */
} listed;

/* The messages of a queue by name. All zero is empty. */
typedef struct listing {
  listed *items;
  size_t count, capacity;
} listing;

/* folder_posix.c, folder_windows.c. 0: it went well, else the system's error number. */
uint32_t folder_list(const char *path, listing *out);
/* Reads at most `capacity` bytes of the file's beginning. */
uint32_t folder_read(const char *path, char *bytes, size_t capacity, size_t *len);
int64_t wall_now_ns(void);

/* listing.c. 0: no memory. Names that are not of a message are passed over. */
int listing_add(listing *l, const char *name, uint64_t size);
void listing_sort(listing *l);
void listing_free(listing *l);
/* Calls `differs` for each message that only one of the two sorted listings has. */
void listing_compare(const listing *before, const listing *now, void (*differs)(void *self, const listed *one, int arrived),
    void *self);

#endif
