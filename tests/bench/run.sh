#!/bin/sh
# run.sh [BUILD]: every bench_* program of the build tree; each prints lines `NAME VALUE UNIT RATIO`, RATIO being the figure divided by the floor of the same run. With
# --gate the ratios are held against limits.txt: a figure that got worse than its limit, or is missing, fails.
set -eu
gate=; [ "${1-}" != --gate ] || { gate=1; shift; }
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/linux}
out=$build/bench.txt
: >"$out"
for program in "$build"/tests/bench/bench_*; do
  [ -x "$program" ] || continue
  "$program" >>"$out" || { echo "$(basename "$program") failed"; exit 1; }
done
awk '/^#/ { next } NF >= 4 { printf "%-40s %10s %-12s %8s x floor\n", $1, $2, $3, $4 } NF < 4 { print }' "$out"
[ -n "$gate" ] || exit 0
awk '
  NR == FNR { if ($0 !~ /^#/ && NF == 2) limit[$1] = $2; next }
  $1 in limit { seen[$1] = 1; if ($4 > limit[$1]) { printf "%s: %s times the floor, the limit is %s\n", $1, $4, limit[$1]; bad = 1 } }
  END { for (name in limit) if (!(name in seen)) { print name ": not measured"; bad = 1 } exit bad }
' "$root/tests/bench/limits.txt" "$out"
