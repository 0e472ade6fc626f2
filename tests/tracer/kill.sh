#!/bin/sh
# kill.sh SONDE CALLS: Sonde is killed at some moment while it traces; the program goes on to its right end. SIGSTOP does not stop it either.
set -u
sonde=$1 calls=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
sed 's/@/errno/' "$here/checked.sig" >"$work/checked.sig"
printf '[plugin.tracer]\nsignatures = %s\n' "$work/checked.sig" >"$work/sonde.ini"
n=40000000
"$calls" mix $n 2 >"$work/plain"

start() {
  : >"$work/traced"
  "$sonde" query tracer.call checked_mix --config "$work/sonde.ini" --get n=count -o "$work/rows" -- "$calls" mix $n 2 >"$work/traced" 2>/dev/null </dev/null &
  pid=$!
}

is_there() { ls -l /proc/[0-9]*/exe 2>/dev/null | grep -qF -- "-> $calls"; }

# The program says that it has begun, and its sum when it is done, whoever is left to wait for it. Killed before its first own instruction (Sonde holds it
# there), it never begins.
finishes() {
  for _ in $(seq 600); do
    cmp -s "$work/plain" "$work/traced" && return
    [ -s "$work/traced" ] || is_there || return
    sleep 0.1
  done
  echo "FAILED: $1: the program did not finish"; cat "$work/traced"; failed=1
}

for delay in 0 0.004 0.008 0.012 0.016 0.02 0.03 0.05 0.1 0.3; do
  start
  sleep $delay
  kill -KILL $pid
  wait $pid 2>/dev/null
  finishes "KILL after $delay s"
done

# In the midst of its calls, for certain.
for signal in KILL STOP; do
  start
  for _ in $(seq 600); do [ -s "$work/traced" ] && break; sleep 0.05; done
  [ -s "$work/traced" ] || { echo "FAILED: the program does not begin"; failed=1; }
  kill -$signal $pid
  finishes "$signal while it calls"
  kill -KILL $pid 2>/dev/null
  wait $pid 2>/dev/null
done
exit $failed
