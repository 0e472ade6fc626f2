/* The thunks of Windows. */
  .section .rdata, "dr"
  .balign 8
  .globl thunk_framed_stride, thunk_entry_stride, thunk_framed_count, thunk_entry_count
  .globl thunk_framed_code, thunk_entry_code, thunk_framed_data, thunk_entry_data
thunk_framed_stride: .quad 0
thunk_entry_stride: .quad 0
thunk_framed_count: .long 0
thunk_entry_count: .long 0
thunk_framed_code:
thunk_entry_code:
thunk_framed_data:
thunk_entry_data:
  .quad 0
