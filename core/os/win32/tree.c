/* Descendants: the members of the job, and those whose parents' chain leads to the root. */
#include "os/win32/process.h"

#include <stdlib.h>
#include <tlhelp32.h>

#include "base/memory.h"
#include "os/win32/internal.h"

const char *process_name(arena *a, uint32_t pid) {
  wchar_t path[1024];
  DWORD len = COUNT(path);
  HANDLE h = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  bool known = h && QueryFullProcessImageNameW(h, 0, path, &len);
  if (h) CloseHandle(h);
  const wchar_t *base = known ? wcsrchr(path, L'\\') : NULL;
  return base ? utf8_text(a, base + 1, -1) : "";
}

typedef struct row {
  uint32_t pid, parent;
  bool asked;       /* `created` was read */
  uint64_t created; /* 0: unknown */
} row;

typedef struct table {
  row *rows;
  size_t n, room;
} table;

static table read_all(void) {
  table t = {.room = 128};
  t.rows = memory_new(t.room * sizeof *t.rows);
  HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32W entry = {.dwSize = sizeof entry};
  if (snapshot == INVALID_HANDLE_VALUE) return t;
  for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry)) {
    if (t.n == t.room) t.rows = memory_resize(t.rows, (t.room *= 2) * sizeof *t.rows);
    t.rows[t.n++] = (row){.pid = entry.th32ProcessID, .parent = entry.th32ParentProcessID};
  }
  CloseHandle(snapshot);
  return t;
}

static uint64_t created(uint32_t pid) {
  FILETIME start = {0}, ended, kernel, user;
  HANDLE h = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  if (!h) return 0;
  if (!GetProcessTimes(h, &start, &ended, &kernel, &user)) start = (FILETIME){0};
  CloseHandle(h);
  return (uint64_t)start.dwHighDateTime << 32 | start.dwLowDateTime;
}

static bool contains(const uint32_t *pids, size_t n, uint32_t pid) {
  for (size_t i = 0; i < n; i++)
    if (pids[i] == pid) return true;
  return false;
}

/* Windows keeps the parent's number after its end and gives it away again: a child is never older than its
 * parent. */
static bool is_child(row *r, const process *p, const uint32_t *pids, size_t n) {
  if (!contains(pids, n, r->parent)) return false;
  if (!r->asked) r->created = created(r->pid);
  r->asked = true;
  return r->created >= p->start_id;
}

static size_t add_job(const process *p, uint32_t *pids, size_t n, size_t most) {
  enum { MOST = 4096 };
  size_t bytes = sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST) + MOST * sizeof(ULONG_PTR);
  JOBOBJECT_BASIC_PROCESS_ID_LIST *list = memory_new(bytes);
  if (p->job && QueryInformationJobObject(p->job, JobObjectBasicProcessIdList, list, (DWORD)bytes, NULL))
    for (DWORD i = 0; i < list->NumberOfProcessIdsInList && n < most; i++)
      if (!contains(pids, n, (uint32_t)list->ProcessIdList[i])) pids[n++] = (uint32_t)list->ProcessIdList[i];
  memory_free(list);
  return n;
}

size_t process_tree(process *p, uint32_t *pids, size_t most) {
  size_t n = 0;
  bool alive = process_alive(p);
  if (most && alive) pids[n++] = p->pid;
  n = add_job(p, pids, n, most);
  table t = read_all();
  for (bool found = true; found && n < most;) {
    found = false;
    for (size_t i = 0; i < t.n && n < most; i++) {
      if (contains(pids, n, t.rows[i].pid) || !is_child(&t.rows[i], p, pids, n)) continue;
      if (!alive && t.rows[i].pid == p->pid) continue;
      pids[n++] = t.rows[i].pid;
      found = true;
    }
  }
  memory_free(t.rows);
  return n;
}
