#!/bin/sh
# lint.sh: clang-tidy (with .clang-tidy) and cppcheck over the product's sources of the Linux build. No finding is left standing.
# clang-tidy gets one file a call: with several, clang-tidy 14 reports uninitialised va_lists that are none.
set -eu
cd "$(dirname "$0")/.."
cmake --preset linux -DBUILD_TESTING=ON >/dev/null # always: compile_commands.json must know files that came since
mkdir -p build/lint # without flags that only gcc knows
sed 's/ -fno-tree-loop-distribute-patterns//' build/linux/compile_commands.json >build/lint/compile_commands.json
files=$(sed -n "s|^ *\"file\": \"$PWD/\(.*\)\".*|\1|p" build/lint/compile_commands.json | grep -E '^(core|plugins|sdk/check)/.*\.c$' | LC_ALL=C sort -u)
found=0
echo "$files" | xargs -P 2 -n 1 clang-tidy -p build/lint --quiet 2>/dev/null || found=1
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem \
  --suppressions-list=tools/cppcheck.txt -D_GNU_SOURCE -D__GNUC__=12 -Icore -Isdk -j 2 $files || found=1
[ $found = 0 ] || { echo "lint: findings, see above"; exit 1; }
echo "lint: no finding in $(echo "$files" | wc -l) files"
