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

# one N THREADS OPTIONS: recorded and lost are all calls, each result computed again from its arguments is the recorded one, and the program's output
# is what it is without Sonde. A machine that is so loaded that Sonde gets no time for 250 ms loses records even so: three tries for none.
one() {
  count=$1 threads=$2; shift 2
  options=$1; shift
  run "$@" "$calls" mix "$count" "$threads"; cp "$work/stdout" "$work/plain"
  for try in 1 2 3; do
    # shellcheck disable=SC2086
    run "$@" "$sonde" query tracer.call checked_mix $options --config "$work/sonde.ini" --jsonl -o "$work/rows.jsonl" -- "$calls" mix "$count" "$threads"
    [ "$status" = 0 ] || { bad "mix $threads: status $status"; cat "$work/stderr"; return; }
    cmp -s "$work/stdout" "$work/plain" || bad "mix $threads: the program's output changed"
    "$@" "$mixed" "$work/rows.jsonl" 2>/dev/null </dev/null | tr -d "\r" >"$work/mixed"
    recorded=$(sed -n 's/^\([0-9]*\) records, 0 bad$/\1/p' "$work/mixed")
    lost=$(sed -n 's/^sonde: \([0-9]*\) records were lost.*/\1/p' "$work/stderr")
    [ $((${recorded:-0} + ${lost:-0})) = "$count" ] || { bad "mix $threads $options: lost ${lost:-0}, and"; cat "$work/mixed"; return; }
    [ -n "$lost" ] || return
  done
  bad "mix $threads: $lost of $count records are lost though the program waits"
}

one "$n" 1 '' "$@"
one "$n" 4 '' "$@"
one 100000 2 --by-wire "$@"

# With `drop` nothing waits: what was recorded and what was lost are all calls.
run "$@" "$sonde" query tracer.call checked_mix policy=drop --config "$work/sonde.ini" --get n=count --json -o "$work/rows.json" -- "$calls" mix "$n" 1
recorded=$(tr -dc '0-9\n' <"$work/rows.json" | grep .)
lost=$(sed -n 's/^sonde: \([0-9]*\) records were lost.*/\1/p' "$work/stderr")
[ $((recorded + ${lost:-0})) = "$n" ] || { bad "drop: $recorded recorded and ${lost:-0} lost are not $n"; cat "$work/stderr"; }

# Failed calls by name and reason, with the text of the last one.
run "$@" "$sonde" run failing-calls -p calls='checked_*' --config "$work/sonde.ini" -- "$calls" fail 1000
holds stdout "1700 failed" fail
holds stderr "checked_open $missing 500 times: " fail
holds stderr ", last for file-999" fail
holds stderr "checked_find $missing 1,000 times: " fail
holds stderr "checked_status $denied 200 times: " fail

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
