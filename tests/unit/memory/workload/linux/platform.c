/* The child by fork and exec, orders on its standard input, answers on its standard output. */
#include "workload.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

const char *const workload_file_type = "file", *const workload_socket_type = "socket",
                  *const workload_pipe_type = "pipe";
const char workload_separator = '/';
const uint64_t workload_listeners = 1;

struct workload_process {
  pid_t pid;
  int orders, answers;
};

const char *workload_program(void) {
  static char path[1024];
  ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
  return len > 0 ? path : "test";
}

struct workload_process *workload_spawn(void) {
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
  struct workload_process *p = NEW(struct workload_process);
  *p = (struct workload_process){pid, in[1], out[0]};
  return p;
}

uint32_t workload_process_pid(const struct workload_process *p) {
  return (uint32_t)p->pid;
}

bool workload_send(struct workload_process *p, char c) {
  return write(p->orders, &c, 1) == 1;
}

bool workload_receive(struct workload_process *p, char *c) {
  return read(p->answers, c, 1) == 1;
}

void workload_close(struct workload_process *p) {
  close(p->orders);
  close(p->answers);
  waitpid(p->pid, NULL, 0);
  memory_free(p);
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

const void *workload_map_file(const char *path, uint64_t bytes) {
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  void *p = MAP_FAILED;
  if (file >= 0 && ftruncate(file, (off_t)bytes) == 0) p = mmap(NULL, bytes, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  return p == MAP_FAILED ? NULL : p;
}

bool workload_open_file(void) {
  return open(workload_program(), O_RDONLY | O_CLOEXEC) >= 0;
}

bool workload_open_socket(bool listens) {
  int s = socket(AF_INET, listens ? SOCK_STREAM : SOCK_DGRAM, 0);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (s < 0 || !listens) return s >= 0;
  return bind(s, (struct sockaddr *)&here, sizeof here) == 0 && listen(s, 1) == 0;
}

bool workload_open_pipe(void) {
  int ends[2];
  return pipe2(ends, O_CLOEXEC) == 0;
}
