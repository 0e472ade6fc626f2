/* An asynchronous call queued to the suspended first thread runs when the loader is done and before the entry
 * point. Ours waits there and makes the calls that Sonde asks for, until it is let go or Sonde has ended. */
#include "os/inject.h"

#include <string.h>

#include "base/memory.h"
#include "os/win32/internal.h"
#include "os/win32/process.h"

enum { CODE_AT = 0, BOX_AT = 4096, DATA_AT = 8192, REGION_BYTES = 65536 };
enum { LIMIT_MS = 60000 };

/* In the target. The held thread is its only reader there; the code below knows the offsets. */
typedef struct mailbox {
  uint64_t set_event, wait, last_error, close; /* 0: functions of kernel32, at one address in all processes */
  uint64_t command, sonde, done;               /* 32: handles of the target */
  uint64_t function, arguments[4];             /* 56: to be called; function 0: go on with the program */
  uint64_t answer;                             /* 96 */
  uint32_t error, reserved;                    /* 104: GetLastError after the call */
  uint32_t held, reserved_too;                 /* 112: 0 once the thread has left for its program */
} mailbox;

_Static_assert(offsetof(mailbox, command) == 32 && offsetof(mailbox, function) == 56 &&
                   offsetof(mailbox, answer) == 96 && offsetof(mailbox, held) == 112,
    "offsets in the code");

struct hold {
  uint8_t *region; /* address in the target */
  HANDLE command, done;
};

/* void held(mailbox *rcx) */
static const uint8_t code[] = {
    0x53,                                 /* push rbx */
    0x48, 0x83, 0xEC, 0x20,               /* sub rsp, 32 */
    0x48, 0x89, 0xCB,                     /* mov rbx, rcx */
    0x48, 0x8B, 0x4B, 48,                 /* next: mov rcx, done */
    0xFF, 0x13,                           /* call set_event */
    0xB9, 2, 0, 0, 0,                     /* mov ecx, 2 */
    0x48, 0x8D, 0x53, 32,                 /* lea rdx, command */
    0x45, 0x31, 0xC0,                     /* xor r8d, r8d: any of the two */
    0x41, 0x83, 0xC9, 0xFF,               /* or r9d, -1: for ever */
    0xFF, 0x53, 8,                        /* call wait */
    0x85, 0xC0, 0x75, 39,                 /* test eax, eax; jnz leave: Sonde has ended */
    0x48, 0x8B, 0x43, 56,                 /* mov rax, function */
    0x48, 0x85, 0xC0, 0x74, 30,           /* test rax, rax; jz leave */
    0x48, 0x8B, 0x4B, 64,                 /* mov rcx, arguments[0] */
    0x48, 0x8B, 0x53, 72,                 /* mov rdx, arguments[1] */
    0x4C, 0x8B, 0x43, 80,                 /* mov r8, arguments[2] */
    0x4C, 0x8B, 0x4B, 88,                 /* mov r9, arguments[3] */
    0xFF, 0xD0,                           /* call rax */
    0x48, 0x89, 0x43, 96,                 /* mov answer, rax */
    0xFF, 0x53, 16,                       /* call last_error */
    0x89, 0x43, 104,                      /* mov error, eax */
    0xEB, 0xBC,                           /* jmp next */
    0x48, 0x8B, 0x4B, 32, 0xFF, 0x53, 24, /* leave: close(command) */
    0x48, 0x8B, 0x4B, 40, 0xFF, 0x53, 24, /* close(sonde) */
    0x48, 0x8B, 0x4B, 48, 0xFF, 0x53, 24, /* close(done) */
    0xC7, 0x43, 112, 0, 0, 0, 0,          /* mov held, 0 */
    0x48, 0x83, 0xC4, 0x20,               /* add rsp, 32 */
    0x5B, 0xC3,                           /* pop rbx; ret */
};

static uint64_t system_function(const char *name) {
  return (uint64_t)(uintptr_t)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), name);
}

static bool lend_handle(process *p, HANDLE own, DWORD access, uint64_t *theirs) {
  HANDLE copy = NULL;
  bool ok = DuplicateHandle(GetCurrentProcess(), own, p->handle, &copy, access, FALSE, 0);
  *theirs = (uint64_t)(uintptr_t)copy;
  return ok;
}

static bool fill(process *p, const hold *h, mailbox *box) {
  *box = (mailbox){.set_event = system_function("SetEvent"),
      .wait = system_function("WaitForMultipleObjects"),
      .last_error = system_function("GetLastError"),
      .close = system_function("CloseHandle"),
      .held = 1};
  return lend_handle(p, h->command, SYNCHRONIZE, &box->command) &&
         lend_handle(p, GetCurrentProcess(), SYNCHRONIZE, &box->sonde) &&
         lend_handle(p, h->done, EVENT_MODIFY_STATE, &box->done);
}

static bool put(process *p, const hold *h, size_t at, const void *bytes, size_t size) {
  return WriteProcessMemory(p->handle, h->region + at, bytes, size, NULL);
}

/* Code and mailbox into the target, the call into the thread's queue, and the thread on its way. */
static bool send(process *p, hold *h) {
  mailbox box;
  DWORD old;
  PAPCFUNC held;
  h->command = CreateEventW(NULL, FALSE, FALSE, NULL);
  h->done = CreateEventW(NULL, FALSE, FALSE, NULL);
  h->region = VirtualAllocEx(p->handle, NULL, REGION_BYTES, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
  if (!h->command || !h->done || !h->region) return false;
  memcpy(&held, &(uint8_t *){h->region + CODE_AT}, sizeof held);
  return fill(p, h, &box) && put(p, h, CODE_AT, code, sizeof code) && put(p, h, BOX_AT, &box, sizeof box) &&
         VirtualProtectEx(p->handle, h->region, BOX_AT, PAGE_EXECUTE_READ, &old) &&
         FlushInstructionCache(p->handle, h->region, BOX_AT) &&
         QueueUserAPC(held, p->thread, (ULONG_PTR)(h->region + BOX_AT)) &&
         ResumeThread(p->thread) != (DWORD)-1;
}

static void hold_free(hold *h) {
  if (h->command) CloseHandle(h->command);
  if (h->done) CloseHandle(h->done);
  memory_free(h);
}

void hold_release(process *p) {
  if (!p->hold) return;
  uint64_t none = 0;
  put(p, p->hold, BOX_AT + offsetof(mailbox, function), &none, sizeof none);
  SetEvent(p->hold->command);
  hold_free(p->hold);
  p->hold = NULL;
}

/* Until the held thread has done what it was told. */
static sonde_status wait_done(process *p, const char *what, error *e) {
  HANDLE handles[2] = {p->hold->done, p->handle};
  switch (WaitForMultipleObjects(2, handles, FALSE, LIMIT_MS)) {
  case WAIT_OBJECT_0: return SONDE_OK;
  case WAIT_OBJECT_0 + 1: {
    DWORD ended = 0;
    GetExitCodeProcess(p->handle, &ended);
    return error_set(e, SONDE_STATE, "process %lu ended with code 0x%lX while %s%s", p->pid, ended, what,
        ended == 0xC0000135 ? ": a library that it needs is missing" : "");
  }
  case WAIT_TIMEOUT:
    return error_set(
        e, SONDE_TIMEOUT, "process %lu did not answer within %d s while %s", p->pid, LIMIT_MS / 1000, what);
  default: return os_fail(e, GetLastError(), "cannot wait for process %lu", p->pid);
  }
}

static sonde_status check(process *p, error *e) {
  BOOL narrow = FALSE;
  if (!p->launched || !p->thread)
    return error_set(e, SONDE_STATE,
        "process %lu already runs: a program is watched from inside only when Sonde starts it ('-- COMMAND')",
        p->pid);
  if (IsWow64Process(p->handle, &narrow) && narrow)
    return error_set(e, SONDE_UNSUPPORTED,
        "process %lu is a 32-bit program: only 64-bit ones can be watched from inside", p->pid);
  return SONDE_OK;
}

sonde_status inject_hold(process *p, error *e) {
  if (p->hold) return SONDE_OK;
  sonde_status status = check(p, e);
  if (status) return status;
  hold *h = NEW(hold);
  if (!send(p, h)) {
    status = os_fail(e, GetLastError(), "cannot hold process %lu at its entry point", p->pid);
    hold_free(h);
    return status;
  }
  p->hold = h;
  return wait_done(p, "being brought to its entry point", e);
}

/* Lets the held thread call a function. */
static sonde_status call(
    process *p, uint64_t function, const uint64_t arguments[4], const char *what, mailbox *box, error *e) {
  size_t at = BOX_AT + offsetof(mailbox, function);
  uint64_t order[5] = {function, arguments[0], arguments[1], arguments[2], arguments[3]};
  if (!put(p, p->hold, at, order, sizeof order))
    return os_fail(e, GetLastError(), "cannot write to process %lu", p->pid);
  SetEvent(p->hold->command);
  sonde_status status = wait_done(p, what, e);
  if (!status && !ReadProcessMemory(p->handle, p->hold->region + BOX_AT, box, sizeof *box, NULL))
    status = os_fail(e, GetLastError(), "cannot read from process %lu", p->pid);
  return status;
}

static uint64_t remote(const process *p, size_t at) {
  return (uint64_t)(uintptr_t)(p->hold->region + at);
}

/* Loads the library, or finds it loaded. *module: its address. */
static sonde_status load(process *p, const char *library, uint64_t *module, error *e) {
  mailbox box;
  wchar_t *wide = wide_path(library);
  size_t bytes = (wcslen(wide) + 1) * sizeof *wide;
  bool fits = bytes <= REGION_BYTES - DATA_AT && put(p, p->hold, DATA_AT, wide, bytes);
  memory_free(wide);
  if (!fits) return error_set(e, SONDE_OS, "cannot write the path '%s' to process %lu", library, p->pid);
  uint64_t arguments[4] = {
      remote(p, DATA_AT), 0, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32};
  sonde_status status =
      call(p, system_function("LoadLibraryExW"), arguments, "loading Sonde's agent", &box, e);
  if (status) return status;
  *module = box.answer;
  if (!box.answer)
    return os_fail(e, box.error, "process %lu cannot load Sonde's agent '%s'", p->pid, library);
  return SONDE_OK;
}

static sonde_status find_entry(process *p, const char *library, uint64_t module, uint64_t *entry, error *e) {
  mailbox box;
  uint64_t arguments[4] = {module, 1 /* the ordinal */};
  sonde_status status =
      call(p, system_function("GetProcAddress"), arguments, "finding the agent's entry", &box, e);
  if (status) return status;
  *entry = box.answer;
  if (!box.answer)
    return error_set(e, SONDE_MISSING, "'%s' is not Sonde's agent: it exports no ordinal 1", library);
  return SONDE_OK;
}

sonde_status inject_call(
    process *p, const char *library, const void *argument, size_t bytes, uint64_t *answer, error *e) {
  mailbox box;
  uint64_t module = 0, entry = 0;
  if (!p->hold) return error_set(e, SONDE_STATE, "process %lu is not held at its entry point", p->pid);
  sonde_status status = load(p, library, &module, e);
  if (!status) status = find_entry(p, library, module, &entry, e);
  if (status) return status;
  if (bytes > REGION_BYTES - DATA_AT || !put(p, p->hold, DATA_AT, argument, bytes))
    return error_set(e, SONDE_OS, "cannot write %zu bytes for Sonde's agent to process %lu", bytes, p->pid);
  /* The second one: while it is not 0, the first thread is ours, and its calls are no calls of the program.
   */
  uint64_t arguments[4] = {remote(p, DATA_AT), remote(p, BOX_AT + offsetof(mailbox, held))};
  status = call(p, entry, arguments, "starting Sonde's agent", &box, e);
  if (!status) *answer = box.answer;
  return status;
}
