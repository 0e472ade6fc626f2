#!/bin/sh
# headers.sh SDK: every public header compiles alone, as C99, C11, C17, C++11 and C++20, with gcc, clang and MinGW, on Windows also behind windows.h. The
# static asserts in the headers check each size and offset that is promised.
set -eu
sdk=$1; n=0
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
try() { # compiler, standard, language, prologue
  for header in "$sdk"/*.h; do
    printf '%s#include "%s"\n' "$4" "$(basename "$header")" >"$work/t.$3"
    "$1" -std="$2" -Wall -Wextra -Wpedantic -Werror -I"$sdk" -fsyntax-only "$work/t.$3" || { echo "$1 -std=$2 fails on $header"; exit 1; }
    n=$((n + 1))
  done
}
for s in c99 c11 c17; do
  for cc in gcc clang x86_64-w64-mingw32-gcc; do
    if command -v "$cc" >/dev/null; then try "$cc" $s c ""; else echo "skipped: headers with $cc: it is not installed"; fi
  done
done
for s in c++11 c++20; do
  for cc in g++ clang++ x86_64-w64-mingw32-g++; do
    if command -v "$cc" >/dev/null; then try "$cc" $s cpp ""; else echo "skipped: headers with $cc: it is not installed"; fi
  done
done
if command -v x86_64-w64-mingw32-gcc >/dev/null; then try x86_64-w64-mingw32-gcc c17 c '#include <windows.h>
'; fi
# The layout test can fail: a header with one member moved must be refused.
mkdir "$work/bad"; sed 's/^  uint16_t abi_major, abi_minor;/  uint32_t abi_major, abi_minor;/; s/^  uint16_t abi_major;/  uint32_t abi_major;/' "$sdk/sonde.h" >"$work/bad/sonde.h"
printf '#include "sonde.h"\n' >"$work/t.c"
if gcc -std=c17 -I"$work/bad" -fsyntax-only "$work/t.c" 2>/dev/null; then echo "a moved member was not noticed"; exit 1; fi
echo "$n compilations"
