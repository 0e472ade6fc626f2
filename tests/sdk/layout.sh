#!/bin/sh
# layout.sh SDK: offset and size of every member of every public struct, taken from the headers themselves: the same for gcc, clang and MinGW, and without
# hidden padding. Without RUNNER gcc and clang are compared; with it, which runs Windows programs, gcc and MinGW.
set -eu
sdk=$1
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

# One line for each member: STRUCT MEMBER.
members() {
  awk '
    { gsub(/\/\*.*\*\//, "") }
    /\/\*/ { sub(/\/\*.*/, ""); comment = 1; print_rest = 1 }
    comment && !print_rest { if (sub(/.*\*\//, "")) comment = 0; else next }
    { print_rest = 0 }
    /^typedef struct [a-z_]+ \{/ { name = $3; statement = ""; depth = 1; next }
    !name { next }
    /^\} [a-z_]+;/ { name = ""; next }
    { statement = statement " " $0 }
    /\{/ { depth++ }
    /\}/ { depth-- ; if (depth == 1) sub(/.*\}/, "", statement) }
    depth == 1 && /;[ \t]*$/ {
      n = split(statement, parts, ";")
      for (k = 1; k <= n; k++) one(parts[k])
      statement = ""
    }
    function one(s,  m, i, words) {
      if (s !~ /[a-z]/) return
      if (match(s, /\(SONDE_CALL \*[a-z_]+\)/)) {
        s = substr(s, RSTART, RLENGTH); gsub(/\(SONDE_CALL \*|\)/, "", s); print name, s; return
      }
      m = split(s, words, ",")
      for (i = 1; i <= m; i++) { gsub(/.*[ *]/, "", words[i]); print name, words[i] }
    }' "$sdk/sonde.h" "$sdk/sonde_lane.h" "$sdk/sonde_thread.h" "$sdk/sonde_target.h"
}
members >"$work/members"
{
  printf '#include <stdio.h>\n#include "sonde.h"\n#include "sonde_lane.h"\n#include "sonde_thread.h"\n#include "sonde_target.h"\nint main(void) {\n'
  awk '{ if ($1 != last && last) end(last); last = $1
         printf "  printf(\"%s %s %%u %%u\\n\", (unsigned)offsetof(%s, %s), (unsigned)sizeof(((%s *)0)->%s));\n", $1, $2, $1, $2, $1, $2 }
       END { end(last) }
       function end(s) { printf "  printf(\"%s - %%u 0\\n\", (unsigned)sizeof(%s));\n", s, s }' "$work/members"
  printf '  return 0;\n}\n'
} >"$work/layout.c"

# layout COMPILER OUTPUT [RUNNER]
layout() {
  "$1" -std=c11 -Wall -Wextra -Werror -I"$sdk" "$work/layout.c" -o "$work/layout.exe"
  ${3:+"$3"} "$work/layout.exe" >"$2.raw" </dev/null 2>/dev/null
  tr -d '\r' <"$2.raw" >"$2"
}
layout gcc "$work/gcc"
other=clang; [ -z "${RUNNER:-}" ] || other=x86_64-w64-mingw32-gcc
if command -v $other >/dev/null; then
  layout $other "$work/other" "${RUNNER:-}"
  diff "$work/gcc" "$work/other" || { echo "gcc and $other lay the structs out differently"; exit 1; }
else
  echo "skipped: layout with $other: it is not installed"
fi

# Each member begins where the one before ends; "-" is the end of the struct, a multiple of 8.
awk '$1 != last { at = 0; last = $1; structs++ }
  $3 != at { print $1 "." $2 ": at " $3 " instead of " at ": hidden padding"; bad = 1 }
  $2 == "-" && $3 % 8 { print $1 ": " $3 " bytes, not a multiple of 8"; bad = 1 }
  { at = $3 + $4; members += $2 != "-" }
  END { if (structs < 19 || members < 130) { print "only " structs " structs with " members " members were found"; bad = 1 }
        print structs " structs, " members " members"; exit bad }' "$work/gcc"
