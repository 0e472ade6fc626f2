/* What /proc tells of descriptors: the links in fd, the files in fdinfo and the tables in net (proc(5)).
 * Pure. */
#ifndef MEMORY_DESCRIPTORS_H
#define MEMORY_DESCRIPTORS_H

#include "base/map.h"
#include "lines.h"
#include "objects.h"

/* Type and, where the link says it, name and inode: "socket:[12]", "anon_inode:[eventfd]", "/path". */
void descriptor_use_link(objects *o, object *one, const char *link, size_t len);
/* Offset and flags; a file opened as a folder is told by its flags. */
void descriptor_use_info(objects *o, object *one, const char *info, size_t len);

/* Sockets by inode, each with a text: "tcp 127.0.0.1:80 listen". */
typedef struct sockets {
  map by_inode; /* place in the names << 16 | length */
  text names;
} sockets;

enum { NET_TCP, NET_TCP6, NET_UDP, NET_UDP6, NET_UNIX, NET_COUNT };
extern const char *const net_files[NET_COUNT]; /* in /proc/PID/net */

typedef struct net_table {
  sockets *out;
  int which;
  lines lines;
} net_table;

void net_begin(net_table *t, sockets *out, int which);
static inline void net_feed(net_table *t, const char *bytes, size_t n) {
  lines_feed(&t->lines, bytes, n);
}
void net_end(net_table *t);

const char *sockets_find(const sockets *s, uint64_t inode, size_t *len); /* NULL: none */
void sockets_free(sockets *s);

#endif
