#!/bin/sh
# The style rules find each planted fault, and none in our own tree.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
"$root/tools/style.sh" "$root" || { echo "the tree breaks style rules, see above"; exit 1; }
copy=$(mktemp -d); trap 'rm -rf "$copy"' EXIT
cp -r "$root/tests/style/bad/." "$copy"
sed -i 's/@mark@/FIX''ME/' "$copy/core/base/wrong.c" # spelt so that this file holds no mark itself
{ # a function of 61 lines in a file of 622
  echo '/* A long function in a long file. */'; echo 'static int long_one(int x) {'
  awk 'BEGIN { for (i = 0; i < 58; i++) print "  x++;" }'; echo '  return x;'; echo '}'; awk 'BEGIN { for (i = 0; i < 560; i++) print "" }'
} >"$copy/core/base/long.c"
found=$("$root/tools/style.sh" "$copy" | sed 's/^\([^:]*:[0-9]*: [a-z-]*\):.*/\1/' | LC_ALL=C sort || :)
expected=$(cat "$root/tests/style/expected")
[ "$found" = "$expected" ] || { printf 'expected:\n%s\nfound:\n%s\n' "$expected" "$found"; exit 1; }
