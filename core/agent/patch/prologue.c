/* The copy of a function's first instructions: relative operands get new distances, relative jumps become
 * absolute ones, a call returns into the function. */
#include "agent/patch/prologue.h"

#include "agent/patch/decode.h"

enum { LONG_JUMP = 14 }; /* jmp [rip + 0] and the address behind it */

/* The copy as it grows. */
typedef struct writer {
  uint8_t *bytes;
  uint32_t at;
  uint64_t address; /* where bytes[0] will run */
} writer;

static void put(writer *w, uint8_t byte) {
  w->bytes[w->at++] = byte;
}

static void put_all(writer *w, const uint8_t *bytes, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    put(w, bytes[i]);
}

static void put_word(writer *w, uint64_t word, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i++)
    put(w, (uint8_t)(word >> (8 * i)));
}

static uint32_t fits_near(int64_t distance) {
  return distance >= INT32_MIN && distance <= INT32_MAX;
}

static void put_jump(writer *w, uint64_t to) {
  put_all(w, (const uint8_t[]){0xFF, 0x25, 0, 0, 0, 0}, LONG_JUMP - 8);
  put_word(w, to, 8);
}

/* Pushes the address behind the call in the function and jumps: whoever unwinds from the callee finds the
 * function, not the copy. */
static void put_call(writer *w, uint64_t to, uint64_t back) {
  put_all(w, (const uint8_t[]){0xFF, 0x35, 6, 0, 0, 0}, 6); /* push [back] */
  put_all(w, (const uint8_t[]){0xFF, 0x25, 8, 0, 0, 0}, 6); /* jmp [to] */
  put_word(w, back, 8);
  put_word(w, to, 8);
}

/* The same through a pointer. */
static uint32_t put_call_through(writer *w, uint64_t pointer, uint64_t back) {
  int64_t distance = (int64_t)(pointer - (w->address + w->at + 12));
  if (!fits_near(distance)) return PROLOGUE_FAR;
  put_all(w, (const uint8_t[]){0xFF, 0x35, 6, 0, 0, 0, 0xFF, 0x25}, 8);
  put_word(w, (uint64_t)distance, 4);
  put_word(w, back, 8);
  return PROLOGUE_OK;
}

/* The same condition over a long jump. Conditions on rcx exist with one byte of distance only. */
static void put_condition(writer *w, const uint8_t *code, const instruction *i) {
  uint8_t opcode = code[i->operand_at - 1];
  if (i->operand == 1 && opcode < 0x70 + 16) { /* the opposite one passes over it */
    put(w, opcode ^ 1);
    put(w, LONG_JUMP);
  } else if (i->operand == 4) {
    put(w, (uint8_t)(0x70 + ((opcode & 15) ^ 1)));
    put(w, LONG_JUMP);
  } else {
    put_all(w, code, i->operand_at);
    put(w, 2);
    put(w, 0xEB);
    put(w, LONG_JUMP);
  }
  put_jump(w, i->target);
}

static uint32_t put_near(writer *w, const uint8_t *code, const instruction *i) {
  int64_t distance = (int64_t)(i->target - (w->address + w->at + i->length));
  if (!fits_near(distance)) return PROLOGUE_FAR;
  put_all(w, code, i->operand_at);
  put_word(w, (uint64_t)distance, 4);
  put_all(w, code + i->operand_at + 4, i->length - i->operand_at - 4u);
  return PROLOGUE_OK;
}

static uint32_t move_one(writer *w, const uint8_t *code, const instruction *i, uint64_t back) {
  switch (i->flow) {
  case FLOW_STRANGE: return PROLOGUE_UNKNOWN;
  case FLOW_CALL:
    if (i->is_near) return put_call_through(w, i->target, back);
    put_call(w, i->target, back);
    return PROLOGUE_OK;
  case FLOW_JUMP: put_jump(w, i->target); return PROLOGUE_OK;
  case FLOW_CONDITION: put_condition(w, code, i); return PROLOGUE_OK;
  default: break;
  }
  if (i->is_near) return put_near(w, code, i);
  put_all(w, code, i->length);
  return PROLOGUE_OK;
}

/* Whether what follows an early end is never executed, up to the end of the jump. */
static uint32_t is_padding(const prologue_function *f, uint32_t at) {
  while (at < PROLOGUE_JUMP) {
    instruction i;
    if (at >= f->bytes || !instruction_decode(f->code + at, f->bytes - at, 0, &i) || !i.is_padding) return 0;
    at += i.length;
  }
  return 1;
}

/* Jumps into the moved bytes would end in the middle of our jump; one to the function's very start would pass
 * the hook once more with each round. Calls of its start are calls. What reads the moved bytes would read
 * others. */
static uint32_t reaches_moved(const prologue_function *f, uint32_t stolen) {
  instruction i;
  for (uint64_t at = 0; at < f->bytes; at += i.length) {
    if (!instruction_decode(f->code + at, f->bytes - at, f->address + at, &i)) return 0;
    uint64_t into = i.target - f->address;
    if (!i.operand_at || into >= stolen || (i.is_near && at >= stolen)) continue;
    if (into || i.flow != FLOW_CALL || i.is_near) return 1;
  }
  return 0;
}

/* Moves instructions until the jump has room. *ended: the copy does not go on after the last one. */
static uint32_t move_all(const prologue_function *f, writer *w, prologue *out, uint32_t *ended) {
  uint32_t stack_moved = 0;
  while (out->stolen < PROLOGUE_JUMP && !*ended) {
    instruction i;
    const uint8_t *code = f->code + out->stolen;
    uint64_t address = f->address + out->stolen;
    if (out->stolen >= f->bytes) return PROLOGUE_SHORT;
    if (!instruction_decode(code, f->bytes - out->stolen, address, &i)) return PROLOGUE_UNKNOWN;
    if (i.accesses && (stack_moved || f->has_handler)) return PROLOGUE_FAULT;
    if (i.flow == FLOW_CALL && f->has_shadow_stack) return PROLOGUE_UNKNOWN;
    out->from[out->count] = (uint8_t)out->stolen;
    out->to[out->count++] = (uint8_t)w->at;
    uint32_t status = move_one(w, code, &i, address + i.length);
    if (status) return status;
    out->stolen += i.length;
    stack_moved |= i.moves_stack;
    *ended = i.flow == FLOW_CALL || i.flow == FLOW_JUMP || i.flow == FLOW_END;
  }
  return PROLOGUE_OK;
}

uint32_t prologue_move(
    const prologue_function *f, uint64_t copy_address, uint8_t copy[PROLOGUE_COPY], prologue *out) {
  writer w = {copy, 0, copy_address};
  uint32_t ended = 0;
  *out = (prologue){0};
  uint32_t status = move_all(f, &w, out, &ended);
  if (status) return status;
  if (out->stolen < PROLOGUE_JUMP && !is_padding(f, out->stolen)) return PROLOGUE_SHORT;
  if (reaches_moved(f, out->stolen)) return PROLOGUE_BRANCH;
  if (!ended) put_jump(&w, f->address + out->stolen);
  out->moved = w.at;
  return PROLOGUE_OK;
}

uint32_t prologue_jump(uint64_t address, uint64_t to, uint8_t jump[PROLOGUE_JUMP]) {
  int64_t distance = (int64_t)(to - (address + PROLOGUE_JUMP));
  writer w = {jump, 0, address};
  if (!fits_near(distance)) return 0;
  put(&w, 0xE9);
  put_word(&w, (uint64_t)distance, 4);
  return 1;
}

uint64_t prologue_forward(const prologue_function *f) {
  instruction i;
  uint64_t at = 0;
  /* lea rsp, [rsp + 0] and such, before the jump */
  for (uint32_t n = 0; n < 2 && at < f->bytes; n++, at += i.length) {
    const uint8_t *code = f->code + at;
    if (!instruction_decode(code, f->bytes - at, f->address + at, &i)) return 0;
    if (i.flow == FLOW_END && i.is_near) return i.target;
    if (i.flow || i.is_near || i.accesses || i.moves_stack) return 0;
  }
  return 0;
}
