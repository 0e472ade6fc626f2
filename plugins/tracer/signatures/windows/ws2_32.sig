# ws2_32: sockets. WSAGetLastError gives what GetLastError gives.

int WSAStartup(WORD version, WSADATA *out) : nonzero win32
int WSACleanup(void) : -1 win32
SOCKET socket(int family, int type, int protocol) : -1 win32
SOCKET WSASocketW(int family, int type, int protocol, WSAPROTOCOL_INFOW *info, GROUP group, DWORD flags) : -1 win32
int closesocket(SOCKET s) : -1 win32
int bind(SOCKET s, const struct sockaddr *address, int length) : -1 win32
int connect(SOCKET s, const struct sockaddr *address, int length) : -1 win32
int listen(SOCKET s, int backlog) : -1 win32
SOCKET accept(SOCKET s, struct sockaddr *address, int *length) : -1 win32 waits
int send(SOCKET s, const char *buffer, int length, int flags) : -1 win32
int sendto(SOCKET s, const char *buffer, int length, int flags, const struct sockaddr *to, int to_length) : -1 win32
int recv(SOCKET s, char *buffer, int length, int flags) : -1 win32
int recvfrom(SOCKET s, char *buffer, int length, int flags, struct sockaddr *from, int *from_length) : -1 win32
int WSASend(SOCKET s, WSABUF *buffers, DWORD count, DWORD *sent, DWORD flags, WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done) : -1 win32
int WSARecv(SOCKET s, WSABUF *buffers, DWORD count, DWORD *received, DWORD *flags, WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done) : -1 win32
int shutdown(SOCKET s, int how) : -1 win32
int getsockname(SOCKET s, struct sockaddr *address, int *length) : -1 win32
int getpeername(SOCKET s, struct sockaddr *address, int *length) : -1 win32
int getsockopt(SOCKET s, int level, int name, char *value, int *length) : -1 win32
int setsockopt(SOCKET s, int level, int name, const char *value, int length) : -1 win32
int WSAIoctl(SOCKET s, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size, DWORD *returned, WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done) : -1 win32
int select(int count, fd_set *reading, fd_set *writing, fd_set *failing, struct timeval *const limit) : -1 win32 waits
int WSAPoll(WSAPOLLFD *fds, ULONG count, INT limit_ms) : -1 win32 waits
INT getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out) : nonzero win32 text(node)
INT GetAddrInfoW(LPCWSTR node, LPCWSTR service, const ADDRINFOW *hints, ADDRINFOW **out) : nonzero win32 text(node)
struct hostent *gethostbyname(const char *name) : NULL win32 text(name)
int gethostname(char *name, int size) : -1 win32
int WSAEventSelect(SOCKET s, HANDLE event, LONG mask) : -1 win32
HANDLE WSACreateEvent(void) : NULL win32
BOOL WSACloseEvent(HANDLE event) : 0 win32
DWORD WSAWaitForMultipleEvents(DWORD count, const HANDLE *events, BOOL all, DWORD limit_ms, BOOL alertable) : -1 win32 waits
