/* The child by fork and exec, orders on its standard input, answers on its standard output. */
#include "servant.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

struct workload {
  pid_t pid;
  int orders, answers;
};

const char *workload_program(void) {
  static char path[1024];
  ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
  return len > 0 ? path : "test";
}

workload *workload_spawn(void) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) return NULL;
  const char *program = workload_program();
  pid_t pid = fork();
  if (pid == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    execl(program, program, "--workload", (char *)NULL);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  workload *w = NEW(workload);
  *w = (workload){pid, in[1], out[0]};
  return w;
}

uint32_t workload_pid(const workload *w) {
  return (uint32_t)w->pid;
}

bool workload_send(workload *w, char c) {
  return write(w->orders, &c, 1) == 1;
}

bool workload_receive(workload *w, char *c) {
  return read(w->answers, c, 1) == 1;
}

void workload_close(workload *w) {
  close(w->orders);
  close(w->answers);
  waitpid(w->pid, NULL, 0);
  memory_free(w);
}

bool workload_read_order(char *c) {
  return read(0, c, 1) == 1;
}

bool workload_answer(char c) {
  return write(1, &c, 1) == 1;
}

void *workload_map(uint64_t bytes) {
  void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p == MAP_FAILED ? NULL : p;
}
