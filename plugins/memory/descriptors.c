/* Links and information of descriptors. */
#include "descriptors.h"

#include <string.h>

#define OPENED_AS_FOLDER 0200000u /* O_DIRECTORY of x86-64 */

static bool begins(const char *s, size_t len, const char *with) {
  return len >= strlen(with) && memcmp(s, with, strlen(with)) == 0;
}

static bool is(const char *s, size_t len, const char *other) {
  return len == strlen(other) && memcmp(s, other, len) == 0;
}

/* "socket:[12]": the number, which is the inode. */
static void use_inode(object *one, const char *link, size_t len, const char *prefix) {
  words w = words_of(link, len);
  w.at += strlen(prefix);
  if (words_digits(&w, 10, ']', &one->id)) one->why_id = SONDE_WHY_KNOWN;
}

/* "anon_inode:[eventpoll]", "anon_inode:inotify", "anon_inode:[io_uring]". */
static void use_kernel_object(objects *o, object *one, const char *name, size_t len) {
  if (len >= 2 && name[0] == '[' && name[len - 1] == ']') {
    name++;
    len -= 2;
  }
  if (is(name, len, "eventpoll"))
    objects_type(o, one, "epoll", 5);
  else
    objects_type(o, one, name, len);
  objects_name(o, one, "", 0);
}

void descriptor_use_link(objects *o, object *one, const char *link, size_t len) {
  if (begins(link, len, "anon_inode:")) {
    use_kernel_object(o, one, link + 11, len - 11);
    return;
  }
  const char *type = "file";
  if (begins(link, len, "socket:["))
    use_inode(one, link, len, type = "socket:[");
  else if (begins(link, len, "pipe:["))
    use_inode(one, link, len, type = "pipe:[");
  else if (begins(link, len, "/memfd:"))
    type = "memfd";
  else if (begins(link, len, "/dev/") && !begins(link, len, "/dev/shm/"))
    type = "device";
  else if (len == 0 || link[0] != '/')
    type = "other";
  objects_type(o, one, type, strcspn(type, ":"));
  objects_name(o, one, link, len);
}

static void use_info_line(objects *o, object *one, const char *line, size_t len) {
  words w = words_of(line, len);
  const char *key;
  size_t key_len;
  uint64_t n;
  if (!words_next(&w, &key, &key_len)) return;
  if (is(key, key_len, "pos:") && words_number(&w, 10, &n) && n <= INT64_MAX) {
    one->offset = (int64_t)n;
    one->why_offset = SONDE_WHY_KNOWN;
  } else if (is(key, key_len, "flags:") && words_number(&w, 8, &n)) {
    one->flags = n;
    one->why_flags = SONDE_WHY_KNOWN;
    const char *type = text_chars(&o->texts) + one->type;
    if ((n & OPENED_AS_FOLDER) && is(type, one->type_len, "file")) objects_type(o, one, "folder", 6);
  } else if (is(key, key_len, "ino:") && words_number(&w, 10, &n)) {
    one->id = n;
    one->why_id = SONDE_WHY_KNOWN;
  }
}

void descriptor_use_info(objects *o, object *one, const char *info, size_t len) {
  while (len > 0) {
    const char *end = memchr(info, '\n', len);
    size_t part = end ? (size_t)(end - info) : len;
    use_info_line(o, one, info, part);
    if (!end) return;
    info += part + 1;
    len -= part + 1;
  }
}
