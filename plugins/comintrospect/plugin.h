/* The plugin's state and what its rows share. */
#ifndef COMINTROSPECT_PLUGIN_H
#define COMINTROSPECT_PLUGIN_H

#include "describe.h"
#include "typelib.h"

struct sonde_self {
  const sonde_host *host;
};

/* Order of the parameters, as their fields in comintrospect.c. */
enum { INFO_PATH, INFO_RESOURCE, INFO_PARAMS };
enum { INSPECT_CLASS, INSPECT_DESCRIBE, INSPECT_PARAMS };
enum { CREATE_CLASS, CREATE_CONTEXT, CREATE_TIMEOUT, CREATE_INTERFACES, CREATE_PARAMS };
enum { RUNNING_TIMEOUT, RUNNING_PARAMS };
enum { LIBRARY_PATH, LIBRARY_RESOURCE, LIBRARY_COLUMNS, LIBRARY_PARAMS };
enum { MEMBERS_PATH, MEMBERS_TYPE, MEMBERS_RESOURCE, MEMBERS_COLUMNS, MEMBERS_PARAMS };

/* Results of `info` and columns of the queries: X(name, kind, unit, flags, doc). Each column takes eight
 * bytes. */
#define INFO_RESULTS(X)                                                                                      \
  X(name, TEXT, "", 0, "Name of the library.")                                                               \
  X(guid, TEXT, "", 0, "Its GUID.")                                                                          \
  X(version, TEXT, "", 0, "Its version, \"2.0\".")                                                           \
  X(lcid, I64, "id", 0, "Its language; 0: neutral.")                                                         \
  X(system, TEXT, "", 0, "What it was made for: win16 win32 mac win64.")                                     \
  X(flags, I64, "flags", 0, "LIBFLAGS.")                                                                     \
  X(attributes, TEXT, "", 0, "The flags as words.")                                                          \
  X(help, TEXT, "", 0, "Help text; empty: none.")                                                            \
  X(help_context, I64, "", 0, "Number of its help page.")                                                    \
  X(help_file, TEXT, "", 0, "Name of the help file; empty: none.")                                           \
  X(format, I64, "id", 0, "Version of the MSFT format.")                                                     \
  X(bytes, I64, "bytes", 0, "Size of the library.")                                                          \
  X(types, I64, "count", 0, "Types of all kinds.")                                                           \
  X(enums, I64, "count", 0, "Enumerations.")                                                                 \
  X(records, I64, "count", 0, "Structures.")                                                                 \
  X(modules, I64, "count", 0, "Modules: functions and constants of DLLs.")                                   \
  X(interfaces, I64, "count", 0, "Interfaces that are not dual.")                                            \
  X(dispatches, I64, "count", 0, "Dual interfaces and dispinterfaces.")                                      \
  X(coclasses, I64, "count", 0, "Classes.")                                                                  \
  X(aliases, I64, "count", 0, "Other names of types.")                                                       \
  X(unions, I64, "count", 0, "Unions.")                                                                      \
  X(functions, I64, "count", 0, "Functions of all types, those that they inherit not counted.")              \
  X(parameters, I64, "count", 0, "Parameters of these functions.")                                           \
  X(variables, I64, "count", 0, "Variables, constants and fields of all types.")                             \
  X(resource, I64, "", 0, "Number of the resource that was read; unknown: the file is no program or DLL.")

#define LIBRARY_FIELDS(X)                                                                                    \
  X(index, I64, "count", 0, "Place in the library, from 0.")                                                 \
  X(name, TEXT, "", 0, "Name of the type.")                                                                  \
  X(kind, TEXT, "", 0, "enum record module interface dispatch coclass alias union.")                         \
  X(guid, TEXT, "", 0, "Its GUID: IID or CLSID; empty: none.")                                               \
  X(version, TEXT, "", 0, "Its version.")                                                                    \
  X(functions, I64, "count", 0, "Functions of its own.")                                                     \
  X(variables, I64, "count", 0, "Variables, constants or fields.")                                           \
  X(implements, TEXT, "", 0, "Base of an interface; interfaces of a class, with [default] and [source].")    \
  X(alias_of, TEXT, "", 0, "Of an alias: what it stands for.")                                               \
  X(flags, I64, "flags", 0, "TYPEFLAGS.")                                                                    \
  X(attributes, TEXT, "", 0, "The flags as words: dual hidden restricted appobject ...")                     \
  X(size, I64, "bytes", 0, "Size of an instance.")                                                           \
  X(help_context, I64, "", 0, "Number of its help page.")                                                    \
  X(help, TEXT, "", 0, "Help text; empty: none.")                                                            \
  X(error, TEXT, "", 0, "What could not be read of it, and where; empty: all was read.")                     \
  X(line, TEXT, "", SONDE_FIELD_EXPENSIVE,                                                                   \
      "All of it in one line, in the form in which libraries are compared.")

#define MEMBERS_FIELDS(X)                                                                                    \
  X(type, TEXT, "", 0, "Name of the type.")                                                                  \
  X(type_index, I64, "count", 0, "Place of the type in the library: names of types need not be unique.")     \
  X(kind, TEXT, "", 0, "function, or of a variable: const instance static dispatch.")                        \
  X(index, I64, "count", 0, "Place among the functions or the variables of the type, from 0.")               \
  X(name, TEXT, "", 0, "Name of the member.")                                                                \
  X(id, I64, "id", 0, "MEMBERID: what IDispatch calls the DISPID.")                                          \
  X(invoke, TEXT, "", 0, "Of a function: method propget propput propputref; empty: a variable.")             \
  X(result, TEXT, "", 0, "Type of what a function returns, or of a variable.")                               \
  X(parameters, TEXT, "", 0, "Parameters with direction, type, name and default.")                           \
  X(parameter_count, I64, "count", 0, "How many parameters.")                                                \
  X(optional, I64, "count", 0, "How many optional ones; 65535: the last one takes any number (vararg).")     \
  X(offset, I64, "bytes", 0, "In the vtable, of the library's own system; of a field: in its record.")       \
  X(flags, I64, "flags", 0, "FUNCFLAGS or VARFLAGS.")                                                        \
  X(attributes, TEXT, "", 0, "The flags as words.")                                                          \
  X(value, TEXT, "", 0, "Of a constant: its value; empty: no constant.")                                     \
  X(line, TEXT, "", SONDE_FIELD_EXPENSIVE,                                                                   \
      "All of it in one line, in the form in which libraries are compared.")                                 \
  X(convention, TEXT, "", 0, "Calling convention of a function; empty: a variable.")                         \
  X(function_kind, TEXT, "", 0, "Of a function: virtual purevirtual nonvirtual static dispatch.")            \
  X(help_context, I64, "", 0, "Number of its help page.")                                                    \
  X(help, TEXT, "", 0, "Help text; empty: none.")                                                            \
  X(error, TEXT, "", 0, "What could not be read of it, and where; empty: all was read.")

#define CLASSES_FIELDS(X)                                                                                    \
  X(clsid, TEXT, "", 0, "CLSID of the class.")                                                               \
  X(name, TEXT, "", 0, "What it is called there; empty: nothing.")                                           \
  X(server, TEXT, "", 0, "inproc local handler none.")                                                       \
  X(path, TEXT, "", 0, "Its DLL or command, as it is written there.")                                        \
  X(threading, TEXT, "", 0, "ThreadingModel; empty: none, so the first apartment of the process.")           \
  X(progid, TEXT, "", 0, "Its ProgID; empty: none.")                                                         \
  X(version_independent, TEXT, "", 0, "Its name without a version; empty: none.")                            \
  X(typelib, TEXT, "", 0, "GUID of its type library; empty: none.")                                          \
  X(appid, TEXT, "", 0, "Its AppID; empty: none.")                                                           \
  X(treat_as, TEXT, "", 0, "CLSID of the class that is created instead; empty: itself.")

#define PROGIDS_FIELDS(X)                                                                                    \
  X(progid, TEXT, "", 0, "The name, as CreateObject takes it.")                                              \
  X(clsid, TEXT, "", 0, "CLSID that it stands for.")                                                         \
  X(name, TEXT, "", 0, "What it is called there; empty: nothing.")                                           \
  X(current, TEXT, "", 0, "Name of its current version; empty: it names none.")                              \
  X(registered, BOOL, "", 0, "Whether the class of this CLSID is registered.")

/* What `inspect` knows by the registry, then by the library, then of the default interface. */
#define INSPECT_RESULTS(X)                                                                                   \
  X(clsid, TEXT, "", 0, "CLSID of the class.")                                                               \
  X(progid, TEXT, "", 0, "Its ProgID as the class names it; empty: none.")                                   \
  X(name, TEXT, "", 0, "What the class is called in the registry; empty: nothing.")                          \
  X(server, TEXT, "", 0, "inproc local none.")                                                               \
  X(path, TEXT, "", 0, "DLL or command of the server, as it is written there.")                              \
  X(threading, TEXT, "", 0, "ThreadingModel; empty: none.")                                                  \
  X(server_file, TEXT, "", 0, "The file of the server as this process finds it; empty: none.")               \
  X(server_state, TEXT, "", 0, "none present missing unreadable: what became of that file.")                 \
  X(machine, TEXT, "", 0, "Processor that the file is for: x64 x86 arm64 arm other.")                        \
  X(described_by, TEXT, "", 0, "What described it: typelib (registered), server (within its file); of an object also object (IDispatch), classinfo (IProvideClassInfo), names (IDispatchEx).") \
  X(library, TEXT, "", 0, "File of the library that describes the class.")                                   \
  X(library_name, TEXT, "", 0, "Name of the library.")                                                       \
  X(library_guid, TEXT, "", 0, "GUID of the library.")                                                       \
  X(version, TEXT, "", 0, "Version of the library.")                                                         \
  X(class, TEXT, "", 0, "Name of the class in the library.")                                                 \
  X(help, TEXT, "", 0, "Help text of the class; empty: none.")                                               \
  X(events, TEXT, "", 0, "Its default interface of events; empty: none.")                                    \
  X(interface, TEXT, "", 0, "Its default interface.")                                                        \
  X(iid, TEXT, "", 0, "IID of this interface.")                                                              \
  X(functions, I64, "count", 0, "Functions of the interface, with those it inherits within its library.")    \
  X(variables, I64, "count", 0, "Variables of the interface.")

/* What became of an object. */
#define OUTCOME_RESULTS(X)                                                                                   \
  X(outcome, TEXT, "", 0, "created failed; hung: ended at the deadline; crashed; ended: the server ended the process.") \
  X(hresult, I64, "flags", 0, "What CoCreateInstance or the look-up of the name answered.")                  \
  X(hresult_name, TEXT, "", 0, "Its name; empty: none is known.")                                            \
  X(meaning, TEXT, "", 0, "What it means; empty: not known.")                                                \
  X(step, TEXT, "", 0, "What it hung, crashed or ended in; empty: nothing of that.")                         \
  X(exception, I64, "flags", 0, "Of a crash: the code of the exception.")                                    \
  X(exception_name, TEXT, "", 0, "Its name; empty: none is known.")                                          \
  X(module, TEXT, "", 0, "The file whose code crashed; empty: none is known.")                               \
  X(answered_by, TEXT, "", 0, "inproc (a DLL in the process) or local (a program of its own).")              \
  X(proxy, BOOL, "", 0, "Whether the object is reached through a proxy.")                                    \
  X(code_file, TEXT, "", 0, "The library whose code the object runs; of a proxy, the proxy's.")              \
  X(create_time, I64, "ns", 0, "What creating took, the loading of its server included.")                    \
  X(elapsed, I64, "ns", 0, "Until the helper process had ended, its start included.")                        \
  X(asked, I64, "count", 0, "Interfaces that it was asked for.")

/* Before them, for `create`. */
#define CREATE_RESULTS(X)                                                                                    \
  X(clsid, TEXT, "", 0, "CLSID of the class.")

#define RUNNING_FIELDS(X)                                                                                    \
  X(name, TEXT, "", 0, "Display name of the moniker.")                                                       \
  X(moniker, TEXT, "", 0, "file item class composite pointer anti objref session elevated other.")           \
  X(clsid, TEXT, "", 0, "CLSID, where the name holds one (objects for GetActiveObject); empty: none.")       \
  X(class, TEXT, "", 0, "What this class is called in the registry; empty: nothing.")                        \
  X(changed, I64, "time", 0, "When the object was last changed, as its program says.")

#define INFO_ENUM(name, kind, unit, flags, doc) INFO_##name,
#define LIBRARY_ENUM(name, kind, unit, flags, doc) LIBRARY_##name,
#define MEMBERS_ENUM(name, kind, unit, flags, doc) MEMBERS_##name,
#define CLASSES_ENUM(name, kind, unit, flags, doc) CLASSES_##name,
#define PROGIDS_ENUM(name, kind, unit, flags, doc) PROGIDS_##name,
#define INSPECT_ENUM(name, kind, unit, flags, doc) INSPECT_##name,
#define OUTCOME_ENUM(name, kind, unit, flags, doc) OUTCOME_##name,
#define CREATE_ENUM(name, kind, unit, flags, doc) CREATE_##name,
#define RUNNING_ENUM(name, kind, unit, flags, doc) RUNNING_##name,
enum { OUTCOME_RESULTS(OUTCOME_ENUM) OUTCOME_interfaces, OUTCOME_COUNT };
enum { INSPECT_RESULTS(INSPECT_ENUM) INSPECT_methods, INSPECT_properties, INSPECT_COUNT };
/* `create`: its own, then the outcome. `inspect_live`: those of `inspect`, the outcome, what was tried. */
enum { CREATE_RESULTS(CREATE_ENUM) CREATE_OUTCOME, CREATE_COUNT = CREATE_OUTCOME + OUTCOME_COUNT };
enum { LIVE_OUTCOME = INSPECT_COUNT, LIVE_tried = LIVE_OUTCOME + OUTCOME_COUNT, LIVE_COUNT };
enum { RUNNING_FIELDS(RUNNING_ENUM) RUNNING_QUALITY, RUNNING_COUNT };
enum { INFO_RESULTS(INFO_ENUM) INFO_resources, INFO_imports, INFO_damage, INFO_COUNT };
enum { LIBRARY_FIELDS(LIBRARY_ENUM) LIBRARY_QUALITY, LIBRARY_COUNT };
enum { MEMBERS_FIELDS(MEMBERS_ENUM) MEMBERS_QUALITY, MEMBERS_COUNT };
enum { CLASSES_FIELDS(CLASSES_ENUM) CLASSES_COUNT };
enum { PROGIDS_FIELDS(PROGIDS_ENUM) PROGIDS_COUNT };

#define COLUMN(i) (16u + 8u * (uint32_t)(i))

/* An open library, for one call or one cursor. */
typedef struct library {
  extent file;
  typelib lib;
} library;

/* NULL: *s tells, and the call's error is set. */
library *library_new(sonde_self *self, sonde_call *call, const sonde_value *path, const sonde_value *resource,
    sonde_status *s);
void library_free(library *l);

/* A record's columns, and the heap that its texts go to. */
typedef union cell {
  int64_t i;
  sonde_slice s;
  uint64_t quality;
} cell;

typedef struct batch {
  uint32_t columns, count; /* records */
  text heap;
  uint64_t wanted;  /* bit i: column i */
  uint64_t time_ns; /* of all records: when the query began */
  uint8_t *records;
} batch;

void batch_init(batch *b, uint32_t columns);
void batch_free(batch *b);
void batch_begin(batch *b, const sonde_span *span); /* of a next() */
bool batch_has_room(const batch *b);
cell *batch_add(batch *b); /* zeroed */
static inline bool batch_wants(const batch *b, uint32_t column) {
  return b->wanted >> column & 1;
}
/* Fills a text column with what was added to b->heap since it had this length. */
void batch_text(batch *b, cell *c, size_t since);
void batch_word(batch *b, cell *c, const char *word);
void batch_hand_over(const batch *b, sonde_span *span, bool end);

/* Whether this type has the name that the caller asked for; asked: may hold * and ?, nil: any. */
bool type_is_asked(msft *m, const msft_type *t, const sonde_value *asked);

/* The rows (see sonde.h). */
sonde_status SONDE_CALL info_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL inspect_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL create_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL inspect_live_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL running_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL running_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL running_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL library_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL library_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL library_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL members_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL members_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL members_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL classes_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL progids_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL registered_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL registered_close(sonde_self *self, void *cursor);

#endif
