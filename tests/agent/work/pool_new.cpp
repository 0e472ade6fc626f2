// C++ operators that don't end in malloc.
#include <new>

extern "C" void *pool_take(std::size_t align, std::size_t n);

void *operator new(std::size_t n) {
  void *block = pool_take(16, n);
  if (!block) throw std::bad_alloc();
  return block;
}

void operator delete(void *) noexcept {}

void operator delete(void *, std::size_t) noexcept {}
