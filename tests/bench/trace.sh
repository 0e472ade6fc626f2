#!/bin/sh
# trace.sh [BUILD [N [ROUNDS]]]: what tracing a call with three arguments, result, error and duration costs the traced program, against the floor (two readings of
# the clock and a record's stores beside each call), uftrace with the same data, and ltrace: CPU time of the program for one call, 10th percentile of 50 chunks,
# medians of interleaved rounds, as it is on this machine now. Exit 1 when Sonde takes more than twice the floor or more than a quarter of uftrace. Missing peers
# are left out.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/linux} n=${2:-2000000} rounds=${3:-5}
work=$build/tests/bench/traced
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
printf 'long work3(long a, long b, long c)\n' >"$d/work3.sig"
printf '[plugin.tracer]\nsignatures = %s\n' "$d/work3.sig" >"$d/sonde.ini"

p10() { sed -n 's/^calls .* p10 \([0-9.]*\) .*/\1/p' "$d/out"; }

plain() { "$work" "$n" >"$d/out"; p10; }
floor() { "$work" "$n" floor >"$d/out"; p10; }
ours() {
  "$build/bin/sonde" query tracer.call work3 --config "$d/sonde.ini" --get n=count --json -o "$d/count" -- "$work" "$n" >"$d/out" 2>"$d/err"
  grep -q "\"n\":$n" "$d/count" || { echo "not all calls were recorded" >&2; cat "$d/count" "$d/err" >&2; exit 1; }
  p10
}
uftrace_() {
  command -v uftrace >/dev/null || return 0
  uftrace record --no-pager --force --no-event -d "$d/data" -A work3@arg1,arg2,arg3 -R work3@retval "$work" "$n" >"$d/out" 2>/dev/null </dev/null || return 0
  rm -rf "$d"/data*; p10
}
ltrace_() { command -v ltrace >/dev/null || return 0; ltrace -o /dev/null -e work3 "$work" 2000 >"$d/out" 2>/dev/null </dev/null || return 0; p10; }

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)]; else print 0 }'; }

i=0
while [ $i -lt "$rounds" ]; do
  for what in plain floor ours uftrace_ ltrace_; do $what >>"$d/$what"; done
  i=$((i + 1))
done
awk -v plain="$(median "$d/plain")" -v floor="$(median "$d/floor")" -v ours="$(median "$d/ours")" -v uftrace="$(median "$d/uftrace_")" \
  -v ltrace="$(median "$d/ltrace_")" 'BEGIN {
    f = floor - plain; o = ours - plain
    printf "a call: %.1f ns; more with the floor: %.1f ns; traced by Sonde: %.1f ns, %.2f times the floor\n", plain, f, o, o / f
    if (uftrace > 0) printf "uftrace, the same data: %.1f ns; Sonde takes 1/%.1f of it\n", uftrace - plain, (uftrace - plain) / o
    if (ltrace > 0) printf "ltrace: %.0f ns; Sonde takes 1/%.0f of it\n", ltrace - plain, (ltrace - plain) / o
    exit o > 2 * f || (uftrace > 0 && o > (uftrace - plain) / 4) }'
