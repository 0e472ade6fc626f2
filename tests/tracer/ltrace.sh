#!/bin/sh
# ltrace.sh SONDE: counts of calls equal those of `ltrace -c -e F@MODULE`, for each module that calls. Functions that ltrace does not list are called
# through addresses that it does not watch.
set -u
sonde=$1
command -v ltrace >/dev/null || { echo "SKIPPED: ltrace is not installed"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0 compared=0
seq 1 1000 >numbers
export LC_ALL=C

# compare MODULE FROM FUNCTIONS COMMAND...: the module as ltrace and as Sonde name it.
compare() {
  module=$1 from=$2 functions=$3; shift 3
  command -v "$1" >/dev/null || { echo "left out: $1 is not installed"; return; }
  filter=$(echo "$functions" | sed "s/,/@$module+/g")@$module
  timeout 300 ltrace -c -e "$filter" -o ltrace.txt -- "$@" >/dev/null 2>&1 </dev/null
  "$sonde" query tracer.call "$functions" from="$from" --group name --get n=count --format csv --top 1000:n -o sonde.csv -- "$@" \
    >/dev/null 2>sonde.err </dev/null || { echo "FAILED: $*"; cat sonde.err; failed=1; return; }
  tr -d '\r' <sonde.csv | awk -v what="$* ($module)" '
    FILENAME == "-" { split($0, part, ","); n[part[1]] = part[2]; next }
    $1 ~ /^[0-9.]+$/ && NF == 5 && $5 != "total" {
      lines++
      if (n[$5] != $4) { printf "FAILED: %s: %s: ltrace counts %d, Sonde %d\n", what, $5, $4, n[$5]; bad = 1 }
    }
    END { printf "%s: %d functions compared\n", what, lines; exit bad || !lines }' - ltrace.txt || failed=1
  compared=$((compared + 1))
}

compare MAIN sqlite3 'malloc,free,open*,fopen*,read,setlocale,isatty,getenv' sqlite3 :memory: 'select 1'
compare 'libsqlite3.so.0' 'libsqlite3.so*' 'malloc,realloc,free,memcpy,memset,memcmp,strlen,strcmp' \
  sqlite3 :memory: 'create table t(a); insert into t values(1); select * from t'
compare MAIN sort '*' sort -n numbers
compare MAIN 'gzip' '*' gzip -c numbers
compare MAIN 'python3*' 'malloc,free,read,open64,fstat64,lseek64,close,memcpy,pthread_mutex_lock' /usr/bin/python3 -S -c 'print(1)'
[ $compared -ge 1 ] || { echo "SKIPPED: no program to compare is installed"; exit 77; }
exit $failed
