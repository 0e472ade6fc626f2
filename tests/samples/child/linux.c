/* The child on Linux. */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "platform.h"

int64_t platform_cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void platform_sleep_ms(unsigned ms) {
  struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
  nanosleep(&t, NULL);
}

void platform_crash(const char *how) {
  raise(!strcmp(how, "segv") ? SIGSEGV : SIGKILL);
}

int platform_spawn(const char *program, const char *ms) {
  pid_t pid = fork();
  if (pid) return (int)pid;
  setsid();
  execl(program, program, "sleep", ms, (char *)NULL);
  _exit(127);
}

int platform_run(const char *program, char **argv) {
  pid_t pid = fork();
  if (!pid) {
    argv[-1] = (char *)(uintptr_t)program;
    execv(program, argv - 1);
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void platform_descriptors(void) {
  DIR *dir = opendir("/proc/self/fd");
  for (struct dirent *d; (d = readdir(dir)) != NULL;)
    if (d->d_name[0] != '.' && atoi(d->d_name) != dirfd(dir)) printf("%s\n", d->d_name);
  closedir(dir);
}

void platform_signals(void) {
  unsigned long long ignored = 0, blocked = 0;
  sigset_t mask;
  sigprocmask(SIG_SETMASK, NULL, &mask);
  for (int i = 1; i < 32; i++) {
    struct sigaction action;
    if (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN) ignored |= 1ull << i;
    if (sigismember(&mask, i) == 1) blocked |= 1ull << i;
  }
  printf("%llx %llx\n", ignored, blocked);
}

void platform_binary(void) {}
