/* Byte vectors: first instructions as Microsoft's compiler, GCC and Wine write them, and what their copies
 * must be. */
#include "check.h"

#include "agent/patch/prologue.h"

#define AT UINT64_C(0x140001000)
#define COPY_AT UINT64_C(0x140801000)

static uint8_t copy[PROLOGUE_COPY];
static prologue p;

static uint32_t move_with(uint32_t has_handler, const uint8_t *code, size_t bytes) {
  prologue_function f = {code, bytes, AT, has_handler, 0};
  memset(copy, 0xAA, sizeof copy);
  return prologue_move(&f, COPY_AT, copy, &p);
}

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})
#define MOVE(...) move_with(0, BYTES(__VA_ARGS__))
/* 8 bytes of an address AT + offset, and of the jump to it */
#define AWAY(offset)                                                                                         \
  (AT + (offset)) & 0xFF, (AT + (offset)) >> 8 & 0xFF, (AT + (offset)) >> 16 & 0xFF, 0x40, 1, 0, 0, 0
#define JUMP(offset) 0xFF, 0x25, 0, 0, 0, 0, AWAY(offset)

static void is_copy(const uint8_t *expected, size_t bytes) {
  assert_int_equal(p.moved, bytes);
  assert_memory_equal(copy, expected, bytes);
}

#define COPIED(...) is_copy(BYTES(__VA_ARGS__))

static void plain_ones_are_copied(void **state) {
  (void)state;
  /* mov [rsp+8],rbx; push rdi; ... */
  assert_int_equal(MOVE(0x48, 0x89, 0x5C, 0x24, 8, 0x57, 0x48, 0x83, 0xEC, 0x20, 0xC3), PROLOGUE_OK);
  assert_int_equal(p.stolen, 5);
  COPIED(0x48, 0x89, 0x5C, 0x24, 8, JUMP(5));
  /* push rbx; sub rsp,20h; mov rbx,rcx: Microsoft's "40 53" */
  assert_int_equal(MOVE(0x40, 0x53, 0x48, 0x83, 0xEC, 0x20, 0x48, 0x8B, 0xD9, 0xC3), PROLOGUE_OK);
  assert_int_equal(p.stolen, 6);
  assert_int_equal(p.count, 2);
  assert_int_equal(p.from[1], 2);
  assert_int_equal(p.to[1], 2);
  COPIED(0x40, 0x53, 0x48, 0x83, 0xEC, 0x20, JUMP(6));
  /* mov rax,rsp; mov [rax+8],rbx */
  assert_int_equal(MOVE(0x48, 0x8B, 0xC4, 0x48, 0x89, 0x58, 8, 0xC3), PROLOGUE_OK);
  COPIED(0x48, 0x8B, 0xC4, 0x48, 0x89, 0x58, 8, JUMP(7));
  /* endbr64; push rbp */
  assert_int_equal(MOVE(0xF3, 0x0F, 0x1E, 0xFA, 0x55, 0x48, 0x89, 0xE5, 0xC3), PROLOGUE_OK);
  COPIED(0xF3, 0x0F, 0x1E, 0xFA, 0x55, JUMP(5));
  /* Wine: lea rsp,[rsp+0]; push r12 */
  assert_int_equal(MOVE(0x48, 0x8D, 0xA4, 0x24, 0, 0, 0, 0, 0x41, 0x54, 0xC3), PROLOGUE_OK);
  COPIED(0x48, 0x8D, 0xA4, 0x24, 0, 0, 0, 0, JUMP(8));
  /* a system call of ntdll: mov r10,rcx; mov eax,55h; test byte [7FFE0308h],1; jne; syscall */
  assert_int_equal(MOVE(0x4C, 0x8B, 0xD1, 0xB8, 0x55, 0, 0, 0, 0xF6, 4, 0x25, 8, 3, 0xFE, 0x7F, 1, 0x75, 3,
                       0x0F, 5, 0xC3, 0xCD, 0x2E, 0xC3),
      PROLOGUE_OK);
  COPIED(0x4C, 0x8B, 0xD1, 0xB8, 0x55, 0, 0, 0, JUMP(8));
}

static void distances_are_made_anew(void **state) {
  (void)state;
  /* mov rax,[rip+12345678h]: 800000h further away */
  assert_int_equal(MOVE(0x48, 0x8B, 5, 0x78, 0x56, 0x34, 0x12, 0xC3), PROLOGUE_OK);
  COPIED(0x48, 0x8B, 5, 0x78, 0x56, 0xB4, 0x11, JUMP(7));
  /* cmp dword [rip+10h],5: the immediate lies behind the distance */
  assert_int_equal(MOVE(0x83, 0x3D, 0x10, 0, 0, 0, 5, 0xC3), PROLOGUE_OK);
  COPIED(0x83, 0x3D, 0x10, 0, 0x80, 0xFF, 5, JUMP(7));
  /* sub rsp,28h; mov rax,[rip+0]: the copy's instruction lies at the same offset */
  assert_int_equal(MOVE(0x48, 0x83, 0xEC, 0x28, 0x48, 0x8B, 5, 0, 0, 0, 0, 0xC3), PROLOGUE_OK);
  COPIED(0x48, 0x83, 0xEC, 0x28, 0x48, 0x8B, 5, 0, 0, 0x80, 0xFF, JUMP(11));
  prologue_function far = {(const uint8_t[]){0x48, 0x8B, 5, 0, 0, 0, 0x70, 0xC3}, 8, AT, 0, 0};
  assert_int_equal(prologue_move(&far, AT - 0x20000000, copy, &p), PROLOGUE_FAR);
}

static void branches_become_absolute(void **state) {
  (void)state;
  /* jmp +100h, jmp +10h with padding */
  assert_int_equal(MOVE(0xE9, 0, 1, 0, 0), PROLOGUE_OK);
  COPIED(JUMP(0x105));
  assert_int_equal(MOVE(0xEB, 0x10, 0xCC, 0xCC, 0xCC, 0xCC), PROLOGUE_OK);
  assert_int_equal(p.stolen, 2);
  COPIED(JUMP(0x12));
  /* jmp [rip+10h] */
  assert_int_equal(MOVE(0xFF, 0x25, 0x10, 0, 0, 0), PROLOGUE_OK);
  COPIED(0xFF, 0x25, 0x10, 0, 0x80, 0xFF);
  /* test ecx,ecx; jz +20h; ret: the opposite condition passes over the jump */
  assert_int_equal(MOVE(0x85, 0xC9, 0x74, 0x20, 0x90, 0xC3), PROLOGUE_OK);
  COPIED(0x85, 0xC9, 0x75, 14, JUMP(0x24), 0x90, JUMP(5));
  /* jne, far form */
  assert_int_equal(MOVE(0x0F, 0x85, 0, 2, 0, 0, 0xC3), PROLOGUE_OK);
  COPIED(0x74, 14, JUMP(0x206), JUMP(6));
  /* jrcxz +8; mov eax,ecx; ret */
  assert_int_equal(MOVE(0xE3, 8, 0x8B, 0xC1, 0x90, 0xC3), PROLOGUE_OK);
  COPIED(0xE3, 2, 0xEB, 14, JUMP(10), 0x8B, 0xC1, 0x90, JUMP(5));
}

/* sub rsp,28h; call +100h: the callee returns into the function itself. */
static void calls_return_into_the_function(void **state) {
  (void)state;
  assert_int_equal(MOVE(0x48, 0x83, 0xEC, 0x28, 0xE8, 0, 1, 0, 0, 0x48, 0x83, 0xC4, 0x28, 0xC3), PROLOGUE_OK);
  assert_int_equal(p.stolen, 9);
  COPIED(0x48, 0x83, 0xEC, 0x28, 0xFF, 0x35, 6, 0, 0, 0, 0xFF, 0x25, 8, 0, 0, 0, AWAY(9), AWAY(0x109));
  /* call [rip+100h] */
  assert_int_equal(MOVE(0x48, 0x83, 0xEC, 0x28, 0xFF, 0x15, 0, 1, 0, 0, 0xC3), PROLOGUE_OK);
  COPIED(0x48, 0x83, 0xEC, 0x28, 0xFF, 0x35, 6, 0, 0, 0, 0xFF, 0x25, 0xFA, 0, 0x80, 0xFF, AWAY(10));
  /* where return addresses are kept twice: neither */
  prologue_function checked = {
      (const uint8_t[]){0x48, 0x83, 0xEC, 0x28, 0xE8, 0, 1, 0, 0, 0xC3}, 10, AT, 0, 1};
  assert_int_equal(prologue_move(&checked, COPY_AT, copy, &p), PROLOGUE_UNKNOWN);
  /* call rax */
  assert_int_equal(MOVE(0x48, 0x83, 0xEC, 0x28, 0xFF, 0xD0, 0xC3), PROLOGUE_UNKNOWN);
}

static void short_ones_need_padding(void **state) {
  (void)state;
  assert_int_equal(MOVE(0xC3, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC), PROLOGUE_OK);
  assert_int_equal(p.stolen, 1);
  COPIED(0xC3);
  /* xor eax,eax; ret; nop word [rax+rax] */
  assert_int_equal(MOVE(0x31, 0xC0, 0xC3, 0x66, 0x0F, 0x1F, 0x44, 0, 0), PROLOGUE_OK);
  COPIED(0x31, 0xC0, 0xC3);
  assert_int_equal(MOVE(0x31, 0xC0, 0xC3, 0x55, 0x48), PROLOGUE_SHORT);
  assert_int_equal(MOVE(0xC3, 0xCC, 0xCC, 0xCC), PROLOGUE_SHORT);
  assert_int_equal(MOVE(0x55, 0x48, 0x8B), PROLOGUE_UNKNOWN);
  assert_int_equal(MOVE(6, 6, 6, 6, 6, 6), PROLOGUE_UNKNOWN);
  assert_int_equal(MOVE(0x55, 0x53), PROLOGUE_SHORT);
}

static void jumps_back_are_found(void **state) {
  (void)state;
  /* nop x5; dec ecx; jnz to the second nop; ret */
  assert_int_equal(MOVE(0x90, 0x90, 0x90, 0x90, 0x90, 0xFF, 0xC9, 0x75, 0xF8, 0xC3), PROLOGUE_BRANCH);
  /* the same to the start: each round would be a call */
  assert_int_equal(MOVE(0x90, 0x90, 0x90, 0x90, 0x90, 0xFF, 0xC9, 0x75, 0xF7, 0xC3), PROLOGUE_BRANCH);
  /* the same to the first byte that stays */
  assert_int_equal(MOVE(0x90, 0x90, 0x90, 0x90, 0x90, 0xFF, 0xC9, 0x75, 0xFC, 0xC3), PROLOGUE_OK);
  /* forward, among the moved ones: jz +1; nop; mov eax,ecx */
  assert_int_equal(MOVE(0x74, 1, 0x90, 0x8B, 0xC1, 0xC3), PROLOGUE_BRANCH);
  /* a call of itself is one more call */
  assert_int_equal(
      MOVE(0x48, 0x83, 0xEC, 0x28, 0x90, 0xE8, 0xF6, 0xFF, 0xFF, 0xFF, 0x48, 0x83, 0xC4, 0x28, 0xC3),
      PROLOGUE_OK);
  /* lea rax,[rip-7]: it looks at the moved bytes */
  assert_int_equal(MOVE(0x48, 0x8D, 5, 0xF9, 0xFF, 0xFF, 0xFF, 0xC3), PROLOGUE_BRANCH);
}

static void faults_stay_where_handlers_find_them(void **state) {
  (void)state;
  /* sub rsp,28h; cmp word [rcx],0 */
  assert_int_equal(MOVE(0x48, 0x83, 0xEC, 0x28, 0x66, 0x83, 0x39, 0, 0xC3), PROLOGUE_FAULT);
  /* a leaf may: its return address is where any unwinder looks */
  assert_int_equal(MOVE(0x66, 0x83, 0x39, 0, 0x90, 0xC3), PROLOGUE_OK);
  /* sub rsp,28h; mov rax,gs:[30h] */
  assert_int_equal(MOVE(0x48, 0x83, 0xEC, 0x28, 0x65, 0x48, 0x8B, 4, 0x25, 0x30, 0, 0, 0, 0xC3), PROLOGUE_OK);
  assert_int_equal(move_with(1, BYTES(0x66, 0x83, 0x39, 0, 0x90, 0xC3)), PROLOGUE_FAULT);
  assert_int_equal(move_with(1, BYTES(0x48, 0x89, 0x5C, 0x24, 8, 0xC3)), PROLOGUE_OK);
}

static void forwarding_stubs(void **state) {
  (void)state;
  const uint8_t microsoft[] = {0x48, 0xFF, 0x25, 0x10, 0, 0, 0}, plain[] = {0xFF, 0x25, 0x10, 0, 0, 0},
                wine[] = {0x48, 0x8D, 0xA4, 0x24, 0, 0, 0, 0, 0xFF, 0x25, 0x10, 0, 0, 0},
                no[] = {0x48, 0x83, 0xEC, 0x28, 0xFF, 0x25, 0x10, 0, 0, 0};
  assert_int_equal(prologue_forward(&(prologue_function){microsoft, sizeof microsoft, AT, 0, 0}), AT + 0x17);
  assert_int_equal(prologue_forward(&(prologue_function){plain, sizeof plain, AT, 0, 0}), AT + 0x16);
  assert_int_equal(prologue_forward(&(prologue_function){wine, sizeof wine, AT, 0, 0}), AT + 0x1E);
  assert_int_equal(prologue_forward(&(prologue_function){no, sizeof no, AT, 0, 0}), 0);
}

static void the_jump_itself(void **state) {
  (void)state;
  uint8_t jump[PROLOGUE_JUMP];
  assert_int_equal(prologue_jump(AT, COPY_AT, jump), 1);
  assert_memory_equal(jump, ((const uint8_t[]){0xE9, 0xFB, 0xFF, 0x7F, 0}), 5);
  assert_int_equal(prologue_jump(AT, AT + 5 + (uint64_t)INT32_MAX, jump), 1);
  assert_int_equal(prologue_jump(AT, AT + 6 + (uint64_t)INT32_MAX, jump), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(plain_ones_are_copied),
      cmocka_unit_test(distances_are_made_anew), cmocka_unit_test(branches_become_absolute),
      cmocka_unit_test(calls_return_into_the_function), cmocka_unit_test(short_ones_need_padding),
      cmocka_unit_test(jumps_back_are_found), cmocka_unit_test(faults_stay_where_handlers_find_them),
      cmocka_unit_test(forwarding_stubs), cmocka_unit_test(the_jump_itself)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
