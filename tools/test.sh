#!/bin/sh
# test.sh [linux|windows|all]: builds and runs every test; the last line counts them. Output of each step also lies in build/log/.
set -eu
cd "$(dirname "$0")/.."
part=${1:-all}
began=$(date +%s)
mkdir -p build/log
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-2}"

say() { printf '\n== %s (%d s)\n' "$1" $(($(date +%s) - began)); }

# preset NAME [cmake options] -- ctest options
preset() {
  name=$1; shift; options=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options="$options $1"; shift; done
  [ $# -eq 0 ] || shift
  say "$name: build"
  cmake --preset "$name" -DBUILD_TESTING=ON $options >"build/log/$name.configure" || { cat "build/log/$name.configure"; exit 1; }
  cmake --build --preset "$name" >"build/log/$name.build" 2>&1 || { grep -E -A8 'error|FAILED' "build/log/$name.build"; exit 1; }
  say "$name: test"
  ctest --preset "$name" "$@" || exit 1
  cp "build/$name/Testing/Temporary/LastTest.log" "build/log/$name.tests"
}

linux() {
  tools/need.sh build test lint coverage
  say "format"
  git ls-files '*.c' '*.h' 2>/dev/null | grep -v '^tests/style/bad/' | xargs clang-format --dry-run -Werror
  preset linux
  preset linux-asan -- -LE 'bench|style|slow'
  preset linux-tsan -- -L unit
  targets=$(ls tests/fuzz/fuzz_*.c | wc -l)
  preset linux-fuzz "-DFUZZ_SECONDS=$((120 / targets))" -- -L fuzz
  preset coverage -- -L 'unit|cli|scripts'
  gcovr -r . --filter core/ --filter plugins/ --filter sdk/ build/coverage --print-summary >build/log/coverage.txt 2>/dev/null || :
}

windows() {
  tools/need.sh build test cross
  tools/cross-deps.sh .cache/windows-x64
  preset windows-mingw
}

case $part in
  linux) linux ;;
  windows) windows ;;
  all) linux; windows ;;
  *) echo "usage: tools/test.sh [linux|windows|all]" >&2; exit 2 ;;
esac

# Programs are what ctest counts; cases are what the programs counted themselves.
count() { cat build/log/*.tests | grep -c "$1" || :; }
programs=$(count '^Test Passed\.')
cases=$(cat build/log/*.tests | sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' | awk '{ n += $1 } END { print n + 0 }')
skipped=$(count '^\[  SKIPPED \] [a-z_0-9]*$')
coverage=$(sed -n 's/^lines: \([0-9.]*%\).*/\1/p' build/log/coverage.txt 2>/dev/null || :)
[ "$skipped" = 0 ] || { echo; echo "skipped, with the reason:"; cat build/log/*.tests | grep -h '^skipped: ' | LC_ALL=C sort -u || :; }
printf '\nSonde: %d test programs with %d cases passed, %d cases skipped, 0 failed; line coverage %s; %d min %d s\n' \
  "$programs" "$cases" "$skipped" "${coverage:-not measured}" $((($(date +%s) - began) / 60)) $((($(date +%s) - began) % 60))
