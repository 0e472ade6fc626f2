/* Zydis's view of an instruction, reduced. */
#include "agent/patch/decode.h"

#include <Zydis/Zydis.h>

enum { RM_SIB = 4, RM_RIP = 5, RSP = 4, BASE_NONE = 5 };

static uint32_t is_default(const ZydisDecodedInstruction *z) {
  return z->opcode_map == ZYDIS_OPCODE_MAP_DEFAULT;
}

static uint32_t has_memory(const ZydisDecodedInstruction *z) {
  return z->raw.modrm.offset && z->raw.modrm.mod != 3;
}

/* Moves of control registers have a form like it, but no displacement. */
static uint32_t is_rip_relative(const ZydisDecodedInstruction *z) {
  return has_memory(z) && z->raw.modrm.mod == 0 && z->raw.modrm.rm == RM_RIP && z->raw.disp.size == 32;
}

static uint32_t is_rex_b(const ZydisDecodedInstruction *z) {
  return (z->attributes & ZYDIS_ATTRIB_HAS_REX) && z->raw.rex.B;
}

static uint32_t is_on_stack(const ZydisDecodedInstruction *z) {
  return has_memory(z) && z->raw.modrm.rm == RM_SIB && z->raw.sib.base == RSP && !is_rex_b(z);
}

/* Of the thread's block (gs:30h) or of the page that all processes share (7FFE0308h). */
static uint32_t is_at_fixed_place(const ZydisDecodedInstruction *z) {
  return has_memory(z) && z->raw.modrm.mod == 0 && z->raw.modrm.rm == RM_SIB &&
         z->raw.sib.base == BASE_NONE && z->raw.sib.index == RSP;
}

/* Of an instruction with a relative immediate. */
static uint8_t relative_flow(const ZydisDecodedInstruction *z) {
  if (is_default(z)) switch (z->opcode) {
    case 0xE8: return FLOW_CALL;
    case 0xE9:
    case 0xEB: return FLOW_JUMP;
    case 0xE0:
    case 0xE1:
    case 0xE2:
    case 0xE3: return FLOW_CONDITION;
    default: return z->opcode >= 0x70 && z->opcode <= 0x7F ? FLOW_CONDITION : FLOW_STRANGE;
    }
  if (z->opcode_map == ZYDIS_OPCODE_MAP_0F && z->opcode >= 0x80 && z->opcode <= 0x8F) return FLOW_CONDITION;
  return FLOW_STRANGE;
}

static uint8_t other_flow(const ZydisDecodedInstruction *z) {
  switch (z->mnemonic) {
  case ZYDIS_MNEMONIC_RET:
  case ZYDIS_MNEMONIC_JMP:
  case ZYDIS_MNEMONIC_UD0:
  case ZYDIS_MNEMONIC_UD1:
  case ZYDIS_MNEMONIC_UD2:
  case ZYDIS_MNEMONIC_INT:
  case ZYDIS_MNEMONIC_INT3:
  case ZYDIS_MNEMONIC_HLT:
  case ZYDIS_MNEMONIC_IRET:
  case ZYDIS_MNEMONIC_IRETD:
  case ZYDIS_MNEMONIC_IRETQ: return FLOW_END;
  case ZYDIS_MNEMONIC_CALL:
    return is_rip_relative(z) ? FLOW_CALL : FLOW_STRANGE; /* that would return into the copy */
  default: return FLOW_ON;
  }
}

/* The register that the first operand of add, sub, mov, lea ... names. */
static uint32_t writes_rsp(const ZydisDecodedInstruction *z) {
  if (!z->raw.modrm.offset || !is_default(z)) return 0;
  uint32_t rex_r = (z->attributes & ZYDIS_ATTRIB_HAS_REX) && z->raw.rex.R;
  switch (z->opcode) {
  case 0x8D: /* lea; the one that adds 0 is a long nop */
    return z->raw.modrm.reg == RSP && !rex_r && !(is_on_stack(z) && z->raw.disp.value == 0);
  case 0x03:
  case 0x23:
  case 0x2B:
  case 0x33:
  case 0x63:
  case 0x8B: return z->raw.modrm.reg == RSP && !rex_r;
  case 0x01:
  case 0x21:
  case 0x29:
  case 0x31:
  case 0x81:
  case 0x83:
  case 0x89:
  case 0xC7:
  case 0xFF: return z->raw.modrm.mod == 3 && z->raw.modrm.rm == RSP && !is_rex_b(z);
  default: return 0;
  }
}

static uint8_t moves_stack(const ZydisDecodedInstruction *z) {
  switch (z->mnemonic) {
  case ZYDIS_MNEMONIC_PUSH:
  case ZYDIS_MNEMONIC_PUSHFQ:
  case ZYDIS_MNEMONIC_POP:
  case ZYDIS_MNEMONIC_POPFQ:
  case ZYDIS_MNEMONIC_ENTER:
  case ZYDIS_MNEMONIC_LEAVE:
  case ZYDIS_MNEMONIC_XCHG: return 1; /* xchg: hardly ever, and never worth a closer look */
  default: return (uint8_t)writes_rsp(z);
  }
}

static uint32_t is_string_or_offset(const ZydisDecodedInstruction *z) {
  return is_default(z) &&
         ((z->opcode >= 0xA4 && z->opcode <= 0xA7) || (z->opcode >= 0xAA && z->opcode <= 0xAF) ||
             (z->opcode >= 0xA0 && z->opcode <= 0xA3));
}

static uint8_t accesses(const ZydisDecodedInstruction *z) {
  if (is_string_or_offset(z)) return 1;
  if (!has_memory(z) || is_rip_relative(z) || is_on_stack(z) || is_at_fixed_place(z)) return 0;
  return z->mnemonic != ZYDIS_MNEMONIC_LEA && z->mnemonic != ZYDIS_MNEMONIC_NOP;
}

static uint32_t has_prefix(const ZydisDecodedInstruction *z, uint8_t prefix) {
  for (uint32_t i = 0; i < z->raw.prefix_count; i++)
    if (z->raw.prefixes[i].value == prefix) return 1;
  return 0;
}

enum { PREFIX_OPERAND = 0x66, PREFIX_ADDRESS = 0x67 };

static void set_target(instruction *out, uint64_t address, int64_t distance, uint8_t at, uint8_t bits) {
  out->operand_at = at;
  out->operand = bits / 8;
  out->target = address + out->length + (uint64_t)distance;
}

uint32_t instruction_decode(const uint8_t *code, uint64_t bytes, uint64_t address, instruction *out) {
  ZydisDecoder decoder;
  ZydisDecodedInstruction z;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_MINIMAL, ZYAN_TRUE);
  if (ZYAN_FAILED(ZydisDecoderDecodeInstruction(&decoder, ZYAN_NULL, code, bytes, &z))) return 0;
  *out = (instruction){.length = z.length,
      .moves_stack = moves_stack(&z),
      .accesses = accesses(&z),
      .is_padding = z.mnemonic == ZYDIS_MNEMONIC_NOP || z.mnemonic == ZYDIS_MNEMONIC_INT3};
  if (z.raw.imm[0].is_relative) {
    out->flow = relative_flow(&z);
    set_target(out, address, z.raw.imm[0].value.s, z.raw.imm[0].offset, z.raw.imm[0].size);
    if (has_prefix(&z, PREFIX_OPERAND) || has_prefix(&z, PREFIX_ADDRESS)) out->flow = FLOW_STRANGE;
  } else {
    out->flow = other_flow(&z);
    if (is_rip_relative(&z)) {
      out->is_near = 1;
      if (has_prefix(&z, PREFIX_ADDRESS)) out->flow = FLOW_STRANGE;
      set_target(out, address, z.raw.disp.value, z.raw.disp.offset, z.raw.disp.size);
    }
  }
  return 1;
}
