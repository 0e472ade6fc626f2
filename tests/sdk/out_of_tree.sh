#!/bin/sh
# out_of_tree.sh SOURCE BUILD: what `sonde new` writes is built, tested and used against the installed, moved package: a plugin in C by find_package and by
# pkg-config, without a warning from any compiler there is; one in C++11; the templates of scripts. RUNNER: runs Windows programs (cross build).
set -eu
source=$1; build=$2
. "$source/tests/sdk/package.sh"
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"

cd "$work"
run new.log sonde new plugin demo
says "wrote demo/demo.c"
cd demo
run workflow.log cmake --workflow --preset $preset
says "100% tests passed, 0 tests failed out of 3"
! grep -i warning workflow.log || die "warnings" workflow.log

# Its function, query, event and handle in a script, with values: check.lua has 40 lines and more, and is looked at for 200 ms.
lines=$(wc -l <check.lua); bytes=$(wc -c <check.lua)
run run.log sonde run check.lua --plugins $folder --json
says "check.lua has $lines lines"
says "\"lines\": *$lines"
says "\"rows\": *$lines"
says "\"left\": *$((bytes - 10))"
says "\"beats\": *[1-9]"
run wire.log sonde run check.lua --plugins $folder --json --by-wire
says "\"rows\": *$lines"
says "\"left\": *$((bytes - 10))"
says "\"beats\": *[1-9]"

# Its records know what time it is, to a few seconds.
run beats.log sonde query demo.beats interval=20ms --plugins $folder --for 100ms --get 'first=min time' --format jsonl
says "\"first\":[0-9]"
age=$(($(date +%s) - $(sed -n 's/.*"first":\([0-9]*\)[0-9]\{9\}}.*/\1/p' beats.log.lines)))
[ $age -ge -2 ] && [ $age -le 120 ] || die "a beat is $age s old" beats.log

# Settings reach it: a line is cut at `longest`.
printf '[plugin.demo]\nlongest = 16\n' >sonde.ini
run cut.log sonde query demo.lines path=check.lua --plugins $folder --format jsonl
says '"text": *"-- Uses all that",'
rm sonde.ini

# Installed and trusted it needs no --plugins, and nothing is said about it.
cp $folder/demo$suffix "$package/lib/sonde/plugins/"
run trust.log sonde trust "$package/lib/sonde/plugins/demo$suffix"
says "demo 0.1.0 trusted: may use file.read"
run list.log sonde list
says "^  demo 0.1.0  *Reads text files."
says "^  perfcounters "
run run.log sonde run check.lua
says "check.lua has $lines lines"
! grep -q untrusted run.log || die "a trusted plugin is called untrusted" run.log

# Other compilers, and pkg-config.
export PKG_CONFIG_PATH="$package/lib/pkgconfig"
if [ -n "${RUNNER:-}" ]; then compilers=x86_64-w64-mingw32-gcc; else compilers="gcc clang"; fi
for cc in $compilers; do
  command -v $cc >/dev/null || { echo "skipped: the template with $cc: it is not installed"; continue; }
  mkdir -p by-$cc
  run cc.log $cc -std=c11 $warnings -shared -fPIC $(pkg-config --cflags sonde) demo.c -o by-$cc/demo$suffix
  run check.log sonde check-plugin by-$cc/demo$suffix --in-process --junit by-$cc/junit.xml
  says "^23 passed, 0 failed, 0 not run"
  grep -q 'tests="23" failures="0"' by-$cc/junit.xml || die "JUnit" by-$cc/junit.xml
done

# C++
cd "$work"; cp -r "$source/tests/sdk/cpp" cpp; cd cpp
toolchain=; [ -z "${RUNNER:-}" ] || toolchain="-DCMAKE_TOOLCHAIN_FILE=$package/lib/cmake/Sonde/mingw-w64.cmake -DSonde_DIR=$package/lib/cmake/Sonde"
run cpp.log cmake -B build -DCMAKE_CXX_FLAGS="$warnings" $toolchain
run cpp.log cmake --build build
run cpp.log ctest --test-dir build --output-on-failure
says "100% tests passed, 0 tests failed out of 1"
run cpp.log sonde call cpp.count by=5 --plugins build
says "5"

# Scripts
cd "$work"
for kind in check rule classes action; do
  run script.log sonde new script my.$kind --kind $kind
  run script.log sonde test my-$kind.lua
  says "[1-9] passed, 0 failed, 0 skipped"
  run script.log sonde lint my-$kind.lua
  says "1 file, 0 errors"
done
echo "[  PASSED  ] $passed test(s)."
