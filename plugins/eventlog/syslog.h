/* Lines of syslog files: RFC 5424, RFC 3164, and what rsyslog writes (a time in ISO 8601, or without a year),
 * with or without <PRI>. */
#ifndef EVENTLOG_SYSLOG_H
#define EVENTLOG_SYSLOG_H

#include "plain.h"

/* now_ns: for times without a year, which are of the last twelve months. east_s: seconds east of UTC of the
 * clock that wrote times without a zone. False: none of these forms; the whole line is the text then. Points
 * into the line. */
bool syslog_parse(const char *line, size_t len, int64_t now_ns, int64_t east_s, plain_event *out);

/* A file of lines; several are read one after the other, those that do not exist are left out. */
source *syslog_source(const char *const *paths, size_t n, error *e);

#endif
