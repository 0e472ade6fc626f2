#!/bin/sh
# run.sh SONDE SHOP COMPARE SEEDS FIRST PARTS [RUNNER...]: first-look over the shop with random faults. The report
# has to name each fault that is on, with a figure within 10 % of what the shop logged, and nothing else. Runs
# mostly sleep, so several go at a time.
set -u
sonde=$1 shop=$2 compare=$3 seeds=$4 first=$5 parts=$6
shift 6 # what is left starts a program: tools/run-wine.sh, or nothing
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

look_alikes() {
  echo 'cache|any|none|8s|!cache'
  echo 'files|any|none|8s|!files'
  echo 'burst|any|none|8s|!burst'
  echo 'disk|any|none|8s|!disk'
  echo 'sound|any|none|8s|'
}

small() {
  echo 'small-memory|any|unknown|6s|memory=0.1MiB/s'
  echo 'small-handles|any|unknown|6s|handles=1/s'
  echo 'small-start|any|unknown|5s|start=0.7s'
  echo 'short-memory|any|unknown|2s|memory=3MiB/s'
  echo 'at-once|any|unknown|0s|'
}

# Programs that people use, doing real work for less than 4 s of CPU time. One that is not installed is left out.
programs() {
  echo 'sleep|any|none|-|$sleep 4'
  echo 'bash|any|none|-|$bash -c "for i in 1 2 3 4; do for j in {1..20000}; do :; done; ls -lR /etc >/dev/null 2>&1; sleep 1; done"'
  echo 'gzip|any|none|-|$sh -c "cat /usr/lib/x86_64-linux-gnu/*.a /usr/bin/* 2>/dev/null | head -c 30000000 | gzip -6 >/dev/null"'
  echo 'git|any|none|-|$sh -c "git clone -q --no-local . WORK/clone && cd WORK/clone && git log --stat >/dev/null && git gc -q; sleep 3"'
  echo 'sqlite3|any|none|-|$sqlite3 WORK/t.db "create table t(a,b); with recursive c(x) as (select 1 union all select x+1 from c where x<300000) insert into t select x,hex(randomblob(8)) from c; create index i on t(b); select count(*) from t;"'
  echo 'python3|any|none|-|$python3 -c "import json,time
d={}
for i in range(5):
  for k in range(20000): d[k]=json.dumps([i,k])
  time.sleep(.8)"' | tr '\n' '\001'
  echo
}

shop_case() { # NAME RUN LIST RUNNER...: an empty list is a sound shop
  name=$1 run=$2 list=$3
  shift 3
  case $list in
    '') set -- "$@" "$sonde" run first-look --json -o "$name.json" -- "$shop" --run "$run" --log "$name.log" ;;
    !*) set -- "$@" "$sonde" run first-look --json -o "$name.json" -- "$shop" --run "$run" --log "$name.log" --healthy "${list#!}" ;;
    *) set -- "$@" "$sonde" run first-look --json -o "$name.json" -- "$shop" --run "$run" --log "$name.log" --faults "$list" ;;
  esac
  timeout -k 5 120 "$@" --seed "$(printf %s "$name" | tr -cd 0-9)0" >"$name.out" 2>"$name.err" </dev/null
}

program_case() { # NAME COMMAND
  command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; return 1; }
  script=$(printf %s "$2" | tr '\001' '\n' | sed "s|WORK|$work|g")
  eval "set -- $script"
  (cd "$here/../.." && "$sonde" run first-look --json -o "$work/$name.json" -- "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null)
  :
}

lane() { # LANE RUNNER...: its cases, one after the other
  lane=$1
  shift
  while IFS='|' read -r name its want run list; do
    [ "$lane" = "$its" ] || [ "$lane" = - ] || continue
    case $list in
      '$'*) program_case "$name" "${list#?}" || continue ;;
      *) shop_case "$name" "$run" "$list" "$@" ;;
    esac
    "$@" "$compare" "$name" "$want" "$name.log" "$name.json" >"$name.verdict" || { echo "     case: $run $list"; cat "$name.err"; } >>"$name.verdict"
    cat "$name.verdict"
  done <cases
}

# Cases for any lane go to lanes 1 to N, in turn.
spread() { awk -F'|' -v OFS='|' -v lanes="$1" '$2 == "any" { $2 = 1 + n++ % lanes } 1'; }

cd "$work" || exit 1
{
  sh "$here/cases.sh" "$seeds" "$first" "$([ $# = 0 ] && echo 1 || echo 2)" # Wine does not count reads and writes
  for part in $(echo "$parts" | tr , ' '); do "$part"; done
} | spread 8 >cases
if [ $# = 0 ]; then
  for n in 0 1 2 3 4 5 6 7 8; do lane "$n" & done
  wait
else # under Wine one after the other: its server falls when several look at all handles while programs end
  lane - "$@"
fi
total=$(ls ./*.verdict | wc -l) bad=$(cat ./*.verdict | grep -c '^BAD')
echo "first-look: $total cases, $bad complaints"
[ "$bad" = 0 ] && [ "$total" -gt 0 ] && [ "$(cat ./*.verdict | grep -c '^ok')" = "$total" ]
