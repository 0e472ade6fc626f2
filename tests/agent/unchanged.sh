#!/bin/sh
# unchanged.sh PRELOAD: programs say and answer the same with all their functions watched as without. 77: none of them is installed.
set -eu
preload=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ran=0
same() {
  command -v "$1" >/dev/null || return 0
  "$@" >"$folder/out" 2>"$folder/err" </dev/null && status=0 || status=$?
  env LAB_OUT="$folder/seen" LD_PRELOAD="$preload" "$@" >"$folder/out2" 2>"$folder/err2" </dev/null && status2=0 || status2=$?
  [ "$status" = "$status2" ] || { echo "$*: status $status, watched $status2"; cat "$folder/err2"; exit 1; }
  cmp "$folder/out" "$folder/out2" && cmp "$folder/err" "$folder/err2" || { echo "$*: says something else when watched"; exit 1; }
  read -r _ recorded _ lost _ functions _ <"$folder/seen"
  [ "$recorded" -gt "$least" ] && [ "$functions" -gt 50 ] || { echo "$*: $recorded records, $functions functions"; exit 1; }
  echo "$1: $recorded recorded, $lost lost, $functions functions"
  ran=$((ran + 1))
}
least=10
same ls -l /usr
same sort -r /etc/passwd
same gzip -c /etc/passwd
same sh -c 'for i in 1 2 3; do (echo $i | cat); done; exit 3'
least=1000
same sqlite3 :memory: 'create table t(a); insert into t values (1),(2),(3); select sum(a), typeof(a) from t; select * from none;'
[ ! -x /usr/bin/python3 ] || same /usr/bin/python3 -c 'import json, ctypes, subprocess, threading
t = [threading.Thread(target=lambda: json.dumps(list(range(1000)))) for _ in range(20)]
[x.start() for x in t]; [x.join() for x in t]
print(json.loads("[1, 2]"), ctypes.sizeof(ctypes.c_long), subprocess.run(["sh", "-c", "exit 5"]).returncode)'
[ ! -x /usr/bin/python3 ] || same /usr/bin/python3 -c 'import ssl, sqlite3, hashlib
print(hashlib.sha256(b"x").hexdigest(), sqlite3.connect(":memory:").execute("select 1").fetchall(), ssl.OPENSSL_VERSION)'
git rev-parse --git-dir >/dev/null 2>&1 && same git log --oneline -20
[ $ran -gt 3 ] || exit 77
