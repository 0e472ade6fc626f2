#!/bin/sh
# valgrind.sh SONDE: what programs have not freed at their end, blocks and bytes, as Sonde and as valgrind tell it. Without --run-libc-freeres=no valgrind
# makes the C library free its own blocks first. None of the programs loads libraries while it runs: of what the dynamic linker takes for them Sonde does not
# see all. 77: valgrind is not installed.
set -eu
sonde=$1
here=$(cd "$(dirname "$0")" && pwd)
command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 XDG_CONFIG_HOME="$work" HOME="$work"
bad=0

compare() { # NAME COMMAND...
  name=$1; shift
  "$sonde" run "$here/totals.lua" -o "$work/ours" -- "$@" >/dev/null </dev/null || { cat "$work/ours"; bad=1; return; }
  ours=$(sed -n 's/.* \([0-9]*\) bytes in \([0-9]*\) blocks.*/\1 \2/p' "$work/ours")
  valgrind --leak-check=full --show-leak-kinds=all --run-libc-freeres=no --log-file="$work/theirs" "$@" >/dev/null </dev/null || :
  theirs=$(tr -d , <"$work/theirs" | sed -n 's/.*in use at exit: \([0-9]*\) bytes in \([0-9]*\) blocks.*/\1 \2/p')
  if [ -n "$ours" ] && [ "$ours" = "$theirs" ]; then echo "$name: $ours, equal"
  else echo "$name: Sonde \"$ours\", valgrind \"$theirs\""; bad=1; fi
}

compare sqlite3 sqlite3 :memory: 'create table t(a); insert into t values(1),(2),(3); select sum(a) from t;'
compare python3 /usr/bin/python3 -c 'print(sorted(str(n) for n in range(10000))[5000])'
PYTHONMALLOC=malloc; export PYTHONMALLOC
compare python3-malloc /usr/bin/python3 -c 'print(sorted(str(n) for n in range(10000))[5000])'
exit $bad
