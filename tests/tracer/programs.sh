#!/bin/sh
# programs.sh SONDE: commands whose output is known give the same output and status when all their calls are traced. Those that are not installed
# are left out; at least twelve must be there.
set -u
sonde=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0 done=0
unset LD_PRELOAD
export LC_ALL=C.UTF-8 HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
mkdir tree && for i in 1 2 3 4 5 6 7 8 9; do seq "$i" 97 4000 >"tree/$i.txt"; done
cat tree/*.txt >all.txt

# check COMMAND ARGUMENTS: three runs, plain, with the functions that are known, and with all that there are.
check() {
  command -v "$1" >/dev/null || { echo "left out: $1 is not installed"; return; }
  "$@" >plain.out 2>plain.err </dev/null; plain=$?
  for calls in '' '*'; do
    "$sonde" run api-summary -p calls="$calls" --exit=target -o report.txt -- "$@" >traced.out 2>traced.err </dev/null; traced=$?
    cmp -s plain.out traced.out || { echo "FAILED: $* ($calls): another output"; failed=1; }
    cmp -s plain.err traced.err || { echo "FAILED: $* ($calls): other words on stderr"; diff plain.err traced.err | head -5; failed=1; }
    [ $plain = $traced ] || { echo "FAILED: $* ($calls): status $traced, not $plain"; failed=1; }
    grep -q 'calls of' report.txt || { echo "FAILED: $* ($calls): nothing was traced"; cat report.txt; failed=1; }
  done
  done=$((done + 1))
}

check env -i A=1 B=2 env
check ls -l --time-style=+ tree /nonexistent
check sort -n -r all.txt
check find tree -name '[3-5]*' -type f
check grep -c 7 all.txt
check grep nothing-like-this all.txt
check sed -n 's/1/one/p' all.txt
check awk '{ s += $1 } END { print s, NR }' all.txt
check sha256sum all.txt
check gzip -9 -n -c all.txt
check tar -c --mtime=@0 --owner=0 --group=0 --sort=name -f - tree
check bash -c 'for i in 1 2 3; do echo $i | cat; done; exit 7'
check diff tree/1.txt tree/2.txt
check bc -q -l /dev/null
check openssl dgst -sha512 all.txt
check xz -c all.txt
check sqlite3 :memory: 'create table t(a); insert into t values(1),(2),(3); select sum(a), count(*) from t; select nothing;'
check /usr/bin/python3 -c 'import json, hashlib, re, threading
t = [threading.Thread(target=hash, args=(i,)) for i in range(8)]
[x.start() for x in t]; [x.join() for x in t]
print(json.dumps({"a": [1.5, 2, None]}), hashlib.sha256(b"x").hexdigest(), re.sub("a+", "b", "caat"))
raise SystemExit(3)'
if command -v git >/dev/null; then
  git init -q repo && cd repo && git config user.email a@b && git config user.name A
  for i in 1 2 3 4 5; do seq "$i" 300 >file; git add file; git commit -q -m "change $i"; done
  cd .. && check git -C repo log --stat --format='%H %an %ad %s'
  check git -C repo diff HEAD~3
fi
[ $done -ge 12 ] || { echo "SKIPPED: only $done of the commands are installed"; [ $failed = 1 ] || exit 77; }
echo "$done commands, unchanged"
exit $failed
