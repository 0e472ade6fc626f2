/* Failing calls of the C library. */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <iconv.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "failing.h"

enum { NONE = 9999 }; /* a descriptor that is not open */

static volatile int none = NONE; /* the compiler must not know */

static void fail_paths(void) {
  char small[2];
  struct stat st;
  FAILS("open", "errno:ENOENT", open("/no-such-folder/open", O_RDONLY));
  FAILS("open", "errno:ENOTDIR", open("/etc/passwd/x", O_RDONLY));
  FAILS("open", "errno:EISDIR", open("/", O_WRONLY));
  FAILS("openat", "errno:EBADF", openat(none, "x", O_RDONLY));
  FAILS("creat", "errno:ENOENT", creat("/no-such-folder/creat", 0600));
  FAILS("stat", "errno:ENOENT", stat("/no-such-folder/stat", &st));
  FAILS("access", "errno:ENOENT", access("/no-such-folder/access", R_OK));
  FAILS("mkdir", "errno:EEXIST", mkdir("/", 0700));
  FAILS("rmdir", "errno:EBUSY", rmdir("/"));
  FAILS("unlink", "errno:EISDIR", unlink("/"));
  FAILS("rename", "errno:ENOENT", rename("/no-such-folder/rename", "/x"));
  FAILS("readlink", "errno:EINVAL", readlink("/", small, sizeof small));
  FAILS("chdir", "errno:ENOTDIR", chdir("/etc/passwd"));
  FAILS("opendir", "errno:ENOENT", opendir("/no-such-folder/opendir"));
  FAILS("realpath", "errno:ENOENT", realpath("/no-such-folder/realpath", NULL));
  FAILS("getcwd", "errno:ERANGE", getcwd(small, 1));
  FAILS("fopen", "errno:ENOENT", fopen("/no-such-folder/fopen", "r"));
}

static void fail_descriptors(void) {
  char byte = 0;
  int pipes[2] = {-1, -1}, zero = open("/dev/zero", O_RDONLY);
  (void)!pipe(pipes);
  FAILS("close", "errno:EBADF", close(none));
  FAILS("read", "errno:EBADF", read(none, &byte, 1));
  FAILS("write", "errno:EBADF", write(none, &byte, 1));
  FAILS("lseek", "errno:ESPIPE", lseek(pipes[0], 0, SEEK_SET));
  FAILS("ftruncate", "errno:EINVAL", ftruncate(zero, 0));
  FAILS("fsync", "errno:EBADF", fsync(none));
  FAILS("flock", "errno:EBADF", flock(none, LOCK_EX));
  FAILS("fcntl", "errno:EBADF", fcntl(none, F_GETFD));
  FAILS("ioctl", "errno:ENOTTY", ioctl(zero, TCGETS, &byte));
  FAILS("dup2", "errno:EBADF", dup2(none, 1));
  FAILS("fdopen", "errno:EBADF", fdopen(none, "r"));
  FAILS("mmap", "errno:EBADF", mmap(NULL, 4096, PROT_READ, MAP_SHARED, none, 0));
  FAILS("munmap", "errno:EINVAL", munmap(&byte, 0));
  FAILS("posix_fallocate", "errno:EBADF", posix_fallocate(none, 0, 1));
  FAILS("epoll_ctl", "errno:EBADF", epoll_ctl(none, EPOLL_CTL_ADD, 0, &(struct epoll_event){0}));
  FAILS("inotify_add_watch", "errno:EBADF", inotify_add_watch(none, "/", IN_CREATE));
}

static void fail_sockets(void) {
  struct sockaddr_in nobody = {
      .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int zero = open("/dev/zero", O_RDONLY), s = socket(AF_INET, SOCK_STREAM, 0), value = 0;
  socklen_t len = sizeof value;
  FAILS("socket", "errno:EAFNOSUPPORT", socket(12345, SOCK_STREAM, 0));
  FAILS("connect", "errno:ECONNREFUSED", connect(s, (struct sockaddr *)&nobody, sizeof nobody));
  FAILS("bind", "errno:ENOTSOCK", bind(zero, (struct sockaddr *)&nobody, sizeof nobody));
  FAILS("getsockopt", "errno:ENOTSOCK", getsockopt(zero, SOL_SOCKET, SO_ERROR, &value, &len));
  FAILS("recv", "errno:ENOTCONN", recv(s, &value, 1, 0));
}

static void fail_threads(void) {
  pthread_mutexattr_t checks;
  pthread_mutex_t mutex;
  sem_t semaphore;
  pthread_mutexattr_init(&checks);
  pthread_mutexattr_settype(&checks, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&mutex, &checks);
  sem_init(&semaphore, 0, 0);
  FAILS("pthread_mutex_unlock", "errno:EPERM", pthread_mutex_unlock(&mutex));
  pthread_mutex_lock(&mutex);
  FAILS("pthread_mutex_lock", "errno:EDEADLK", pthread_mutex_lock(&mutex));
  FAILS("pthread_mutex_trylock", "errno:EBUSY", pthread_mutex_trylock(&mutex));
  FAILS("pthread_join", "errno:EDEADLK", pthread_join(pthread_self(), NULL));
  FAILS("pthread_setname_np", "errno:ERANGE",
      pthread_setname_np(pthread_self(), "a name that is much too long"));
  FAILS("sem_trywait", "errno:EAGAIN", sem_trywait(&semaphore));
  FAILS("sem_open", "errno:ENOENT", sem_open("/no-such-semaphore", 0));
  FAILS("shm_open", "errno:ENOENT", shm_open("/no-such-memory", O_RDONLY, 0));
  FAILS("mq_open", "errno:ENOENT", mq_open("/no-such-queue", O_RDONLY));
}

static void fail_rest(void) {
  struct timespec t = {0, -1};
  struct rlimit limit = {2, 1};
  void *block;
  FAILS("waitpid", "errno:ECHILD", waitpid(-1, NULL, WNOHANG));
  FAILS("kill", "errno:EINVAL", kill(getpid(), 1000));
  FAILS("sigaction", "errno:EINVAL", sigaction(SIGKILL, &(struct sigaction){.sa_handler = SIG_IGN}, NULL));
  FAILS("nanosleep", "errno:EINVAL", nanosleep(&t, NULL));
  FAILS("clock_gettime", "errno:EINVAL", clock_gettime((clockid_t)12345, &t));
  FAILS("setrlimit", "errno:EINVAL", setrlimit(RLIMIT_NOFILE, &limit));
  FAILS("setenv", "errno:EINVAL", setenv("", "x", 1));
  FAILS("posix_memalign", "errno:EINVAL", posix_memalign(&block, 3, 1));
  FAILS("iconv_open", "errno:EINVAL", iconv_open("no-such-set", "UTF-8"));
}

void fail_all(void) {
  fail_paths();
  fail_descriptors();
  fail_sockets();
  fail_threads();
  fail_rest();
}
