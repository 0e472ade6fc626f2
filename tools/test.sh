#!/bin/sh
# test.sh [linux|windows|all]: builds and runs every test; the last line counts them. Output of each step also lies in build/log/.
# A test that fails does not keep the others from running; a build that fails ends it.
set -eu
cd "$(dirname "$0")/.."
part=${1:-all}
began=$(date +%s)
rm -rf build/log; mkdir -p build/log
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$((4 * $(nproc)))}" # four slots a CPU, see cmake/sonde.cmake

runs= targets=
elapsed() { echo $(($(date +%s) - began)); }
say() { printf '\n== %s (%d s)\n' "$1" "$(elapsed)"; }
stop() { printf '\nSonde: FAILED, %s; %d s\n' "$1" "$(elapsed)"; exit 1; }

# preset NAME [cmake options] -- ctest options; $targets limits what is built
preset() {
  name=$1; shift; options=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options="$options $1"; shift; done
  [ $# -eq 0 ] || shift
  say "$name: build"
  cmake --preset "$name" -DBUILD_TESTING=ON $options >"build/log/$name.configure" 2>&1 ||
    { cat "build/log/$name.configure"; stop "$name cannot be configured"; }
  cmake --build --preset "$name" $targets >"build/log/$name.build" 2>&1 ||
    { grep -E -A8 'error|FAILED' "build/log/$name.build"; stop "$name does not build"; }
  say "$name: test"
  good=1
  ctest --preset "$name" -O "build/log/$name.ctest" "$@" || good=0
  cp "build/$name/Testing/Temporary/LastTest.log" "build/log/$name.tests" || stop "$name: no test ran"
  runs="$runs build/log/$name.ctest build/log/$name.tests"
  [ $good = 1 ] || again
}

# What failed beside other tests is run once more, alone: some measure a machine that others were using. The closing lines name what passed only then.
# By name: the numbers that --rerun-failed goes by change with the choice of tests.
again() {
  names=$(sed 's/^[0-9]*://; s/\./\\./g' "build/$name/Testing/Temporary/LastTestsFailed.log" | tr '\n' '|')
  ctest --preset "$name" -R "^(${names%|})\$" -j 1 -O "build/log/$name.again.ctest" || :
  cp "build/$name/Testing/Temporary/LastTest.log" "build/log/$name.again.tests" || return 0
  runs="$runs build/log/$name.again.ctest build/log/$name.again.tests"
}

linux() {
  tools/need.sh build test cross
  tools/readers.sh >build/log/readers 2>&1
  preset linux
  preset linux-asan -- -LE 'bench|style|demo|package'
  preset linux-tsan -- -L unit
  fuzzers=$(ls tests/fuzz/fuzz_*.c | wc -l)
  targets="--target sonde fuzzers"
  preset linux-fuzz "-DFUZZ_SECONDS=$((120 / fuzzers))" -- -L fuzz
  targets=
  preset coverage -- -L 'unit|cli|sdk' -LE package -E 'cli.(heal|memory|watch|fix)' # long ones, seen elsewhere
  # Counters of threads are not atomic: a count that went below zero is passed over.
  gcovr -r . --gcov-ignore-parse-errors --filter core/ --filter plugins/ --filter sdk/ build/coverage --print-summary >build/log/coverage.txt 2>/dev/null || :
}

windows() {
  tools/need.sh build test cross
  tools/cross-deps.sh .cache/windows-x64 >build/log/cross-deps 2>&1 || { cat build/log/cross-deps; stop "the Windows libraries"; }
  preset windows-mingw -- -j 2 # more than two programs at a time are too many for the Wine server
}

case $part in
  linux) linux ;;
  windows) windows ;;
  all) linux; windows ;;
  *) echo "usage: tools/test.sh [linux|windows|all]" >&2; exit 2 ;;
esac

awk -v totals=build/log/totals -f tools/count.awk $runs
read -r tests cases skipped failed <build/log/totals
coverage=$(sed -n 's/^lines: \([0-9.]*%\).*/\1/p' build/log/coverage.txt 2>/dev/null || :)
printf '\nSonde: %d tests with %d cases passed, %d skipped, %d failed; line coverage %s; %d min %d s\n' \
  "$tests" "$cases" "$skipped" "$failed" "${coverage:-not measured}" $(($(elapsed) / 60)) $(($(elapsed) % 60))
[ "$failed" = 0 ] && [ "$tests" -gt 0 ]
