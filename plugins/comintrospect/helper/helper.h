/* The helper process: what the plugin would not do in Sonde itself. Windows only. */
#ifndef COM_HELPER_HELPER_H
#define COM_HELPER_HELPER_H

#define COBJMACROS
#include <windows.h>

#include <oaidl.h>

#include "answer.h"

/* Makes an object, asks it for known interfaces, registered: for all that are, and, describe, for its type information. */
void object_make(const char *class, const char *context, int registered, int describe);
/* Asks for all interfaces that are registered and not known; their number. */
unsigned object_ask_registered(IUnknown *object);
/* What the object tells of itself. */
void object_describe(IUnknown *object);
/* Its names through IDispatchEx, where nothing describes it. */
void object_names(IUnknown *object);
/* The running object table. */
void running_list(void);

/* Interfaces that objects are asked for. */
typedef struct known_interface {
  IID iid;
  const char *name;
} known_interface;
extern const known_interface known_interfaces[];
extern const unsigned known_count;

/* UTF-8 to UTF-16 and back; memory_free what came. NULL becomes "". */
wchar_t *wide_of(const char *s);
char *utf8_of(const wchar_t *s);
/* {XXXXXXXX-...} in a buffer of the caller. */
enum { GUID_CHARS = 40 };
const char *guid_text(const GUID *guid, char out[GUID_CHARS]);
/* The text of a BSTR, which is freed. */
char *take_bstr(BSTR s);

#endif
