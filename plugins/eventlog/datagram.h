/* An event as journald and syslog want it in a datagram. */
#ifndef EVENTLOG_DATAGRAM_H
#define EVENTLOG_DATAGRAM_H

#include "buf.h"
#include "live.h"

/* systemd's native protocol: FIELD=value lines, or FIELD, a line end, 8 bytes of length, the value and a line
 * end where the value has line ends of its own. */
void datagram_journal(buf *out, const live_message *m);
/* "<PRI>source: text" of facility user; line ends in the text become spaces, since syslog keeps lines. */
void datagram_syslog(buf *out, const live_message *m);

#endif
