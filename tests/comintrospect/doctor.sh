#!/bin/sh
# doctor.sh RUNNER SONDE: com-doctor finds each fault that is put into the registry, with its cause, and nothing before.
set -eu
runner=$1 sonde=$2
work=$(mktemp -d)
root='HKLM\Software\Classes' # Wine does not merge a user's own classes into HKEY_CLASSES_ROOT
id() { echo "{5058DE00-0000-0000-C000-00000000000$1}"; }
reg() { "$runner" reg "$@" >"$work/reg" 2>&1 </dev/null || { cat "$work/reg"; return 1; }; }
clean() {
  for n in 1 2 3; do reg delete "$root\\CLSID\\$(id $n)" /f || :; done
  reg delete "$root\\SondeTest.Dangling" /f || :
}
trap 'clean >/dev/null 2>&1; rm -rf "$work"' EXIT

# count KIND SUBJECT: lines of the report with both words.
doctor() { "$runner" "$sonde" run com-doctor >"$work/out" 2>"$work/err" </dev/null || :; }
expect() {
  grep -q "$1.*$2" "$work/out" || { echo "not found: $1 of $2"; cat "$work/out" "$work/err"; exit 1; }
}

doctor
if grep -q 'ERROR' "$work/out"; then echo "faults in a healthy prefix:"; cat "$work/out"; exit 1; fi
grep -q "clean: " "$work/out" || { cat "$work/out" "$work/err"; exit 1; }

# The start of a DLL for 32-bit x86: as much as says so.
{ printf 'MZ'; head -c 58 /dev/zero; printf '\100\0\0\0PE\0\0\114\001'; head -c 64 /dev/zero; } >"$work/x86.dll"
reg add "$root\\SondeTest.Dangling\\CLSID" /ve /d "$(id 9)" /f
for n in 1 2 3; do reg add "$root\\CLSID\\$(id $n)" /ve /d "SondeTest $n" /f; done
reg add "$root\\CLSID\\$(id 1)\\InprocServer32" /ve /d 'C:\no\such.dll' /f
reg add "$root\\CLSID\\$(id 2)\\LocalServer32" /ve /d '"C:\no such\server.exe" -Embedding' /f
reg add "$root\\CLSID\\$(id 3)\\InprocServer32" /ve /d "Z:$(echo "$work/x86.dll" | tr / '\\')" /f

doctor
expect com.progid-dangling SondeTest.Dangling
expect com.server-missing 'SondeTest 1.*DLL.*no.such.dll'
expect com.server-missing 'SondeTest 2.*program.*no such.server.exe'
expect com.wrong-machine 'SondeTest 3.*x86'
[ "$(grep -c ERROR "$work/out")" = 4 ] || { echo "4 errors expected"; cat "$work/out"; exit 1; }
echo "[  PASSED  ] 5 test(s)."
