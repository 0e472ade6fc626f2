#!/bin/sh
# memory.sh [BUILD [N [ROUNDS]]]: what watching every allocation with its stack costs the watched program, against heaptrack -r: CPU time of the program for one
# allocation, medians of interleaved rounds, as it is on this machine now. Three kinds of work: each allocation on another stack, eight on one stack, two
# threads. Each run of ours is held against the known leaks. Exit 1 when ours slows the program down more than heaptrack does. heaptrack missing: ours alone.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/linux} n=${2:-300000} rounds=${3:-5}
work=$build/tests/bench/allocations
peer=$(command -v heaptrack || :)
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT

ns() { sed -n 's/^allocations .* cpu_ns \([0-9.]*\) .*/\1/p' "$1"; }

plain() { "$work" "$@" >"$d/out" 2>&1; ns "$d/out"; }
ours() {
  "$build/bin/sonde" run leaks -o "$d/report" -- "$work" "$@" >"$d/out" 2>&1 || { cat "$d/out" "$d/report" >&2; exit 1; }
  expected=$(sed -n 's/^allocations .* leaks \([0-9]*\)$/\1/p' "$d/out")
  grep -q "in $expected blocks from malloc" "$d/report" || { echo "the $expected leaks were not told" >&2; cat "$d/report" >&2; exit 1; }
  ns "$d/out"
}
peers() { [ -n "$peer" ] && timeout 300 "$peer" -r -o "$d/trace" "$work" "$@" >"$d/out" 2>&1 </dev/null; [ -z "$peer" ] || ns "$d/out"; rm -f "$d"/trace*; }

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)]; else print 0 }'; }

measure() {
  name=$1; shift
  : >"$d/plain"; : >"$d/ours"; : >"$d/peers"
  i=0
  while [ $i -lt "$rounds" ]; do
    plain "$@" >>"$d/plain"; ours "$@" >>"$d/ours"; peers "$@" >>"$d/peers"
    i=$((i + 1))
  done
  awk -v name="$name" -v plain="$(median "$d/plain")" -v ours="$(median "$d/ours")" -v peer="$(median "$d/peers")" 'BEGIN {
    printf "%-24s plain %6.1f ns   sonde %6.1f ns (%.2fx)", name, plain, ours, ours / plain
    if (peer > 0) printf "   heaptrack %6.1f ns (%.2fx)   slowdown %.2f of its", peer, peer / plain, ours / peer
    print ""
    exit peer > 0 && ours > peer }'
}

bad=0
measure "a new stack each time" "$n" || bad=1
measure "eight on each stack" "$n" 1 8 || bad=1
measure "two threads" "$((n / 2))" 2 || bad=1
exit $bad
