#!/bin/sh
# tasks.sh SONDE PAGE: every script, rule and row that a command line of the page names is there, and so is every command.
set -eu
sonde=$1 page=$2
lines=$(grep -oE 'sonde [a-z-]+( [a-z][a-z0-9_.-]*)*' "$page" | sort -u)
bad=0 seen=0
check() { # what, then the command that knows it
  what=$1; shift
  seen=$((seen + 1))
  "$@" >/dev/null 2>&1 || { echo "$page: '$what' is not there"; bad=1; }
}
while read -r _ command names; do
  check "sonde $command" "$sonde" help "$command"
  case $command in
    run | watch) for name in $names; do check "$name" "$sonde" describe "$name"; done ;;
    call | query) check "${names%% *}" "$sonde" describe "${names%% *}" ;;
  esac
done <<L
$lines
L
[ "$seen" -gt 40 ] || { echo "only $seen names were found in $page"; bad=1; }
[ $bad = 0 ]
