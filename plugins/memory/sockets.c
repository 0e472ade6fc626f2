/* The tables of sockets in /proc/PID/net. */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "descriptors.h"

const char *const net_files[NET_COUNT] = {"tcp", "tcp6", "udp", "udp6", "unix"};

#define MOST_SOCKETS 1000000u

static void keep(sockets *s, uint64_t inode, const text *name) {
  if (inode == 0 || s->by_inode.count >= MOST_SOCKETS || name->len > UINT16_MAX) return;
  uint64_t place = (uint64_t)s->names.len << 16 | name->len;
  names_add(&s->names, text_chars(name), name->len);
  if (!s->names.cut) *map_put(&s->by_inode, &inode, sizeof inode) = place;
}

/* Four bytes of an address, as the kernel prints them: a word of this machine's order. */
static bool part_of_address(const char *hex, uint8_t out[4]) {
  words w = words_of(hex, 8);
  uint64_t word;
  if (!words_digits(&w, 16, 0, &word)) return false;
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(word >> (8 * i));
  return true;
}

/* The longest run of zero groups becomes "::" (RFC 5952). */
static void print_groups(text *out, const uint16_t group[8]) {
  int best = 8, best_len = 1;
  for (int i = 0; i < 8; i++) {
    int len = 0;
    while (i + len < 8 && group[i + len] == 0)
      len++;
    if (len > best_len) best = i, best_len = len;
  }
  for (int i = 0; i < 8; i++) {
    if (i == best) {
      text_puts(out, "::");
      i += best_len - 1;
      continue;
    }
    text_printf(out, "%s%x", i > 0 && i != best + best_len ? ":" : "", group[i]);
  }
}

static void print_address(text *out, const uint8_t *b, size_t bytes) {
  static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
  if (bytes == 16 && memcmp(b, mapped, 12) == 0) b += 12, bytes = 4;
  if (bytes == 4) {
    text_printf(out, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
    return;
  }
  uint16_t group[8];
  for (int i = 0; i < 8; i++)
    group[i] = (uint16_t)(b[2 * i] << 8 | b[2 * i + 1]);
  text_putc(out, '[');
  print_groups(out, group);
  text_putc(out, ']');
}

/* "0100007F:1F90" or the like with 32 digits. */
static bool add_address(text *out, const char *s, size_t len, bool *is_set) {
  size_t digits = len > 32 ? 32 : 8;
  uint8_t bytes[16] = {0};
  uint64_t port;
  if (len < digits + 2 || s[digits] != ':') return false;
  for (size_t i = 0; i < digits / 8; i++)
    if (!part_of_address(s + 8 * i, bytes + 4 * i)) return false;
  words w = words_of(s + digits + 1, len - digits - 1);
  if (!words_digits(&w, 16, 0, &port) || port > 65535) return false;
  *is_set = port != 0;
  print_address(out, bytes, digits / 2);
  text_printf(out, ":%" PRIu64, port);
  return true;
}

static const char *state_of(uint64_t state) {
  static const char *const states[] = {"?", "established", "connecting", "accepting", "fin-wait-1",
      "fin-wait-2", "time-wait", "closed", "close-wait", "last-ack", "listen", "closing", "accepting"};
  return states[state < COUNT(states) ? state : 0];
}

/* sl local remote state queues timer retransmits uid timeout inode */
static void use_inet(net_table *t, const char *line, size_t len) {
  words w = words_of(line, len);
  const char *local, *remote;
  size_t local_len, remote_len;
  uint64_t state, inode;
  bool here, there;
  text name, far;
  if (!words_skip(&w, 1) || !words_next(&w, &local, &local_len) || !words_next(&w, &remote, &remote_len))
    return;
  if (!words_number(&w, 16, &state) || !words_skip(&w, 5) || !words_number(&w, 10, &inode)) return;
  text_init(&name, 512);
  text_init(&far, 256);
  text_printf(&name, "%s ", net_files[t->which]);
  if (add_address(&name, local, local_len, &here) && add_address(&far, remote, remote_len, &there)) {
    if (there) text_printf(&name, " -> %s", text_chars(&far));
    if (t->which == NET_TCP || t->which == NET_TCP6) text_printf(&name, " %s", state_of(state));
    keep(t->out, inode, &name);
  }
  text_free(&name);
  text_free(&far);
}

/* Num RefCount Protocol Flags Type St Inode Path */
static void use_unix(net_table *t, const char *line, size_t len) {
  words w = words_of(line, len);
  const char *path;
  uint64_t type, inode;
  text name;
  if (!words_skip(&w, 4) || !words_number(&w, 16, &type) || !words_skip(&w, 1)) return;
  if (!words_number(&w, 10, &inode)) return;
  size_t path_len = words_rest(&w, &path);
  text_init(&name, 1024);
  text_printf(&name, "unix %s", type == 1 ? "stream" : type == 2 ? "datagram" : "packets");
  if (path_len) text_putc(&name, ' ');
  text_add(&name, path, path_len);
  keep(t->out, inode, &name);
  text_free(&name);
}

static void use_line(void *self, const char *line, size_t len) {
  net_table *t = self;
  if (t->which == NET_UNIX)
    use_unix(t, line, len);
  else
    use_inet(t, line, len);
}

void net_begin(net_table *t, sockets *out, int which) {
  t->out = out;
  t->which = which;
  t->lines.sink = use_line;
  t->lines.self = t;
  t->lines.used = 0;
}

void net_end(net_table *t) {
  lines_end(&t->lines);
}

const char *sockets_find(const sockets *s, uint64_t inode, size_t *len) {
  const uint64_t *place = map_find(&s->by_inode, &inode, sizeof inode);
  if (!place) return NULL;
  *len = *place & UINT16_MAX;
  return text_chars(&s->names) + (*place >> 16);
}

void sockets_free(sockets *s) {
  map_free(&s->by_inode);
  text_free(&s->names);
}
