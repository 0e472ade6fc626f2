/* The thunks of Windows: each loads its data's address and goes to one of two bodies, which alone have a frame and its description: exceptions, stack walks and
 * longjmp pass through. At the start of a function rax, r10 and r11 are free; r11 was changed by the relay already. Offsets: thunk.h. */

  .intel_syntax noprefix

#define COUNT 4096
#define STRIDE 16

#define NEXT 0 /* thunk_data */
#define WORD 8
#define MASK 16
#define VALUE 24
#define SIZE 32
#define WANT 36
#define FAILED_ONLY 37
#define PARAMETERS 39

#define CHUNK 16 /* agent_writer */
#define AT 24
#define LOW 28
#define TIME 40
#define WRITTEN 48
#define BUSY 72

#define MOST_FRAMED 88 /* room that is asked for: all six arguments are stored, then the zero word */
#define DURATION_BITS 44

#define RESULT 48 /* thunk_frame */
#define START 56

/* A framed thunk's stack: home space of the function and of trace_return, copies of stack arguments, thunk_frame, the data's address. */
#define COPIES 32
#define MOST_COPIES 12
#define FRAME (COPIES + 8 * MOST_COPIES)
#define DATA (FRAME + 72)
#define BYTES 216
#define OURS (BYTES + 8) /* the caller's home space, then its stack arguments */

/* Nobody reads, or the calls are not the program's yet. */
  .macro pass_through_unless_open label
  mov rax, [rip + thunk_gate]
  cmp dword ptr [rax], 0
  je \label
  mov rax, [rip + held_gate]
  cmp dword ptr [rax], 0
  jne \label
  .endm

/* r10: the calling thread's writer, ours until BUSY is 0 again, or the slow way. */
  .macro take_writer slow
  mov r10d, [rip + trace_slot]
  mov r10, gs:[r10]
  test r10, r10
  jz \slow
  cmp qword ptr [r10 + BUSY], 0
  jne \slow
  mov [r10 + BUSY], rsp
  .endm

/* rax: now. */
  .macro now
  rdtsc
  shl rdx, 32
  or rax, rdx
  .endm

  .text
  .balign 64
  .seh_proc thunk_framed
thunk_framed:
  sub rsp, BYTES
  .seh_stackalloc BYTES
  .seh_endprologue
  pass_through_unless_open 8f
  mov [rsp + FRAME], rcx
  mov [rsp + FRAME + 8], rdx
  mov [rsp + FRAME + 16], r8
  mov [rsp + FRAME + 24], r9
  mov [rsp + DATA], r11
  cmp dword ptr [rip + callers_chosen], 0
  jne 5f
4:
  movzx eax, byte ptr [r11 + PARAMETERS]
  sub eax, 4
  jbe 2f
  cmp eax, MOST_COPIES
  ja 8f
  mov r10, [rsp + OURS + 32]
  mov [rsp + FRAME + 32], r10
  mov r10, [rsp + OURS + 40]
  mov [rsp + FRAME + 40], r10
1:
  mov r10, [rsp + OURS + 24 + 8 * rax]
  mov [rsp + COPIES - 8 + 8 * rax], r10
  dec eax
  jnz 1b
2:
  now
  mov [rsp + FRAME + START], rax
  mov rdx, [rsp + FRAME + 8]
  call [r11 + NEXT]
  mov [rsp + FRAME + RESULT], rax
  mov r11, [rsp + DATA]
  mov rcx, [r11 + MASK]
  and rcx, rax
  cmp rcx, [r11 + VALUE]
  sete cl
  cmp cl, [r11 + WANT]
  je 9f
  cmp byte ptr [r11 + FAILED_ONLY], 0
  jne 7f
  take_writer 9f
  mov ecx, [r10 + AT]
  lea eax, [rcx + MOST_FRAMED + 8]
  cmp eax, [r10 + LOW]
  ja 6f
  now
  cmp rax, [r10 + TIME]
  jb 6f
  mov rdx, rax
  sub rdx, [rsp + FRAME + START]
  mov r8, rdx
  shr r8, DURATION_BITS
  jnz 6f
  mov [r10 + TIME], rax
  mov r8, [r10 + CHUNK]
  lea r9, [r8 + rcx]
  mov [r9 + 8], rax
  shl rdx, 64 - DURATION_BITS
  mov [r9 + 16], rdx
  mov rax, [rsp + FRAME + RESULT]
  mov [r9 + 24], rax
  .irp n, 0, 1, 2, 3, 4, 5
  mov rdx, [rsp + FRAME + 8 * \n]
  mov [r9 + 32 + 8 * \n], rdx
  .endr
  add ecx, [r11 + SIZE]
  mov qword ptr [r8 + rcx], 0
  mov [r10 + AT], ecx
  inc qword ptr [r10 + WRITTEN]
  mov rdx, [r11 + WORD]
  mov [r9], rdx
  mov qword ptr [r10 + BUSY], 0
7:
  mov rax, [rsp + FRAME + RESULT]
  add rsp, BYTES
  ret
6:
  mov qword ptr [r10 + BUSY], 0
9:
  mov rcx, r11
  lea rdx, [rsp + FRAME]
  call trace_return
  jmp 7b
5:
  mov rcx, [rsp + BYTES]
  call callers_wants
  mov rcx, [rsp + FRAME]
  mov rdx, [rsp + FRAME + 8]
  mov r8, [rsp + FRAME + 16]
  mov r9, [rsp + FRAME + 24]
  mov r11, [rsp + DATA]
  test eax, eax
  jnz 4b
8:
  add rsp, BYTES
  jmp [r11 + NEXT]
  .seh_endproc

  .macro kept_call argument, function
  mov [rsp + 48], r11
  mov [rsp + 72], r8
  mov [rsp + 80], r9
  mov rcx, \argument
  call \function
  mov r11, [rsp + 48]
  mov r8, [rsp + 72]
  mov r9, [rsp + 80]
  .endm

/* Also for functions of any convention: all but r11 is as it was. */
  .seh_proc thunk_entry
thunk_entry:
  sub rsp, 88
  .seh_stackalloc 88
  .seh_endprologue
  mov [rsp + 32], rax
  pass_through_unless_open 8f
  mov [rsp + 40], r10
  mov [rsp + 56], rcx
  mov [rsp + 64], rdx
  cmp dword ptr [rip + callers_chosen], 0
  jne 5f
4:
  take_writer 9f
  mov ecx, [r10 + AT]
  lea eax, [rcx + 24]
  cmp eax, [r10 + LOW]
  ja 6f
  now
  cmp rax, [r10 + TIME]
  jb 6f
  mov [r10 + TIME], rax
  add rcx, [r10 + CHUNK]
  mov [rcx + 8], rax
  mov qword ptr [rcx + 16], 0
  add dword ptr [r10 + AT], 16
  inc qword ptr [r10 + WRITTEN]
  mov rax, [r11 + WORD]
  mov [rcx], rax
  mov qword ptr [r10 + BUSY], 0
7:
  mov r10, [rsp + 40]
  mov rcx, [rsp + 56]
  mov rdx, [rsp + 64]
8:
  mov rax, [rsp + 32]
  add rsp, 88
  jmp [r11 + NEXT]
6:
  mov qword ptr [r10 + BUSY], 0
9:
  kept_call r11, trace_entry
  jmp 7b
5:
  kept_call [rsp + 88], callers_wants
  test eax, eax
  jnz 4b
  jmp 7b
  .seh_endproc

  .macro array name
  .balign 64
  .globl thunk_\name\()_code, thunk_\name\()_data, thunk_\name\()_stride, thunk_\name\()_count
thunk_\name\()_code:
  .set index, 0
  .rept COUNT
  .balign STRIDE, 0xCC
  lea r11, [rip + thunk_\name\()_data + index * 64]
  jmp thunk_\name
  .set index, index + 1
  .endr
  .balign STRIDE, 0xCC
  .section .rdata, "dr"
  .balign 8
thunk_\name\()_stride:
  .quad STRIDE
thunk_\name\()_count:
  .long COUNT
  .bss
  .balign 64
thunk_\name\()_data:
  .space COUNT * 64
  .text
  .endm

  array framed
  array entry
