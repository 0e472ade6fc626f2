/* Handles by the table of all handles; types and names by copies of them. */
#include "win32/provider.h"

#include <string.h>
#include <winternl.h>

#include "base/memory.h"

#define NT_HANDLES 64 /* class of NtQuerySystemInformation */
#define STATUS_LENGTH_MISMATCH 0xC0000004u
#define LARGEST_TABLE (256u << 20)

typedef struct entry { /* SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX */
  uint64_t object, pid, handle;
  uint32_t access;
  uint16_t trace, type;
  uint32_t attributes, reserved;
} entry;

typedef struct handle_table {
  uint64_t n, reserved;
  entry list[];
} handle_table;

typedef struct listing {
  HANDLE process; /* NULL: its handles cannot be copied */
  objects *out;
  asker *asker;
  uint8_t type[4096];
} listing;

/* The caller frees it; NULL: refused. */
static handle_table *take_table(uint64_t *n) {
  ULONG capacity = 1u << 18, needed = 0;
  handle_table *t = memory_new(capacity);
  NTSTATUS s;
  while ((s = NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)NT_HANDLES, t, capacity, &needed)) < 0) {
    if ((uint32_t)s != STATUS_LENGTH_MISMATCH || capacity > LARGEST_TABLE) {
      memory_free(t);
      return NULL;
    }
    capacity = (needed > capacity ? needed : capacity) / 4 * 5;
    t = memory_resize(t, capacity);
  }
  uint64_t room = (capacity - sizeof *t) / sizeof(entry);
  *n = t->n < room ? t->n : room;
  return t;
}

static bool query_name(HANDLE what, void *answer, uint32_t bytes) {
  static const OBJECT_INFORMATION_CLASS object_name = 1;
  return NtQueryObject(what, object_name, answer, bytes, NULL) >= 0;
}

static void set_name(objects *o, object *one, const wchar_t *s, size_t n) {
  size_t len;
  char *name = nt_utf8(s, n, &len);
  size_t skip = len > 4 && memcmp(name, "\\??\\", 4) == 0 ? 4 : 0;
  objects_name(o, one, name + skip, len - skip);
  memory_free(name);
}

static void name_process(objects *o, object *one, HANDLE copy) {
  char name[48];
  DWORD pid = GetProcessId(copy);
  int n = snprintf(name, sizeof name, "process %lu", (unsigned long)pid);
  if (pid) objects_name(o, one, name, (size_t)n);
}

static void name_thread(objects *o, object *one, HANDLE copy) {
  char name[64];
  DWORD tid = GetThreadId(copy), pid = GetProcessIdOfThread(copy);
  int n = snprintf(name, sizeof name, "thread %lu of process %lu", (unsigned long)tid, (unsigned long)pid);
  if (tid) objects_name(o, one, name, (size_t)n);
}

static bool is_type(const objects *o, const object *one, const char *type) {
  return one->type_len == strlen(type) && memcmp(text_chars(&o->texts) + one->type, type, one->type_len) == 0;
}

static void use_copy(listing *l, object *one, HANDLE copy) {
  const wchar_t *name;
  size_t chars, len;
  bool late;
  UNICODE_STRING *type = (UNICODE_STRING *)(void *)l->type;
  if (NtQueryObject(copy, ObjectTypeInformation, l->type, sizeof l->type, NULL) >= 0 && type->Buffer) {
    char *word = nt_utf8(type->Buffer, type->Length / sizeof(wchar_t), &len);
    objects_type(l->out, one, word, len);
    memory_free(word);
  }
  if (is_type(l->out, one, "Process")) {
    name_process(l->out, one, copy);
  } else if (is_type(l->out, one, "Thread")) {
    name_thread(l->out, one, copy);
  } else if (asker_name(l->asker, copy, &name, &chars, &late)) {
    set_name(l->out, one, name, chars);
  }
}

static void add_handle(listing *l, const entry *from) {
  object *one = objects_add(l->out, from->handle);
  one->flags = from->access;
  one->why_flags = SONDE_WHY_KNOWN;
  one->id = from->object;
  one->why_id = from->object ? SONDE_WHY_KNOWN : SONDE_WHY_DENIED;
  one->why_offset = SONDE_WHY_UNSUPPORTED;
  HANDLE copy = NULL;
  if (l->process && DuplicateHandle(l->process, (HANDLE)(uintptr_t)from->handle, GetCurrentProcess(), &copy,
                        0, FALSE, DUPLICATE_SAME_ACCESS)) {
    use_copy(l, one, copy);
    CloseHandle(copy);
  } else {
    one->why_type = one->why_name = SONDE_WHY_DENIED;
  }
}

sonde_status platform_objects(uint32_t pid, const stopper *stop, objects *out, error *e) {
  error denied = {0};
  uint64_t n = 0;
  listing *l = NEW(listing);
  l->out = out;
  l->process = nt_open_process(pid, PROCESS_DUP_HANDLE | PROCESS_QUERY_LIMITED_INFORMATION, &denied);
  handle_table *t = l->process || denied.status == SONDE_DENIED ? take_table(&n) : NULL;
  sonde_status status = SONDE_OK;
  if (!l->process && denied.status != SONDE_DENIED)
    status = error_set(e, denied.status, "%s", denied.text);
  else if (!t)
    status = error_set(e, SONDE_OS, "the table of all handles cannot be had from the system");
  l->asker = asker_new(query_name);
  for (uint64_t i = 0; i < n && !status; i++) {
    if (t->list[i].pid == pid) add_handle(l, &t->list[i]);
    if (stopped(stop))
      status = error_set(e, SONDE_CANCELLED, "listing the handles of process %u was stopped", pid);
  }
  asker_free(l->asker);
  memory_free(t);
  if (l->process) CloseHandle(l->process);
  memory_free(l);
  return status;
}
