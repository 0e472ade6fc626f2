/* A memory file whose size is sealed: a target that cut it off would otherwise end us by SIGBUS. */
#include "os/share.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/linux/internal.h"
#include "os/internal.h"

struct share {
  int fd;
  size_t bytes;
  void *memory;
};

static sonde_status fill(share *s, error *e) {
  s->fd = memfd_create("sonde", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (s->fd < 0) return os_fail(e, (uint32_t)errno, "cannot make memory to share with the target");
  if (ftruncate(s->fd, (off_t)s->bytes))
    return os_fail(e, (uint32_t)errno, "cannot make %zu bytes of memory to share with the target", s->bytes);
  if (fcntl(s->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
    return os_fail(e, (uint32_t)errno, "cannot seal the memory that is shared with the target");
  s->memory = mmap(NULL, s->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
  if (s->memory != MAP_FAILED) return SONDE_OK;
  s->memory = NULL;
  return os_fail(e, (uint32_t)errno, "cannot map %zu bytes that are shared with the target", s->bytes);
}

share *share_new(size_t bytes, error *e) {
  share *s = NEW(share);
  *s = (share){.fd = -1, .bytes = bytes};
  if (fill(s, e) == SONDE_OK) return s;
  share_free(s);
  return NULL;
}

void share_free(share *s) {
  if (!s) return;
  if (s->memory) munmap(s->memory, s->bytes);
  if (s->fd >= 0) close(s->fd);
  memory_free(s);
}

void *share_memory(const share *s) {
  return s->memory;
}

size_t share_bytes(const share *s) {
  return s->bytes;
}

sonde_status share_lend(const share *s, process *p, char path[64], uint64_t *handle, error *e) {
  (void)p, (void)e;
  snprintf(path, 64, "/proc/%d/fd/%d", (int)getpid(), s->fd);
  *handle = 0;
  return SONDE_OK;
}
