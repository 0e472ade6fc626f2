# Sockets, names and addresses, waiting for descriptors.

int socket(int domain, int type, int protocol) : -1 errno
int socketpair(int domain, int type, int protocol, int fds[2]) : -1 errno
int bind(int fd, const struct sockaddr *address, socklen_t length) : -1 errno
int connect(int fd, const struct sockaddr *address, socklen_t length) : -1 errno
int listen(int fd, int backlog) : -1 errno
int accept(int fd, struct sockaddr *address, socklen_t *length) : -1 errno waits
int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) : -1 errno waits
ssize_t send(int fd, const void *buffer, size_t length, int flags) : -1 errno
ssize_t sendto(int fd, const void *buffer, size_t length, int flags, const struct sockaddr *to, socklen_t to_length) : -1 errno
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) : -1 errno
ssize_t recv(int fd, void *buffer, size_t length, int flags) : -1 errno
ssize_t recvfrom(int fd, void *buffer, size_t length, int flags, struct sockaddr *from, socklen_t *from_length) : -1 errno
ssize_t recvmsg(int fd, struct msghdr *message, int flags) : -1 errno
int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags) : -1 errno
int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *limit) : -1 errno
int shutdown(int fd, int how) : -1 errno
int getsockname(int fd, struct sockaddr *address, socklen_t *length) : -1 errno
int getpeername(int fd, struct sockaddr *address, socklen_t *length) : -1 errno
int getsockopt(int fd, int level, int name, void *value, socklen_t *length) : -1 errno
int setsockopt(int fd, int level, int name, const void *value, socklen_t length) : -1 errno
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out) : nonzero text(node)
void freeaddrinfo(struct addrinfo *list)
int getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_size, char *service, socklen_t service_size, int flags) : nonzero
struct hostent *gethostbyname(const char *name) : NULL text(name)
int gethostname(char *name, size_t size) : -1 errno
int sethostname(const char *name, size_t length) : -1 errno text(name)
int getifaddrs(struct ifaddrs **out) : -1 errno
void freeifaddrs(struct ifaddrs *list)
unsigned int if_nametoindex(const char *name) : 0 errno text(name)
int inet_pton(int family, const char *text, void *out)
const char *inet_ntop(int family, const void *address, char *out, socklen_t size) : NULL errno
in_addr_t inet_addr(const char *text) : cheap
int poll(struct pollfd *fds, nfds_t count, int timeout_ms) : -1 errno waits
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask) : -1 errno waits
int select(int count, fd_set *reading, fd_set *writing, fd_set *failing, struct timeval *timeout) : -1 errno waits
int pselect(int count, fd_set *reading, fd_set *writing, fd_set *failing, const struct timespec *timeout, const sigset_t *mask) : -1 errno waits
int epoll_create(int size) : -1 errno
int epoll_create1(int flags) : -1 errno
int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event) : -1 errno
int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms) : -1 errno waits
int epoll_pwait(int epoll, struct epoll_event *events, int most, int timeout_ms, const sigset_t *mask) : -1 errno waits
int eventfd(unsigned int value, int flags) : -1 errno
int timerfd_create(clockid_t clock, int flags) : -1 errno
int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *old) : -1 errno
int signalfd(int fd, const sigset_t *mask, int flags) : -1 errno
