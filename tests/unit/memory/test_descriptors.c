/* Links, fdinfo and the tables of sockets. */
#include "check.h"

#include "base/memory.h"
#include "descriptors.h"

static void expect_text(const objects *o, uint32_t at, uint32_t len, const char *expected) {
  if (len != strlen(expected) || memcmp(text_chars(&o->texts) + at, expected, len) != 0)
    fail_msg("'%.*s' instead of '%s'", (int)len, text_chars(&o->texts) + at, expected);
}

static void links(void **state) {
  (void)state;
  static const struct {
    const char *link, *type, *name;
    uint64_t id;
  } cases[] = {{"/tmp/x", "file", "/tmp/x", 0}, {"socket:[123]", "socket", "socket:[123]", 123},
      {"pipe:[9]", "pipe", "pipe:[9]", 9}, {"anon_inode:[eventfd]", "eventfd", "", 0},
      {"anon_inode:[eventpoll]", "epoll", "", 0}, {"anon_inode:inotify", "inotify", "", 0},
      {"/memfd:pool (deleted)", "memfd", "/memfd:pool (deleted)", 0}, {"/dev/null", "device", "/dev/null", 0},
      {"/dev/shm/a", "file", "/dev/shm/a", 0}, {"net:[4026531840]", "other", "net:[4026531840]", 0},
      {"/tmp/\xff\n", "file", "/tmp/??", 0}, {"", "other", "", 0}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    objects o = {0};
    object *one = objects_add(&o, i);
    descriptor_use_link(&o, one, cases[i].link, strlen(cases[i].link));
    expect_text(&o, one->type, one->type_len, cases[i].type);
    assert_int_equal(one->why_name, SONDE_WHY_KNOWN);
    expect_text(&o, one->name, one->name_len, cases[i].name);
    assert_int_equal(one->id, cases[i].id);
    objects_free(&o);
  }
}

static void information(void **state) {
  (void)state;
  static const char info[] = "pos:\t4711\nflags:\t02300000\nmnt_id:\t9\nino:\t55\n";
  objects o = {0};
  object *one = objects_add(&o, 3);
  descriptor_use_link(&o, one, "/tmp", 4);
  descriptor_use_info(&o, one, info, sizeof info - 1);
  assert_int_equal(one->offset, 4711);
  assert_int_equal(one->flags, 02300000);
  assert_int_equal(one->id, 55);
  expect_text(&o, one->type, one->type_len, "folder");
  objects_free(&o);
}

static void expect_socket(const sockets *s, uint64_t inode, const char *expected) {
  size_t len;
  const char *name = sockets_find(s, inode, &len);
  if (!name || len != strlen(expected) || memcmp(name, expected, len) != 0)
    fail_msg("'%.*s' instead of '%s'", name ? (int)len : 0, name ? name : "", expected);
}

static void read_table(sockets *s, int which, const char *table) {
  net_table *t = NEW(net_table);
  net_begin(t, s, which);
  net_feed(t, table, strlen(table));
  net_end(t);
  memory_free(t);
}

static void tables(void **state) {
  (void)state;
  sockets s = {0};
  read_table(&s, NET_TCP,
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 111 1 0 100 0 0 10 "
      "0\n"
      "   1: 0100007F:1F90 0200007F:C350 01 00000000:00000000 00:00000000 00000000  0  0 112 1 0\n"
      "   2: 0100007F 0200007F:C350 01 00000000:00000000 00:00000000 00000000  0  0 113 1 0\n");
  read_table(&s, NET_TCP6,
      "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 "
      "121\n"
      "   1: B80D0120000000000000000001000000:0016 0000000000000000FFFF00000100007F:0050 06 0:0 0:0 0 0 0 "
      "122\n");
  read_table(&s, NET_UDP, "  9: 00000000:0035 00000000:0000 07 0:0 00:0 0 0 0 131 2 0 0");
  read_table(&s, NET_UNIX,
      "Num RefCount Protocol Flags Type St Inode Path\n"
      "0000000000000000: 00000002 00000000 00010000 0001 01 141 /run/a b\n"
      "0000000000000000: 00000002 00000000 00000000 0002 01 142\n");
  expect_socket(&s, 111, "tcp 127.0.0.1:8080 listen");
  expect_socket(&s, 112, "tcp 127.0.0.1:8080 -> 127.0.0.2:50000 established");
  expect_socket(&s, 121, "tcp6 [::1]:22 listen");
  expect_socket(&s, 122, "tcp6 [2001:db8::1]:22 -> 127.0.0.1:80 time-wait");
  expect_socket(&s, 131, "udp 0.0.0.0:53");
  expect_socket(&s, 141, "unix stream /run/a b");
  expect_socket(&s, 142, "unix datagram");
  size_t len;
  assert_null(sockets_find(&s, 113, &len));
  sockets_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(links), cmocka_unit_test(information), cmocka_unit_test(tables)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
