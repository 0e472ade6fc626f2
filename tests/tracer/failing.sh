#!/bin/sh
# failing.sh SONDE FAILING LEAST [RUNNER...]: each failed call that the sample makes is told with the right name of its error.
set -u
sonde=$1 failing=$2 least=$3; shift 3 # what is left starts a program: tools/run-wine.sh, or nothing
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$@" "$sonde" run failing-calls -p most=500 --json -o "$work/report.json" -- "$failing" >"$work/out" 2>"$work/err" </dev/null
tr -d '\r' <"$work/out" >"$work/wanted"
grep -o '"subject": *"[^"]*"' "$work/report.json" | sed 's/.*: *"\(.*\)"/\1/' >"$work/found"
failed=0 n=0
while read -r name code; do
  n=$((n + 1))
  grep -qxF "$name $code" "$work/found" && continue
  echo "FAILED: $name $code is not told; of $name: $(grep "^$name " "$work/found" | tr '\n' ' ')"
  failed=1
done <"$work/wanted"
[ $n -ge "$least" ] || { echo "FAILED: only $n calls were made"; cat "$work/err"; failed=1; }
# The text that says most about a call travels with it.
for part in no-such-folder no-such; do
  grep -q "\"text\": *\"[^\"]*$part" "$work/report.json" && break
  [ $part != no-such ] || { echo "FAILED: no text is told"; failed=1; }
done
echo "$n failed calls"
exit $failed
