/* Functions that must not be wrapped, or not by a frame: of the C library, the C++ runtime, the compiler, and
 * of Windows. */
#include "agent/bytes.h"
#include "agent/plan.h"
#include "base/like.h"

/* They serve compiled code or the loader itself, under rules of their own or at every turn. */
static const char *const never[] = {"_ITM_*", "_Unwind_*", "__cxa_finalize", "__errno_location",
    "__gmon_start__", "__libc_start_*", "__register_frame*", "__deregister_frame*", "__stack_chk_fail",
    "__tls_get_addr", "_dl_*", "_mcleanup", "__gxx_personality*", "KiUser*", "KiRaise*", "LdrInitializeThunk",
    "RtlUserThreadStart", "NtContinue*", "ZwContinue*", "RtlRestoreContext", "RtlLookupFunction*",
    "RtlVirtualUnwind*", "__C_specific_handler", "__CxxFrameHandler*", "__GSHandlerCheck*", "__security_*",
    "__chkstk*", "___chkstk_ms", "_chkstk", "__wine_*", "DbgBreakPoint", "DbgUserBreakPoint"};

/* They return twice, elsewhere or never, look at who called them, or share their stack with a child. A jump
 * behind the record leaves them as they are. */
static const char *const no_frame[] = {"*setjmp*", "*longjmp*", "__cxa_throw", "__cxa_rethrow", "_exit",
    "_Exit", "abort", "clone*", "__clone*", "dl*", "exec*", "exit", "fexecve", "fork", "__fork", "getcontext",
    "makecontext", "posix_spawn*", "pthread_exit", "quick_exit", "setcontext", "swapcontext", "thrd_exit",
    "vfork", "__vfork", "backtrace", "ExitProcess", "ExitThread", "FreeLibraryAndExitThread", "RtlExitUser*",
    "TerminateProcess", "TerminateThread", "NtTerminate*", "ZwTerminate*", "_endthread*", "RtlCapture*",
    "CaptureStackBackTrace", "RtlWalkFrameChain", "RtlUnwind*", "_local_unwind", "RtlRaise*", "NtRaise*",
    "ZwRaise*", "RaiseException", "_CxxThrowException", "SwitchToFiber", "NtCallbackReturn",
    "ZwCallbackReturn", "NtTestAlert", "ZwTestAlert"};

static uint32_t is_one_of(const char *const *patterns, uint64_t n, const char *name) {
  uint64_t len = bytes_length(name);
  for (uint64_t i = 0; i < n; i++) {
    if (like_match(patterns[i], bytes_length(patterns[i]), name, len)) return 1;
  }
  return 0;
}

uint16_t unsafe_form(const char *name) {
  if (is_one_of(never, sizeof never / sizeof *never, name)) return AGENT_FORM_NONE;
  if (is_one_of(no_frame, sizeof no_frame / sizeof *no_frame, name)) return AGENT_FORM_ENTRY;
  return AGENT_FORM_FRAMED;
}
