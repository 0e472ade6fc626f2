/* The names of C types that signatures use, by what they are in a register. */
#include <string.h>

#include "base/memory.h"
#include "signature.h"

/* Words of one kind, separated by spaces. */
typedef struct type_names {
  value_kind kind;
  const char *names;
} type_names;

static const type_names known[] = {
    {VALUE_I32, "mqd_t pid_t key_t clockid_t int32_t int16_t int8_t idtype_t BOOL LONG INT HRESULT NTSTATUS "
                "LSTATUS SHORT INT32 DISPID"},
    {VALUE_U32, "uid_t gid_t mode_t socklen_t useconds_t uint32_t uint16_t uint8_t id_t wint_t in_addr_t "
                "pthread_key_t DWORD UINT "
                "ULONG WORD USHORT UCHAR BYTE BOOLEAN ATOM ACCESS_MASK REGSAM LCID LCTYPE UINT32 WCHAR "
                "u_short u_int u_long GROUP "
                "SECURITY_INFORMATION VARTYPE EXECUTION_STATE VARIANT_BOOL OLECHAR"},
    {VALUE_I64, "ssize_t off_t off64_t time_t clock_t intptr_t ptrdiff_t int64_t intmax_t LONG_PTR INT_PTR "
                "LRESULT LPARAM LONGLONG "
                "LARGE_INTEGER INT64"},
    {VALUE_U64, "size_t nfds_t rlim_t dev_t ino_t uintptr_t uint64_t uintmax_t pthread_t DWORD_PTR ULONG_PTR "
                "UINT_PTR WPARAM SIZE_T "
                "ULONGLONG DWORD64 UINT64 SOCKET ULARGE_INTEGER"},
    {VALUE_POINTER,
        "sighandler_t __compar_fn_t va_list iconv_t timer_t locale_t HANDLE HGDIOBJ HBITMAP HDC HWND HKEY "
        "HMODULE HINSTANCE "
        "HMENU HICON "
        "HCURSOR HBRUSH HHOOK HDESK HWINSTA HMONITOR HRSRC HGLOBAL HLOCAL SC_HANDLE FARPROC WNDPROC "
        "HOOKPROC "
        "WNDENUMPROC TIMERPROC PVOID LPVOID LPCVOID PSID PSECURITY_DESCRIPTOR LPTHREAD_START_ROUTINE "
        "LPPROGRESS_ROUTINE LPOVERLAPPED_COMPLETION_ROUTINE PIO_APC_ROUTINE REFCLSID REFIID REFGUID "
        "LPTOP_LEVEL_EXCEPTION_FILTER PVECTORED_EXCEPTION_HANDLER PINIT_ONCE_FN WAITORTIMERCALLBACK "
        "LPWSAOVERLAPPED_COMPLETION_ROUTINE LPSTR LPUNKNOWN LPPROC_THREAD_ATTRIBUTE_LIST"},
    {VALUE_TEXT, "LPCSTR PCSTR"},
    {VALUE_UTF16, "LPCWSTR PCWSTR LPWSTR PWSTR LPCOLESTR LPOLESTR BSTR"},
    {VALUE_FLOAT, "float double FLOAT DOUBLE DATE"},
    {VALUE_STRUCT, "div_t ldiv_t lldiv_t imaxdiv_t"},
};

/* Whether the word stands among words that are separated by spaces. */
static bool is_among(const char *words, const char *word, size_t len) {
  for (const char *at = words; *at;) {
    size_t n = strcspn(at, " ");
    if (n == len && memcmp(at, word, len) == 0) return true;
    at += n + strspn(at + n, " ");
  }
  return false;
}

value_kind signature_type(const char *name, size_t len) {
  for (size_t i = 0; i < COUNT(known); i++)
    if (is_among(known[i].names, name, len)) return known[i].kind;
  return VALUE_OTHER;
}

const char *value_kind_word(value_kind kind) {
  static const char *const words[VALUE_KINDS] = {
      "void", "i32", "u32", "i64", "u64", "pointer", "text", "utf16", "other", "float", "struct"};
  return kind < VALUE_KINDS ? words[kind] : "other";
}

uint32_t value_kind_bits(value_kind kind) {
  static const uint8_t bits[VALUE_KINDS] = {[VALUE_I32] = 32,
      [VALUE_U32] = 32,
      [VALUE_I64] = 64,
      [VALUE_U64] = 64,
      [VALUE_POINTER] = 64,
      [VALUE_TEXT] = 64,
      [VALUE_UTF16] = 64};
  return kind < VALUE_KINDS ? bits[kind] : 0;
}
