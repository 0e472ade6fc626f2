/* What connects codes of different spaces: second names, counterparts, facilities. */
#include "base/code_tables.h"
#include "base/memory.h"

const code_alias code_aliases[] = {
    {{CODE_HRESULT, 0x80070005}, "E_ACCESSDENIED"},
    {{CODE_HRESULT, 0x80070006}, "E_HANDLE"},
    {{CODE_HRESULT, 0x8007000E}, "E_OUTOFMEMORY"},
    {{CODE_HRESULT, 0x80070057}, "E_INVALIDARG"},
    {{CODE_WIN32, 258}, "ERROR_WAIT_TIMEOUT"},
    {{CODE_ERRNO, 11}, "EWOULDBLOCK"},
    {{CODE_ERRNO, 35}, "EDEADLOCK"},
    {{CODE_ERRNO, 95}, "ENOTSUP"},
    {{CODE_SIGNAL, 6}, "SIGIOT"},
    {{CODE_SIGNAL, 29}, "SIGPOLL"},
};
const size_t code_alias_count = COUNT(code_aliases);

#define NT_WIN32(nt, win32)                                                                                  \
  {                                                                                                          \
    {CODE_NTSTATUS, nt}, {                                                                                   \
      CODE_WIN32, win32                                                                                      \
    }                                                                                                        \
  }
#define UNIX_WIN32(number, win32)                                                                            \
  {                                                                                                          \
    {CODE_ERRNO, number}, {                                                                                  \
      CODE_WIN32, win32                                                                                      \
    }                                                                                                        \
  }
#define SIGNAL_NT(number, nt)                                                                                \
  {                                                                                                          \
    {CODE_SIGNAL, number}, {                                                                                 \
      CODE_NTSTATUS, nt                                                                                      \
    }                                                                                                        \
  }

const code_pair code_pairs[] = {
    NT_WIN32(0x00000102, 1460),
    NT_WIN32(0x00000103, 997),
    NT_WIN32(0x80000002, 998),
    NT_WIN32(0x80000005, 234),
    NT_WIN32(0xC0000001, 31),
    NT_WIN32(0xC0000002, 1),
    NT_WIN32(0xC0000005, 998),
    NT_WIN32(0xC0000006, 999),
    NT_WIN32(0xC0000008, 6),
    NT_WIN32(0xC000000D, 87),
    NT_WIN32(0xC000000F, 2),
    NT_WIN32(0xC0000011, 38),
    NT_WIN32(0xC0000017, 8),
    NT_WIN32(0xC0000022, 5),
    NT_WIN32(0xC0000023, 122),
    NT_WIN32(0xC0000034, 2),
    NT_WIN32(0xC0000035, 183),
    NT_WIN32(0xC000003A, 3),
    NT_WIN32(0xC0000043, 32),
    NT_WIN32(0xC0000061, 1314),
    NT_WIN32(0xC000006D, 1326),
    NT_WIN32(0xC000007B, 193),
    NT_WIN32(0xC000007F, 112),
    NT_WIN32(0xC0000095, 534),
    NT_WIN32(0xC000009A, 1450),
    NT_WIN32(0xC00000B5, 121),
    NT_WIN32(0xC00000BB, 50),
    NT_WIN32(0xC00000FD, 1001),
    NT_WIN32(0xC0000120, 995),
    NT_WIN32(0xC0000135, 126),
    NT_WIN32(0xC0000139, 127),
    NT_WIN32(0xC0000142, 1114),
    NT_WIN32(0xC000020C, 64),
    NT_WIN32(0xC0000225, 1168),
    UNIX_WIN32(2, 2),
    UNIX_WIN32(3, 87),
    UNIX_WIN32(5, 1117),
    UNIX_WIN32(9, 6),
    UNIX_WIN32(12, 8),
    UNIX_WIN32(13, 5),
    UNIX_WIN32(14, 998),
    UNIX_WIN32(16, 170),
    UNIX_WIN32(17, 183),
    UNIX_WIN32(18, 17),
    UNIX_WIN32(22, 87),
    UNIX_WIN32(24, 4),
    UNIX_WIN32(28, 112),
    UNIX_WIN32(30, 19),
    UNIX_WIN32(32, 109),
    UNIX_WIN32(36, 206),
    UNIX_WIN32(38, 120),
    UNIX_WIN32(39, 145),
    UNIX_WIN32(98, 10048),
    UNIX_WIN32(101, 10051),
    UNIX_WIN32(104, 10054),
    UNIX_WIN32(110, 10060),
    UNIX_WIN32(111, 10061),
    UNIX_WIN32(113, 10065),
    SIGNAL_NT(2, 0xC000013A),
    SIGNAL_NT(4, 0xC000001D),
    SIGNAL_NT(5, 0x80000003),
    SIGNAL_NT(7, 0xC0000006),
    SIGNAL_NT(8, 0xC0000094),
    SIGNAL_NT(11, 0xC0000005),
};
const size_t code_pair_count = COUNT(code_pairs);

const code_facility code_facilities[] = {
    {CODE_HRESULT, 0, "general"},
    {CODE_HRESULT, 1, "RPC: COM's remote calls"},
    {CODE_HRESULT, 2, "DISPATCH: automation and type libraries"},
    {CODE_HRESULT, 3, "STORAGE: structured storage"},
    {CODE_HRESULT, 4, "ITF: defined by the interface that was called"},
    {CODE_HRESULT, 7, "WIN32: a Win32 error"},
    {CODE_HRESULT, 8, "WINDOWS: COM's class store"},
    {CODE_HRESULT, 9, "SECURITY: authentication and certificates"},
    {CODE_HRESULT, 10, "CONTROL: ActiveX controls"},
    {CODE_HRESULT, 11, "CERT: certificates"},
    {CODE_HRESULT, 12, "INTERNET: URL monikers"},
    {CODE_HRESULT, 15, "SETUPAPI: device installation"},
    {CODE_HRESULT, 16, "SCARD: smart cards"},
    {CODE_HRESULT, 17, "COMPLUS: COM+ services"},
    {CODE_HRESULT, 19, "URT: the .NET runtime"},
    {CODE_HRESULT, 25, "HTTP: an HTTP status"},
    {CODE_HRESULT, 32, "BACKGROUNDCOPY: background transfers (BITS)"},
    {CODE_HRESULT, 36, "WINDOWSUPDATE: Windows Update"},
    {CODE_NTSTATUS, 0, "general"},
    {CODE_NTSTATUS, 1, "DEBUGGER"},
    {CODE_NTSTATUS, 2, "RPC_RUNTIME: remote calls"},
    {CODE_NTSTATUS, 3, "RPC_STUBS: remote calls' stubs"},
    {CODE_NTSTATUS, 4, "IO_ERROR_CODE: drivers"},
    {CODE_NTSTATUS, 10, "TERMINAL_SERVER: remote desktop"},
};
const size_t code_facility_count = COUNT(code_facilities);
