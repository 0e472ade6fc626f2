#!/bin/sh
# tutorial.sh SOURCE BUILD: every sh block of docs/writing-plugins.md, in order, in an empty folder, with the installed sonde on the PATH; then the key lines
# of what they print. In the cross build with the preset and folder that the page names for Windows.
set -eu
source=$1; build=$2
. "$source/tests/sdk/package.sh"
unset CTEST_PARALLEL_LEVEL # the page shows the tests in order
mkdir "$work/empty"; cd "$work/empty"
{ echo 'set -eu'; awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$source/docs/writing-plugins.md"; } >"$work/page.sh"
if [ $preset = windows ]; then sed -i 's/--preset default/--preset windows/; s/--plugins build$/--plugins build-windows/; s/--plugins build /--plugins build-windows /; s|build/weather.so|build-windows/weather.dll|' "$work/page.sh"; fi
run ../page.log sh "$work/page.sh"
says "^1/3 Test #1: weather.check .*Passed"
says "^3/3 Test #3: weather.run .*Passed"
says "^  measure(path)  *Counts the lines and bytes of a file. \[needs file.read\]"
says "^query weather.lines(path)"
bytes=$(wc -c <weather/README.md); lines=$(wc -l <weather/README.md)
says "^lines  *$lines"
says "^size  *$bytes B"
says "^$(grep -c plugin weather/README.md)$"
says "^ *\([0-9][0-9]*\)  *\1$"
says "^1 passed, 0 failed, 0 skipped"
says "README.md: $lines lines, $bytes B, [1-9][0-9]* beats"
says "^23 passed, 0 failed, 0 not run"
echo "[  PASSED  ] $passed test(s)."
