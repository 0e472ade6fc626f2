/* journald through libsystemd, else syslog files; writing by datagram. */
#include "live.h"

#include <dlfcn.h>
#include <errno.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "datagram.h"
#include "journal.h"
#include "syslog.h"

#define MOST_DATAGRAM 120000 /* bytes: below the usual limit of a socket's buffer */

static journal_api api;
static char no_library[200]; /* why, or "" */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
  const struct {
    const char *name;
    void *place;
  } calls[] = {{"sd_journal_open", &api.open}, {"sd_journal_open_directory", &api.open_directory},
      {"sd_journal_close", &api.close}, {"sd_journal_seek_head", &api.seek_head},
      {"sd_journal_seek_realtime_usec", &api.seek_realtime_usec}, {"sd_journal_next", &api.next},
      {"sd_journal_get_realtime_usec", &api.get_realtime_usec}, {"sd_journal_get_data", &api.get_data}};
  for (size_t i = 0; library && i < COUNT(calls); i++) {
    void *call = dlsym(library, calls[i].name);
    memcpy(calls[i].place, &call, sizeof call);
    if (!call) snprintf(no_library, sizeof no_library, "libsystemd.so.0 has no %s", calls[i].name);
  }
  if (!library) snprintf(no_library, sizeof no_library, "libsystemd.so.0 is not installed");
}

static bool any_journal(void) {
  glob_t found = {0};
  int flags = GLOB_NOSORT;
  bool any = glob("/run/log/journal/*/*.journal", flags, NULL, &found) == 0;
  globfree(&found);
  if (any) return true;
  any = glob("/var/log/journal/*/*.journal", flags, NULL, &found) == 0;
  globfree(&found);
  return any;
}

source *live_source(const char *log, int64_t from_ns, error *e) {
  static const char *const files[] = {
      "/var/log/syslog.1", "/var/log/syslog", "/var/log/messages.1", "/var/log/messages"};
  pthread_once(&once, load);
  bool kept = log || any_journal();
  if (!no_library[0] && kept) return journal_source(&api, log, from_ns, e);
  if (log) {
    error_set(e, SONDE_UNSUPPORTED, "cannot read the journal in %s: %s", log, no_library);
    return NULL;
  }
  error none = {0};
  source *s = syslog_source(files, COUNT(files), &none);
  if (!s)
    error_set(e, none.status == SONDE_DENIED ? SONDE_DENIED : SONDE_UNSUPPORTED,
        "there is no live log to read: %s, and neither /var/log/syslog nor /var/log/messages can be read; "
        "name a file with path",
        no_library[0] ? no_library : "journald keeps no journal in /run/log/journal or /var/log/journal");
  return s;
}

static int send_to(const char *path, const buf *datagram) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0) return errno;
  strncpy(to.sun_path, path, sizeof to.sun_path - 1);
  ssize_t sent = sendto(s, datagram->data, datagram->len, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to);
  int code = sent == (ssize_t)datagram->len ? 0 : errno;
  close(s);
  return code;
}

sonde_status live_write(const live_message *m, const char **to, error *e) {
  buf datagram = {0};
  datagram_journal(&datagram, m);
  int code = datagram.len > MOST_DATAGRAM ? EMSGSIZE : send_to("/run/systemd/journal/socket", &datagram);
  *to = "journald";
  if (code == ENOENT || code == ECONNREFUSED) {
    buf_clear(&datagram);
    datagram_syslog(&datagram, m);
    code = datagram.len > 8192 ? EMSGSIZE : send_to("/dev/log", &datagram);
    *to = "syslog";
  }
  buf_free(&datagram);
  if (code == 0) return SONDE_OK;
  sonde_status s = code == EMSGSIZE ? SONDE_ARG : code == EACCES ? SONDE_DENIED : SONDE_UNSUPPORTED;
  error_set(e, s,
      code == EMSGSIZE
          ? "the text is too long for one event of %s"
          : "nothing listens for events: neither journald at /run/systemd/journal/socket nor syslog at "
            "/dev/log takes them (the last one tried was %s)",
      *to);
  e->os_code = (uint32_t)code;
  return s;
}
