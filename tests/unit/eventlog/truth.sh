#!/bin/sh
# truth.sh BUILD-FOLDER PROGRAM...: unpacks the ground truth and compares; skipped where the data is not there.
build=$1
shift
for data in "$SONDE_EVTX_DATA" ../shared/data/evtx ../../shared/data/evtx; do
  [ -f "$data/ground_truth/values.txt.gz" ] && break
  data=
done
[ -n "$data" ] || { echo "skipped: no event logs with ground truth; SONDE_EVTX_DATA names their folder"; exit 77; }
gzip -dc "$data/ground_truth/values.txt.gz" > "$build/values.txt" || exit 1
"$@" "$data" "$build/values.txt" > "$build/truth.out" 2>&1
code=$?
cat "$build/truth.out"
exit $code
