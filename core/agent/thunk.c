/* The arrays of thunk.S by form and index. */
#include "agent/thunk.h"

#include "agent/agent.h"

/* All bodies of an array are equally long. */
extern const uint8_t thunk_framed_code[], thunk_entry_code[];
extern const uint64_t thunk_framed_stride, thunk_entry_stride;
extern const uint32_t thunk_framed_count, thunk_entry_count;
extern thunk_data thunk_framed_data[], thunk_entry_data[];

uint32_t thunk_count(uint32_t form) {
  return form == AGENT_FORM_FRAMED ? thunk_framed_count : thunk_entry_count;
}

uint64_t thunk_code(uint32_t form, uint32_t index) {
  if (form == AGENT_FORM_FRAMED) return (uint64_t)thunk_framed_code + index * thunk_framed_stride;
  return (uint64_t)thunk_entry_code + index * thunk_entry_stride;
}

thunk_data *thunk_data_of(uint32_t form, uint32_t index) {
  return form == AGENT_FORM_FRAMED ? &thunk_framed_data[index] : &thunk_entry_data[index];
}
