/* The thunks of Linux: each loads its data's address into r11, which calls through a PLT leave to the linker, and goes to one of three bodies. A redirected call arrives
 * as the function itself would be called; the bodies are described by call-frame information, so exceptions, backtraces and cancellation pass through. Offsets:
 * thunk.h, lane.h, tracer.h. */

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
#define DATA 72
#define FRAME 88 /* keeps the stack aligned */

#define MOST_FRAMED 88 /* room that is asked for: all six arguments are stored, then the zero word */
#define DURATION_BITS 44

/* r11: the calling thread's writer, ours until BUSY is 0 again, or the slow way. The place of the return address marks who has it: a signal handler that comes now
 * sees it. rax is changed. */
  .macro take_writer frame, slow
  mov r11, [rip + trace_writer@gottpoff]
  mov r11, fs:[r11]
  test r11, r11
  jz \slow
  cmp qword ptr [r11 + BUSY], 0
  jne \slow
  lea rax, [rsp + \frame]
  mov [r11 + BUSY], rax
  .endm

/* rax: now; rdx is changed. */
  .macro now
  rdtsc
  shl rdx, 32
  or rax, rdx
  .endm

  .macro close_gate label
  mov rax, [rip + thunk_gate]
  cmp dword ptr [rax], 0
  je \label
  .endm

  .text
  .balign 64
  .type thunk_framed, @function
thunk_framed:
  .cfi_startproc
  sub rsp, FRAME
  .cfi_def_cfa_offset FRAME + 8
  mov [rsp + RESULT], rax
  close_gate 8f
  mov [rsp], rdi
  mov [rsp + 8], rsi
  mov [rsp + 16], rdx
  mov [rsp + 24], rcx
  mov [rsp + 32], r8
  mov [rsp + 40], r9
  mov [rsp + DATA], r11
  now
  mov [rsp + START], rax
  mov rdx, [rsp + 16]
  mov rax, [rsp + RESULT] /* al: vector registers of a variadic call */
  call [r11 + NEXT]
  mov [rsp + RESULT], rax
  mov [rsp + SECOND], rdx
  mov r10, [rsp + DATA]
  mov rcx, [r10 + MASK]
  and rcx, rax
  cmp rcx, [r10 + VALUE]
  sete cl
  cmp cl, [r10 + WANT]
  je 9f
  cmp byte ptr [r10 + FAILED_ONLY], 0
  jne 7f
  take_writer FRAME, 9f
  mov ecx, [r11 + AT]
  lea eax, [rcx + MOST_FRAMED + 8]
  cmp eax, [r11 + LOW]
  ja 6f
  now
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
  .irp argument, 0, 8, 16, 24, 32, 40
  mov rdx, [rsp + \argument]
  mov [rsi + 32 + \argument], rdx
  .endr
  add ecx, [r10 + SIZE]
  mov qword ptr [r8 + rcx], 0
  mov [r11 + AT], ecx
  inc qword ptr [r11 + WRITTEN]
  mov rdx, [r10 + WORD]
  mov [rsi], rdx
  mov qword ptr [r11 + BUSY], 0
7:
  mov rdx, [rsp + SECOND]
  mov rax, [rsp + RESULT]
  add rsp, FRAME
  .cfi_def_cfa_offset 8
  ret
  .cfi_def_cfa_offset FRAME + 8
6:
  mov qword ptr [r11 + BUSY], 0
9:
  mov rdi, r10
  mov rsi, rsp
  call trace_return
  jmp 7b
8:
  mov rax, [rsp + RESULT]
  add rsp, FRAME
  .cfi_def_cfa_offset 8
  jmp [r11 + NEXT]
  .cfi_endproc
  .size thunk_framed, . - thunk_framed

/* Behind the record it jumps: nothing of ours is left on the stack and only r11 is changed, so it suits every function. */
  .balign 64
  .type thunk_entry, @function
thunk_entry:
  .cfi_startproc
  push rax
  .cfi_def_cfa_offset 16
  close_gate 8f
  push rcx
  .cfi_def_cfa_offset 24
  push rdx
  .cfi_def_cfa_offset 32
  mov rdx, r11
  take_writer 24, 9f
  mov ecx, [r11 + AT]
  lea eax, [rcx + 24]
  cmp eax, [r11 + LOW]
  ja 6f
  push rdx
  .cfi_def_cfa_offset 40
  now
  pop rdx
  .cfi_def_cfa_offset 32
  cmp rax, [r11 + TIME]
  jb 6f
  mov [r11 + TIME], rax
  add rcx, [r11 + CHUNK]
  mov [rcx + 8], rax
  mov qword ptr [rcx + 16], 0
  add dword ptr [r11 + AT], 16
  inc qword ptr [r11 + WRITTEN]
  mov rax, [rdx + WORD]
  mov [rcx], rax
  mov qword ptr [r11 + BUSY], 0
  mov r11, rdx
  pop rdx
  .cfi_def_cfa_offset 24
  pop rcx
  .cfi_def_cfa_offset 16
8:
  pop rax
  .cfi_def_cfa_offset 8
  jmp [r11 + NEXT]
  .cfi_def_cfa_offset 32
6:
  mov qword ptr [r11 + BUSY], 0
9:
  mov r11, rdx
  pop rdx
  .cfi_def_cfa_offset 24
  pop rcx
  .cfi_def_cfa_offset 16
  pop rax
  .cfi_def_cfa_offset 8
  jmp thunk_slow_entry
  .cfi_endproc
  .size thunk_entry, . - thunk_entry

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

  call_and_jump thunk_slow_entry, trace_entry_at
  call_and_jump thunk_loader, loader_called /* functions of the loader: jumped to, so that they see who called them */

  .macro array name, count
  .balign 64
  .globl thunk_\name\()_code, thunk_\name\()_data, thunk_\name\()_stride, thunk_\name\()_count
  .hidden thunk_\name\()_code, thunk_\name\()_data, thunk_\name\()_stride, thunk_\name\()_count
  .type thunk_\name\()_code, @function
thunk_\name\()_code:
  .cfi_startproc
  .set index, 0
  .rept \count
  .balign 16
  endbr64
  lea r11, [rip + thunk_\name\()_data + index * 64]
  jmp thunk_\name
  .set index, index + 1
  .endr
  .balign 16
  .cfi_endproc
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
