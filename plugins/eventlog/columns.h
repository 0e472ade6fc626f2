/* The columns of `read`: one list from which the table, the record and the sources are made. */
#ifndef EVENTLOG_COLUMNS_H
#define EVENTLOG_COLUMNS_H

/* X(name, kind, unit, doc) */
#define READ_NUMBERS(X)                                                                                      \
  X(time, I64, "time", "When it happened: nanoseconds since 1970-01-01 UTC.")                                  \
  X(record, I64, "", "Number that the event gives itself.")                                                  \
  X(number, I64, "", "Number of the record in the file; exported files count anew.")                         \
  X(offset, I64, "", "Byte of the file where the record begins.")                                            \
  X(event, I64, "", "Event id; of journald and syslog 0.")                                                   \
  X(qualifiers, I64, "", "Upper half of classic event ids.")                                                 \
  X(version, I64, "", "Version of the event's definition.")                                                  \
  X(level, I64, "", "1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 always.")                   \
  X(task, I64, "", "Task of the provider.")                                                                  \
  X(opcode, I64, "", "Operation of the provider.")                                                           \
  X(keywords, U64, "flags", "Groups the event belongs to.")                                                  \
  X(process, I64, "pid", "Process that wrote it.")                                                           \
  X(thread, I64, "", "Thread that wrote it.")

/* X(name, doc) */
#define READ_TEXTS(X)                                                                                        \
  X(utc, "Its time as text, UTC, with seven digits of seconds.")                                             \
  X(provider, "Who wrote it.")                                                                               \
  X(source, "Name of the classic event source, where it is not the provider's.")                             \
  X(guid, "GUID of the provider; of journald the message id.")                                               \
  X(channel, "Log it was written to; of journald the unit.")                                                 \
  X(computer, "Machine it was written on.")                                                                  \
  X(user, "SID of the user, on Linux the uid.")                                                              \
  X(activity, "Activity it belongs to.")                                                                     \
  X(related, "Activity that one came from.")                                                                 \
  X(text, "Its data as 'name=value; ...'; of journald and syslog the message.")                              \
  X(error, "Why a part of the record could not be read; empty when all was.")

#define READ_NUMBER_ENUM(name, kind, unit, doc) N_##name,
#define READ_TEXT_ENUM(name, doc) T_##name,
enum { READ_NUMBERS(READ_NUMBER_ENUM) N_COUNT };
enum { READ_TEXTS(READ_TEXT_ENUM) T_COUNT };

#define MOST_EXTRAS 16

#endif
