/* What the regions of a Linux process are for, by their names, files and neighbours. */
#include <string.h>

#include "smaps.h"

#define STACK_GUARD_MOST (64u << 10)
#define ARENA_BYTES (UINT64_C(64) << 20) /* of glibc: aligned, its unused rest without access */

typedef struct place {
  const regions *all;
  const uint64_t *stacks;
  size_t nstacks;
  bool all_stacks;
} place;

static bool begins(const regions *r, const region *one, const char *with) {
  size_t len = strlen(with);
  return one->name_len >= len && memcmp(regions_name_of(r, one), with, len) == 0;
}

static bool holds_word(const regions *r, const region *one, const char *word) {
  const char *name = regions_name_of(r, one);
  size_t len = strlen(word);
  for (size_t i = 0; i + len <= one->name_len; i++)
    if (memcmp(name + i, word, len) == 0) return true;
  return false;
}

static const region *before(const place *p, size_t i) {
  return i > 0 ? &p->all->list[i - 1] : NULL;
}

static const region *behind(const place *p, size_t i) {
  return i + 1 < p->all->n ? &p->all->list[i + 1] : NULL;
}

static bool adjoin(const region *a, const region *b) {
  return a && b && a->address + a->bytes == b->address;
}

static bool same_file(const region *a, const region *b) {
  return a && b && a->inode && a->inode == b->inode && a->device == b->device;
}

static bool no_access(const region *one) {
  return memcmp(one->protection, "---", 3) == 0;
}

static bool is_plain(const region *one) { /* private memory without name and file, to read and write */
  return one->inode == 0 && one->name_len == 0 && memcmp(one->protection, "rw", 2) == 0 &&
         one->protection[3] == 'p';
}

/* One part of the file can be run: this one, the next, or one before it. */
static bool is_image(const place *p, size_t i) {
  const region *one = &p->all->list[i], *next = behind(p, i), *last = before(p, i);
  if (one->protection[3] != 'p') return false;
  if (one->protection[2] == 'x') return true;
  if (same_file(one, next) && next->protection[2] == 'x') return true;
  return same_file(last, one) && last->kind == KIND_image;
}

static uint32_t kind_of_file(const place *p, size_t i) {
  static const char *const shared[] = {"/dev/shm/", "/memfd:", "/SYSV", "/dev/zero"};
  for (size_t k = 0; k < sizeof shared / sizeof shared[0]; k++)
    if (begins(p->all, &p->all->list[i], shared[k])) return KIND_shared_memory;
  return is_image(p, i) ? KIND_image : KIND_mapped;
}

/* Names in brackets are the kernel's, or a program's by prctl(PR_SET_VMA_ANON_NAME). */
static uint32_t kind_of_bracket(const regions *r, const region *one) {
  if (begins(r, one, "[heap]")) return KIND_heap;
  if (begins(r, one, "[stack")) return KIND_stack;
  if (begins(r, one, "[anon_shmem")) return KIND_shared_memory;
  if (!begins(r, one, "[anon")) return KIND_system;
  if (holds_word(r, one, "malloc")) return KIND_heap;
  return holds_word(r, one, "stack") ? KIND_stack : KIND_anonymous;
}

static bool is_stack(const place *p, size_t i) {
  const region *one = &p->all->list[i], *last = before(p, i);
  for (size_t k = 0; k < p->nstacks; k++)
    if (p->stacks[k] - one->address < one->bytes) return true;
  return !p->all_stacks && adjoin(last, one) && last->inode == 0 && no_access(last) &&
         last->bytes <= STACK_GUARD_MOST;
}

static bool is_arena(const place *p, size_t i) {
  const region *one = &p->all->list[i], *rest = behind(p, i);
  return one->address % ARENA_BYTES == 0 && adjoin(one, rest) && rest->inode == 0 && no_access(rest) &&
         rest->address + rest->bytes == one->address + ARENA_BYTES;
}

static uint32_t kind_of(const place *p, size_t i) {
  const region *one = &p->all->list[i];
  if (one->inode) return kind_of_file(p, i);
  if (begins(p->all, one, "[")) return kind_of_bracket(p->all, one);
  if (no_access(one)) return KIND_reserved;
  if (one->protection[3] == 's') return KIND_shared_memory;
  if (!is_plain(one)) return KIND_anonymous;
  if (is_stack(p, i)) return KIND_stack;
  return is_arena(p, i) ? KIND_heap : KIND_anonymous;
}

void regions_classify(regions *r, const uint64_t *stacks, size_t n, bool all) {
  place p = {r, stacks, n, all};
  for (size_t i = 0; i < r->n; i++)
    r->list[i].kind = kind_of(&p, i);
  for (size_t i = 0; i + 1 < r->n; i++) {
    region *one = &r->list[i], *next = &r->list[i + 1];
    if (one->kind == KIND_reserved && next->kind == KIND_stack && adjoin(one, next)) one->kind = KIND_guard;
  }
}
