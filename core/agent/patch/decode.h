/* What the moving of instructions has to know of one. */
#ifndef SONDE_AGENT_PATCH_DECODE_H
#define SONDE_AGENT_PATCH_DECODE_H

#include <stdint.h>

typedef struct instruction {
  uint8_t length;
  uint8_t flow;        /* FLOW_* */
  uint8_t operand_at;  /* offset of a relative operand (branch or RIP-relative); 0: none */
  uint8_t operand;     /* its bytes: 1 or 4 */
  uint8_t is_near;     /* the operand is an address in memory, RIP-relative */
  uint8_t moves_stack; /* the stack pointer is another one afterwards */
  uint8_t accesses;    /* memory that is neither the stack's nor RIP-relative */
  uint8_t is_padding;  /* nop or int3 */
  uint64_t target;     /* of the relative operand */
} instruction;

#define FLOW_ON 0u
#define FLOW_CALL 1u      /* relative, or through a pointer that lies there */
#define FLOW_JUMP 2u      /* relative */
#define FLOW_CONDITION 3u /* relative, else on */
#define FLOW_END 4u       /* return, jump through a register or memory, trap */
#define FLOW_STRANGE 5u   /* cannot be moved */

/* The instruction at the start of `bytes` bytes that lie at `address`. 0: there is none. */
uint32_t instruction_decode(const uint8_t *code, uint64_t bytes, uint64_t address, instruction *out);

#endif
