#!/bin/sh
# run.sh SONDE FOLDER: `sonde check-plugin` on plugins that break the contract in one place: exactly the named test must fail, with the words that stand
# there; and on honest plugins, where none may. FOLDER holds the libraries of broken.c; beside it lie the fakes of tests/plugins.
set -u
sonde=$1; folder=$2
fakes=$folder/../plugins; shipped=$folder/../../lib/sonde/plugins
suffix=.so; case $sonde in *.exe) suffix=.dll ;; esac
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
passed=0; failed=0

# check PLUGIN TEST WORDS [option...]: TEST "" means that all pass.
check() {
  plugin=$1; test=$2; words=$3; shift 3
  "${RUNNER:-env}" "$sonde" check-plugin "$plugin$suffix" "$@" </dev/null >"$work/out" 2>"$work/err"; status=$?
  tr -d '\r' <"$work/out" >"$work/lines"
  failing=$(sed -n 's/^FAIL \([a-z.-]*\):.*/\1/p' "$work/lines" | tr '\n' ' ')
  expected=0; [ -z "$test" ] || expected=1
  if [ "$failing" = "${test:+$test }" ] && [ $status = $expected ] && grep -q "$words" "$work/lines"; then
    passed=$((passed + 1))
  else
    echo "FAILED $(basename "$plugin"): expected '$test' with '$words' and status $expected, have '$failing' and $status:"
    sed 's/^/    /' "$work/lines" "$work/err"
    failed=$((failed + 1))
  fi
}
# In one process where nothing crashes or is kept from one test to the next: it is quicker.
here() { check "$@" --in-process; }

here  "$folder/broken_nothing"     "" "^23 passed, 0 failed, 0 not run"
here  "$folder/broken_nothing"     "" "^ok   calls.defaults (not tried: lost)$" --only calls.
check "$fakes/plain"               "" "^23 passed, 0 failed, 0 not run"
here  "$shipped/perfcounters"      "" "^23 passed, 0 failed, 0 not run"
here  "$shipped/comintrospect"     "" "^23 passed, 0 failed, 0 not run"
here  "$fakes/magic"               table.head "begin the table with SONDE_HEAD"
here  "$fakes/noentry"             table.head "does not export sonde_plugin_v0"
here  "$folder/broken_entry"       table.entry-pure "another table at the second call"
here  "$fakes/liar_twice"          table.names "two rows are called"
here  "$folder/broken_docs"        table.docs "row echo: its doc"
here  "$fakes/liar_offset"         table.fields "offset"
here  "$folder/broken_needs"       table.needs "no capability 'process.fly'"
here  "$folder/broken_rows"        table.rows "call. is NULL"
here  "$folder/broken_create"      life.create-destroy "the device is not there"
check "$folder/broken_twice"       life.twice "it was made before"
here  "$folder/broken_threads"     life.stop-joins-threads "1 threads were still there"
here  "$folder/broken_settings"    settings.bounds "setting level = 10 is within its limits"
here  "$folder/broken_defaults"    calls.defaults "echo: .*result value is text instead of"
here  "$folder/broken_fuzz"        calls.fuzz "echo: .*result value is text instead of" --seed 5
here  "$folder/broken_wire"        calls.wire "words: result value does not survive"
here  "$folder/broken_sentences"   calls.errors-have-sentences "echo failed (status 6) without a sentence"
here  "$folder/broken_cancel"      calls.cancel "slow ran on for"
check "$fakes/hang"                calls.cancel "forever did not return within 5 s" --only calls.cancel
here  "$fakes/hang"                life.stop-joins-threads "1 threads were still there" --only life.
here  "$folder/broken_end"         queries.end "count gave .* no end"
here  "$folder/broken_spans"       queries.spans "more than 4096 records"
here  "$folder/broken_span_time"   queries.spans "next() took"
here  "$folder/broken_heap"        queries.spans "bytes of column n lie outside the heap"
here  "$folder/broken_stop"        life.stop-joins-threads "stop() took" --only life.stop-joins-threads
here  "$folder/broken_early"       queries.close-early "cannot be opened again"
check "$folder/broken_crash"       queries.close-early "its process ended with status 3\|it crashed: signal 6"
here  "$folder/broken_deliver"     events.deliver-or-refuse "opened no lane"
here  "$folder/broken_unsubscribe" events.unsubscribe-stops "were written after unsubscribe"
here  "$folder/broken_order"       events.time-order "before that of the one before"
here  "$folder/broken_release"     handles.release "has no release()"

# JUnit: counts and the sentence, in XML that another reader accepts.
check "$folder/broken_needs"       table.needs "no capability" --in-process --only table. --junit "$work/junit.xml"
if grep -q 'tests="7" failures="1" errors="0"' "$work/junit.xml" &&
  grep -q '<failure message="row echo: there is no capability .process.fly' "$work/junit.xml" &&
  { ! command -v xmllint >/dev/null || xmllint --noout "$work/junit.xml"; }; then
  passed=$((passed + 1))
else
  echo "FAILED JUnit:"; cat "$work/junit.xml"; failed=$((failed + 1))
fi
echo "[  PASSED  ] $passed test(s)."
[ $failed = 0 ] || { echo "$failed failed"; exit 1; }
