/* The thunks of Linux: whole bodies, so that each has a place of its own in the processor's predictors. A redirected call arrives as the function itself would be
 * called; every body is described by call-frame information, so exceptions, backtraces and cancellation pass through. Offsets: thunk.h, lane.h, tracer.h. */

  .intel_syntax noprefix

#define COUNT 4096

#define NEXT 0 /* thunk_data */
#define WORD 8
#define MASK 16
#define VALUE 24
#define SIZE 32
#define WANT 36
#define FAILED_ONLY 37

#define CHUNK 16 /* agent_writer */
#define AT 24
#define LOW 28
#define TIME 40
#define WRITTEN 48
#define BUSY 72

#define RESULT 48 /* thunk_frame */
#define START 56
#define SECOND 64
#define FRAME 72

#define MOST_FRAMED 88 /* room that is asked for: all six arguments are stored, then the zero word */
#define DURATION_BITS 44

/* The calling thread's writer, ours until BUSY is 0 again, or the slow way. The place of the return address marks who has it: a signal handler that comes now sees
 * it. */
  .macro take_writer frame, slow
  mov r11, [rip + trace_writer@gottpoff]
  mov r11, fs:[r11]
  test r11, r11
  jz \slow
  cmp qword ptr [r11 + BUSY], 0
  jne \slow
  .if \frame
  lea rax, [rsp + \frame]
  mov [r11 + BUSY], rax
  .else
  mov [r11 + BUSY], rsp
  .endif
  .endm

  .macro framed data
  .balign 32
  .cfi_startproc
  endbr64
  mov r11, [rip + thunk_gate]
  cmp dword ptr [r11], 0
  je 8f
  sub rsp, FRAME
  .cfi_def_cfa_offset FRAME + 8
  mov [rsp], rdi
  mov [rsp + 8], rsi
  mov [rsp + 16], rdx
  mov [rsp + 24], rcx
  mov [rsp + 32], r8
  mov [rsp + 40], r9
  mov r11, rax
  rdtsc
  shl rdx, 32
  or rax, rdx
  mov [rsp + START], rax
  mov rdx, [rsp + 16]
  mov rax, r11
  call [rip + \data + NEXT]
  mov [rsp + RESULT], rax
  mov [rsp + SECOND], rdx
  mov rcx, [rip + \data + MASK]
  and rcx, rax
  cmp rcx, [rip + \data + VALUE]
  sete cl
  cmp cl, [rip + \data + WANT]
  je 9f
  cmp byte ptr [rip + \data + FAILED_ONLY], 0
  jne 7f
  take_writer FRAME, 9f
  mov ecx, [r11 + AT]
  lea eax, [rcx + MOST_FRAMED + 8]
  cmp eax, [r11 + LOW]
  ja 6f
  rdtsc
  shl rdx, 32
  or rax, rdx
  cmp rax, [r11 + TIME]
  jb 6f
  mov rdx, rax
  sub rdx, [rsp + START]
  mov rdi, rdx
  shr rdi, DURATION_BITS
  jnz 6f
  mov [r11 + TIME], rax
  mov r8, [r11 + CHUNK]
  lea rsi, [r8 + rcx]
  mov [rsi + 8], rax
  shl rdx, 64 - DURATION_BITS
  mov [rsi + 16], rdx
  mov rax, [rsp + RESULT]
  mov [rsi + 24], rax
  mov rdx, [rsp]
  mov [rsi + 32], rdx
  mov rdx, [rsp + 8]
  mov [rsi + 40], rdx
  mov rdx, [rsp + 16]
  mov [rsi + 48], rdx
  mov rdx, [rsp + 24]
  mov [rsi + 56], rdx
  mov rdx, [rsp + 32]
  mov [rsi + 64], rdx
  mov rdx, [rsp + 40]
  mov [rsi + 72], rdx
  add ecx, [rip + \data + SIZE]
  mov qword ptr [r8 + rcx], 0
  mov [r11 + AT], ecx
  inc qword ptr [r11 + WRITTEN]
  mov rdx, [rip + \data + WORD]
  mov [rsi], rdx
  mov qword ptr [r11 + BUSY], 0
7:
  mov rdx, [rsp + SECOND]
  add rsp, FRAME
  .cfi_def_cfa_offset 8
  ret
8:
  jmp [rip + \data + NEXT]
  .cfi_def_cfa_offset FRAME + 8
6:
  mov qword ptr [r11 + BUSY], 0
9:
  lea rdi, [rip + \data]
  jmp thunk_return
  .cfi_endproc
  .endm

/* Behind the record it jumps: nothing of ours is left on the stack, so it suits every function. Only r11, which calls through a PLT leave to the linker, is changed. */
  .macro entry data
  .balign 32
  .cfi_startproc
  endbr64
  mov r11, [rip + thunk_gate]
  cmp dword ptr [r11], 0
  je 8f
  take_writer 0, 9f
  push rax
  .cfi_def_cfa_offset 16
  push rcx
  .cfi_def_cfa_offset 24
  push rdx
  .cfi_def_cfa_offset 32
  mov ecx, [r11 + AT]
  lea eax, [rcx + 24]
  cmp eax, [r11 + LOW]
  ja 6f
  rdtsc
  shl rdx, 32
  or rax, rdx
  cmp rax, [r11 + TIME]
  jb 6f
  mov [r11 + TIME], rax
  add rcx, [r11 + CHUNK]
  mov [rcx + 8], rax
  mov qword ptr [rcx + 16], 0
  add dword ptr [r11 + AT], 16
  inc qword ptr [r11 + WRITTEN]
  mov rax, [rip + \data + WORD]
  mov [rcx], rax
  mov qword ptr [r11 + BUSY], 0
  pop rdx
  .cfi_def_cfa_offset 24
  pop rcx
  .cfi_def_cfa_offset 16
  pop rax
  .cfi_def_cfa_offset 8
8:
  jmp [rip + \data + NEXT]
  .cfi_def_cfa_offset 32
6:
  mov qword ptr [r11 + BUSY], 0
  pop rdx
  .cfi_def_cfa_offset 24
  pop rcx
  .cfi_def_cfa_offset 16
  pop rax
  .cfi_def_cfa_offset 8
9:
  lea r11, [rip + \data]
  jmp thunk_entry
  .cfi_endproc
  .endm

/* Calls `function` with the data's address in r11 and that of the return address, and jumps on to where the data says, all registers that carry arguments as they were. The
 * code behind uses general registers only. */
  .macro call_and_jump name, function
  .type \name, @function
\name:
  .cfi_startproc
  push rbp
  .cfi_def_cfa_offset 16
  .cfi_offset rbp, -16
  mov rbp, rsp
  .cfi_def_cfa_register rbp
  push rax
  push rdi
  push rsi
  push rdx
  push rcx
  push r8
  push r9
  push r10
  push r11
  and rsp, -16
  mov rdi, r11
  lea rsi, [rbp + 8]
  call \function
  lea rsp, [rbp - 72]
  pop r11
  pop r10
  pop r9
  pop r8
  pop rcx
  pop rdx
  pop rsi
  pop rdi
  pop rax
  pop rbp
  .cfi_def_cfa rsp, 8
  jmp [r11 + NEXT]
  .cfi_endproc
  .size \name, . - \name
  .endm

  .text
  .balign 64
  .type thunk_return, @function
thunk_return: /* in a framed thunk's frame, rdi its data: through C to the caller */
  .cfi_startproc
  .cfi_def_cfa_offset FRAME + 8
  mov rsi, rsp
  call trace_return
  mov rax, [rsp + RESULT]
  mov rdx, [rsp + SECOND]
  add rsp, FRAME
  .cfi_def_cfa_offset 8
  ret
  .cfi_endproc
  .size thunk_return, . - thunk_return

  call_and_jump thunk_entry, trace_entry_at
  call_and_jump thunk_loader, loader_called

/* Functions of the loader: jumped to, so that they see who called them. */
  .macro loader data
  .balign 32
  .cfi_startproc
  endbr64
  lea r11, [rip + \data]
  jmp thunk_loader
  .cfi_endproc
  .endm

  .macro array name, count
  .balign 64
  .globl thunk_\name\()_code, thunk_\name\()_data, thunk_\name\()_stride, thunk_\name\()_count
  .hidden thunk_\name\()_code, thunk_\name\()_data, thunk_\name\()_stride, thunk_\name\()_count
  .type thunk_\name\()_code, @function
thunk_\name\()_code:
  .set index, 0
  .rept \count
  \name thunk_\name\()_data+index*64
  .set index, index + 1
  .endr
  .balign 32
thunk_\name\()_end:
  .size thunk_\name\()_code, . - thunk_\name\()_code
  .pushsection .rodata
  .balign 8
thunk_\name\()_stride:
  .quad (thunk_\name\()_end - thunk_\name\()_code) / \count
thunk_\name\()_count:
  .long \count
  .popsection
  .pushsection .bss
  .balign 64
thunk_\name\()_data:
  .zero \count * 64
  .popsection
  .endm

  array framed, COUNT
  array entry, COUNT
  array loader, 16

  .section .note.GNU-stack, "", @progbits
