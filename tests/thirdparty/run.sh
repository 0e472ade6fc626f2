#!/bin/sh
# run.sh SOURCE BUILD: the plugin acmequeue on its whole way: built and tested by its own project against the installed, moved package; trusted; used by its own
# script on a queue of which everything is known, directly, by wire and from a tape; with settings, and with what a user may do wrong. RUNNER: runs Windows
# programs (cross build).
set -eu
source=$1; build=$2
. "$source/tests/sdk/package.sh"
cp -r "$source/tests/thirdparty/acmequeue" "$work/acmequeue"; cd "$work/acmequeue"

run workflow.log cmake --workflow --preset $preset
says "100% tests passed, 0 tests failed out of 3"
! grep -i warning workflow.log || die "warnings" workflow.log
library=$folder/acmequeue$suffix
cd $folder # where its project has put a queue
run ../check.log sonde check-plugin acmequeue$suffix
says "^23 passed, 0 failed, 0 not run"
! grep "not tried" ../check.log.lines || die "a row was not tried" ../check.log.lines
cd ..

# A queue: eight messages, three of them failed too often, one that is none; one is two hours old.
now=$(date +%s)
message() { printf 'AQM1\nid: m-%s\nsender: %s\nattempts: %s\nsubmitted: %s\n\nbody of %s\n' "$1" "$2" "$3" "$4" "$1" >spool/orders/"$1".msg; }
spool() {
  rm -rf spool; mkdir -p spool/orders
  message 1 billing 5 $((now - 7200)); message 2 shop 0 "$now"; message 3 billing 9 "$now"; message 4 shop 4 "$now"
  message 6 shop 6 "$now"; message 7 mobile 0 "$now"; message 8 mobile 0 "$now"
  printf 'GIF89a and so on' >spool/orders/5.msg
  printf 'half of a mess' >spool/orders/9.tmp
}
# By the program that is examined 20 messages come and two go.
feed() { run "$1" sonde run scripts/queue-health.lua -p queue=orders -p age=1h --plugins "$folder" --fail-on never --json -o "$2" $3 -- "$folder/feed$exe" spool/orders 20 7.msg 8.msg; }
exe=; [ -z "${RUNNER:-}" ] || exe=.exe
findings() { # of a report: kind severity subject text, sorted
  python3 -c 'import json, sys
for f in sorted(json.load(open(sys.argv[1]))["findings"], key=lambda f: (f["kind"], f["subject"])):
    print(f["kind"], f["severity"], f["subject"], f["text"], json.dumps(f["evidence"], sort_keys=True) if f["kind"] != "acme.backlog" else "", sep=" | ")' "$1" |
    grep '^acme'
}
cat >expected <<'EOF'
acme.backlog | warning | orders | the oldest of 26 messages in 'orders' has waited longer than 1 h | 
acme.failing | error | orders/billing | 2 messages of billing in 'orders' failed 5 times or more | {"most": 9}
acme.failing | error | orders/shop | 1 message of shop in 'orders' failed 5 times or more | {"most": 6}
acme.growing | info | orders | 20 messages came into 'orders' and 2 left it | {"mobile": 6, "shop": 14}
acme.unreadable | error | orders/5.msg | 5.msg in 'orders' is no message: line 1: it does not begin with AQM1 | {"begins": "GIF89a and so on"}
EOF
same() { findings "$1" >found; diff expected found || die "the findings of $1 are not those of the workload" "$1"; passed=$((passed + 1)); }
printf '[plugin.acmequeue]\npoll = 20 ms\n' >sonde.ini

spool; feed direct.log direct.json "--tape run.tape"; same direct.json
spool; feed wire.log wire.json --by-wire; same wire.json
rm -rf spool
run replay.log sonde replay run.tape -p queue=orders -p age=1h --plugins $folder --fail-on never --json -o replay.json; same replay.json

# Rows by themselves.
spool
run depth.log sonde call acmequeue.depth orders --plugins $folder --json
says '"messages": *8'
says "\"size\": *$(cat spool/orders/*.msg | wc -c)[,}]*$"
run rows.log sonde query acmequeue.messages orders --plugins $folder --where 'sender == billing' --get 'n=count,most=max attempts' --format csv
says "^2,9$"
run rows.log sonde query acmequeue.messages orders --plugins $folder --where 'position == 7' --format jsonl
says "\"id\":\"m-7\".*\"priority\":{\"unknown\":\"unknown\"},\"attempts\":0,\"submitted\":${now}000000000," # the head says no priority

# Trusted it is used like the plugins of Sonde; it may do what its rows need, and nothing is said about it.
cp $library "$package/lib/sonde/plugins/"
run trust.log sonde trust "$package/lib/sonde/plugins/acmequeue$suffix"
says "acmequeue 2.3.0 trusted: may use file.read acme.content"
run list.log sonde list
says "^  acmequeue 2.3.0  *Watches the queues of an Acme spool."
run run.log sonde run scripts/queue-health.lua -p queue=orders -p watch=10ms --fail-on never
says "acme.failing *orders/billing: 2 messages of billing"
! grep -q untrusted run.log || die "a trusted plugin is called untrusted" run.log

# What is not granted is refused: the script is listed so and does not run; with another one the row itself says so.
run trust.log sonde trust "$package/lib/sonde/plugins/acmequeue$suffix" --without acme.content
says "acmequeue 2.3.0 trusted: may use file.read, not acme.content"
mkdir -p mine/checks; cp scripts/queue-health.lua mine/checks/
printf '[sonde]\nscripts = mine\n' >sonde.ini
run list.log sonde list
says "^  *not run: needs acme.content, which plugins.lock does not grant to acmequeue"
! sonde run scripts/queue-health.lua >denied.log 2>&1 </dev/null || die "a script runs that needs what is not granted"
grep -q "not run: needs acme.content, which plugins.lock does not grant to acmequeue" denied.log || die "why it does not run is not told" denied.log
cat >counts.lua <<'EOF'
return { kind = "check", api = 1, id = "counts", title = "Counts", needs = { "file.read" },
  run = function(host)
    host.finding { severity = "info", text = host.acmequeue.depth("orders").messages .. " wait" }
  end }
EOF
run counts.log sonde run counts.lua
says "counts *8 wait"
! sonde trust "$package/lib/sonde/plugins/acmequeue$suffix" --without network >wrong.log 2>&1 </dev/null || die "what it does not ask for can be kept from it"
grep -q "acmequeue does not ask for 'network'; it asks for: file.read acme.content" wrong.log || die "a capability nobody asks for is not told" wrong.log
run trust.log sonde trust "$package/lib/sonde/plugins/acmequeue$suffix" --without file.read
! sonde call acmequeue.depth orders >wrong.log 2>&1 </dev/null || die "a row is called that needs what is not granted"
grep -q "acmequeue.depth needs file.read, which plugins.lock does not grant to acmequeue" wrong.log || die "why a row is refused is not told" wrong.log
! sonde query acmequeue.messages orders >wrong.log 2>&1 </dev/null || die "a query is opened that needs what is not granted"
grep -q "acmequeue.messages needs file.read" wrong.log || die "why a query is refused is not told" wrong.log
! sonde query acmequeue.arrival orders --for 50ms >wrong.log 2>&1 </dev/null || die "an event is listened to that needs what is not granted"
grep -q "acmequeue.arrival needs file.read" wrong.log || die "why an event is refused is not told" wrong.log
run trust.log sonde trust "$package/lib/sonde/plugins/acmequeue$suffix"
rm sonde.ini

# Settings: where the spool is, how much of a message is read; a value outside its range is told with its place.
mv spool elsewhere
printf '[plugin.acmequeue]\nspool = elsewhere\nhead = 64\n' >sonde.ini
run head.log sonde query acmequeue.messages orders --where 'position == 1' --format jsonl
says '"error":""'
{ printf 'AQM1\nid: long\n'; printf 'note: 0123456789012345678901234567890123456789\n%.0s' 1 2; printf '\nbody\n'; } >elsewhere/orders/1.msg
run head.log sonde query acmequeue.messages orders --where 'position == 1' --format jsonl
says '"error":"line 4: the head does not end"'
printf '[plugin.acmequeue]\npoll = 1 ms\n' >sonde.ini
! sonde call acmequeue.depth orders >wrong.log 2>&1 </dev/null || die "a poll of 1 ms is accepted"
grep -q "sonde.ini:2: .*poll.*10 ms" wrong.log || die "a poll of 1 ms is not refused with its place and range" wrong.log
printf '[plugin.acmequeue]\nspool = elsewhere\n' >sonde.ini
! sonde call acmequeue.depth ../orders >wrong.log 2>&1 </dev/null || die "a queue outside the spool is accepted"
grep -q "a queue is named by a word; '../orders' is none" wrong.log || die "what is wrong with ../orders is not told" wrong.log
! sonde call acmequeue.depth nowhere >wrong.log 2>&1 </dev/null || die "a queue that is not there is counted"
grep -q "no queue 'nowhere' in 'elsewhere'" wrong.log || die "a missing queue is not told" wrong.log
echo "[  PASSED  ] $passed test(s)."
