#!/bin/sh
# doctor.sh RUNNER SONDE SAMPLE: com-doctor finds each fault that is put into the registry, with its cause, and nothing before; asked to make
# objects, also what the classes of the sample server do wrong.
set -eu
runner=$1 sonde=$2 sample=$3
work=$(mktemp -d)
root='HKLM\Software\Classes' # Wine does not merge a user's own classes into HKEY_CLASSES_ROOT
id() { echo "{5058DE00-0000-0000-C000-00000000000$1}"; }
reg() { "$runner" reg "$@" >"$work/reg" 2>&1 </dev/null || { cat "$work/reg"; return 1; }; }
bad() { echo "{5058DE10-0000-0000-C000-00000000000$1}"; } # tests/comintrospect/sample.h
clean() {
  for n in 1 2 3 4; do reg delete "$root\\CLSID\\$(bad $n)" /f || :; done
  for n in 1 2 3 4; do reg delete "$root\\CLSID\\$(id $n)" /f || :; done
  reg delete "$root\\SondeTest.Dangling" /f || :
}
trap 'clean >/dev/null 2>&1; rm -rf "$work"' EXIT

# count KIND SUBJECT: lines of the report with both words.
doctor() { "$runner" "$sonde" run com-doctor "$@" >"$work/out" 2>"$work/err" </dev/null || :; }
expect() {
  grep -q "$1.*$2" "$work/out" || { echo "not found: $1 of $2"; cat "$work/out" "$work/err"; exit 1; }
}

doctor
if grep -q 'ERROR' "$work/out"; then echo "faults in a healthy prefix:"; cat "$work/out"; exit 1; fi
grep -q "clean: " "$work/out" || { cat "$work/out" "$work/err"; exit 1; }

# The start of a DLL for 32-bit x86: as much as says so.
{ printf 'MZ'; head -c 58 /dev/zero; printf '\100\0\0\0PE\0\0\114\001'; head -c 64 /dev/zero; } >"$work/x86.dll"
reg add "$root\\SondeTest.Dangling\\CLSID" /ve /d "$(id 9)" /f
for n in 1 2 3 4; do reg add "$root\\CLSID\\$(id $n)" /ve /d "SondeTest $n" /f; done
reg add "$root\\CLSID\\$(id 1)\\InprocServer32" /ve /d 'C:\no\such.dll' /f
reg add "$root\\CLSID\\$(id 2)\\LocalServer32" /ve /d '"C:\no such\server.exe" -Embedding' /f
reg add "$root\\CLSID\\$(id 3)\\InprocServer32" /ve /d "Z:$(echo "$work/x86.dll" | tr / '\\')" /f
reg add "$root\\CLSID\\$(id 4)\\LocalServer32" /ve /d 'C:\Program Files\Internet Explorer\iexplore.exe -Embedding' /f

doctor
expect com.path-ambiguous 'SondeTest 4: .*C:.Program.exe would be started in place of C:.Program Files.Internet'
expect com.progid-dangling SondeTest.Dangling
expect com.server-missing 'SondeTest 1.*DLL.*no.such.dll'
expect com.server-missing 'SondeTest 2.*program.*no such.server.exe'
expect com.wrong-machine 'SondeTest 3.*x86'
[ "$(grep -c ERROR "$work/out")" = 4 ] || { echo "4 errors expected"; cat "$work/out"; exit 1; }
clean >/dev/null 2>&1
# Objects are made only when that is asked for, and a class that hangs is left after the given time.
for n in 1 2 3 4; do
  reg add "$root\\CLSID\\$(bad $n)" /ve /d "SondeTest $n" /f
  reg add "$root\\CLSID\\$(bad $n)\\InprocServer32" /ve /d "Z:$(echo "$sample" | tr / '\\')" /f
done
one() { n=$1; shift; doctor -p com-doctor.class="$(bad "$n")" -p com-doctor.timeout=2s "$@"; }
one 2
grep -q "clean: " "$work/out" || { echo "an object was made unasked"; cat "$work/out" "$work/err"; exit 1; }
for wire in '' --by-wire; do
  one 1 -p com-doctor.create=true $wire
  expect com.created 'SondeTest 1: .*com_sample.dll; it answers to IUnknown, IDispatch, IPersist$'
  one 2 -p com-doctor.create=true $wire
  expect com.create-hung 'SondeTest 2: .*hangs (ended after [2-9].*), while creating it in this process'
  one 3 -p com-doctor.create=true $wire
  expect com.create-crashed 'SondeTest 3: .*0xc0000005 STATUS_ACCESS_VIOLATION in .*com_sample.dll, while creating it in this process'
  one 4 -p com-doctor.create=true $wire
  expect com.create-failed 'SondeTest 4: .*0x80040112 CLASS_E_NOTLICENSED: '
done
echo "[  PASSED  ] 15 test(s)."
