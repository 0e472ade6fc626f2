/* CRC-32 by eight tables: eight bytes a step. The tables are made at the first use; two threads make the
 * same. */
#include "crc32.h"

#include <stdatomic.h>

#include "bytes.h"

static uint32_t tables[8][256];
static atomic_int ready;

static void make_tables(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++)
      c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
    tables[0][i] = c;
  }
  for (int t = 1; t < 8; t++)
    for (uint32_t i = 0; i < 256; i++)
      tables[t][i] = tables[t - 1][i] >> 8 ^ tables[0][tables[t - 1][i] & 0xff];
  atomic_store(&ready, 1);
}

uint32_t crc32_of(uint32_t before, const uint8_t *p, size_t n) {
  if (!atomic_load(&ready)) make_tables();
  uint32_t c = ~before;
  for (; n >= 8; n -= 8, p += 8) {
    uint32_t low = get32(p) ^ c, high = get32(p + 4);
    c = tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^ tables[5][low >> 16 & 0xff] ^
        tables[4][low >> 24] ^ tables[3][high & 0xff] ^ tables[2][high >> 8 & 0xff] ^
        tables[1][high >> 16 & 0xff] ^ tables[0][high >> 24];
  }
  for (; n; n--, p++)
    c = c >> 8 ^ tables[0][(c ^ *p) & 0xff];
  return ~c;
}
