/* Texts of the target, taken without trusting their address. Freestanding. */
#ifndef SONDE_AGENT_TAKEN_TEXT_H
#define SONDE_AGENT_TAKEN_TEXT_H

#include <stdint.h>

#define TEXT_MOST 256u /* bytes looked at */

typedef struct taken_text {
  uint32_t len;
  uint32_t is_cut;
  char bytes[TEXT_MOST + TEXT_MOST / 2]; /* UTF-8 of so much UTF-16 is half as long again */
} taken_text;

/* The text at this address up to its zero, as UTF-8 (bytes that are none are kept). 0: nothing could be read.
 */
uint32_t taken_text_read(taken_text *t, uint64_t address, uint32_t utf16);

#endif
