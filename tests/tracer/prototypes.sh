#!/bin/sh
# prototypes.sh COMPILER SYSTEM FOLDER PROGRAM [RUNNER]: the shipped prototypes are those of the system's headers; a wrong one is found.
set -eu
compiler=$1 system=$2 folder=$3; shift 3
here=$(cd "$(dirname "$0")" && pwd)
files=$here/../../plugins/tracer/signatures/$system
program=$1 runner=${2:-}
warnings="-std=gnu17 -O1 -fsyntax-only -Wno-attributes -Wno-deprecated-declarations"
failed=0

# check NAME HEADERS OPTIONS FILE...: prints what does not hold.
check() {
  name=$1 headers=$2 options=$3; shift 3
  $runner "$program" "$folder/$name.c" "$headers" "$@" >"$folder/$name.count" 2>"$folder/$name.said" || { cat "$folder/$name.said"; return 1; }
  # shellcheck disable=SC2086
  $compiler $warnings $options "$folder/$name.c" 2>"$folder/$name.said" || { grep -E 'error' "$folder/$name.said"; return 1; }
}

linux_headers="fcntl.h unistd.h stdio.h stdlib.h string.h wchar.h ctype.h dirent.h glob.h sys/stat.h sys/statfs.h sys/statvfs.h sys/uio.h sys/file.h sys/ioctl.h
  sys/sendfile.h sys/mount.h sys/xattr.h sys/inotify.h sys/random.h termios.h sys/mman.h sys/shm.h malloc.h locale.h langinfo.h libintl.h iconv.h time.h
  sys/time.h regex.h fnmatch.h getopt.h wordexp.h sys/socket.h netdb.h ifaddrs.h net/if.h arpa/inet.h poll.h sys/select.h sys/epoll.h sys/eventfd.h
  sys/timerfd.h sys/signalfd.h signal.h pthread.h semaphore.h sys/sem.h sched.h mqueue.h sys/wait.h spawn.h sys/prctl.h sys/utsname.h sys/sysinfo.h
  sys/times.h sys/resource.h pwd.h grp.h syslog.h dlfcn.h"
windows_headers="winsock2.h ws2tcpip.h windows.h tlhelp32.h psapi.h shlobj.h shellapi.h objbase.h oleauto.h ole2.h winsvc.h winver.h"

if [ "$system" = linux ]; then
  check all "$(echo $linux_headers)" "-D_GNU_SOURCE -D_FORTIFY_SOURCE=2" "$files"/*.sig || failed=1
else
  ddk=$(dirname "$(echo '#include <winternl.h>' | $compiler -E - | sed -n 's/.*"\(.*winternl.h\)".*/\1/p' | head -n 1)")/ddk
  others=$(ls "$files"/*.sig | grep -v /ntdll.sig)
  # shellcheck disable=SC2086
  check all "$windows_headers" "-D_WIN32_WINNT=0x0A00 -DPSAPI_VERSION=2" $others || failed=1
  check ntdll "ntifs.h" "-I$ddk -D_WIN32_WINNT=0x0A00" "$files/ntdll.sig" || failed=1
fi

# Wrong in its type, wrong in the size of its result: both are found.
wrong() {
  printf '%s\n' "$1" >"$folder/wrong.sig"
  if check wrong "$2" "" "$folder/wrong.sig" >"$folder/wrong.out" 2>&1; then echo "this passes: $1"; failed=1; fi
}
if [ "$system" = linux ]; then
  wrong 'int close(int *fd) : -1 errno' unistd.h
  wrong 'off_t lseek(int fd, off_t offset, int whence) : -1 errno bits(32)' unistd.h
else
  wrong 'BOOL CloseHandle(HANDLE *handle) : 0 win32' windows.h
  wrong 'HANDLE GetProcessHeap(void) : 0 win32 bits(32)' windows.h
fi
exit $failed
