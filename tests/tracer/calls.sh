#!/bin/sh
# calls.sh SONDE CALLS MIXED N ERRORS [RUNNER...]: the calls of a sample as users see them. ERRORS: errno or win32.
set -u
sonde=$1 calls=$2 mixed=$3 n=$4 errors=$5; shift 5 # what is left starts a program: tools/run-wine.sh, or nothing
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
case $errors in errno) missing=errno:ENOENT denied=errno:EACCES ;; *) missing=win32:2 denied=win32:13 ;; esac
sed "s/@/$errors/" "$here/checked.sig" >"$work/checked.sig"
path=$work/checked.sig
[ "$errors" = errno ] || path=Z:$path
printf '[plugin.tracer]\nsignatures = %s\n' "$path" >"$work/sonde.ini"

bad() { echo "FAILED: $*"; failed=1; }
run() { "$@" >"$work/out" 2>"$work/err" </dev/null; status=$?; tr -d '\r' <"$work/out" >"$work/stdout"; tr -d '\r' <"$work/err" >"$work/stderr"; }
holds() { grep -qF -- "$2" "$work/$1" || { bad "$3: '$2' is not in $1"; sed -n 1,25p "$work/$1"; }; }

# Every call, its result computed again from its arguments; with and without Sonde the same output.
for threads in 1 4; do
  run "$@" "$calls" mix "$n" "$threads"; cp "$work/stdout" "$work/plain"
  run "$@" "$sonde" query tracer.call checked_mix --config "$work/sonde.ini" --jsonl -o "$work/rows.jsonl" -- "$calls" mix "$n" "$threads"
  [ "$status" = 0 ] || { bad "mix $threads: status $status"; cat "$work/stderr"; }
  cmp -s "$work/stdout" "$work/plain" || bad "mix $threads: the program's output changed"
  "$@" "$mixed" "$work/rows.jsonl" 2>/dev/null </dev/null | tr -d "\r" >"$work/mixed"
  grep -q "^$n records, 0 bad$" "$work/mixed" || { bad "mix $threads"; cat "$work/mixed"; }
  [ ! -s "$work/stderr" ] || { bad "mix $threads: said something"; cat "$work/stderr"; }
done

# The same by wire.
run "$@" "$sonde" query tracer.call checked_mix --by-wire --config "$work/sonde.ini" --jsonl -o "$work/rows.jsonl" -- "$calls" mix 100000 2
"$@" "$mixed" "$work/rows.jsonl" 2>/dev/null </dev/null | tr -d "\r" >"$work/mixed"
grep -q '^100000 records, 0 bad$' "$work/mixed" || { bad "by wire"; cat "$work/mixed" "$work/stderr"; }

# With `drop` nothing waits: what was recorded and what was lost are all calls.
run "$@" "$sonde" query tracer.call checked_mix policy=drop --config "$work/sonde.ini" --get n=count --json -o "$work/rows.json" -- "$calls" mix "$n" 1
recorded=$(tr -dc '0-9\n' <"$work/rows.json" | grep .)
lost=$(sed -n 's/^sonde: \([0-9]*\) records were lost.*/\1/p' "$work/stderr")
[ $((recorded + ${lost:-0})) = "$n" ] || { bad "drop: $recorded recorded and ${lost:-0} lost are not $n"; cat "$work/stderr"; }

# Failed calls by name and reason, with the text of the last one.
run "$@" "$sonde" run failing-calls -p calls='checked_*' --config "$work/sonde.ini" -- "$calls" fail 1000
holds stdout "1700 failed" fail
holds stderr "checked_open failed 500 times" fail
holds stderr "($missing), last for file-999" fail
holds stderr "checked_find failed 1,000 times" fail
holds stderr "checked_status failed 200 times" fail
holds stderr "$denied" fail

# Floating point, stack arguments and `...` pass through.
run "$@" "$calls" forms 1000; cp "$work/stdout" "$work/plain"
run "$@" "$sonde" query tracer.call 'checked_*' --config "$work/sonde.ini" --group name --get n=count --json -o "$work/rows.json" -- "$calls" forms 1000
cmp -s "$work/stdout" "$work/plain" || bad "forms: the program's output changed"
[ "$(grep -c '"n":1000' "$work/rows.json")" = 3 ] || { bad "forms"; cat "$work/rows.json"; }

# What takes the time.
run "$@" "$sonde" run slow-calls -p calls='checked_*' -p slow=20ms --config "$work/sonde.ini" -- "$calls" sleep 30 5
holds stderr "checked_sleep takes 3" sleep
holds stderr "in 5 calls" sleep
exit $failed
