#!/bin/sh
# demo.sh BUILD [RUNNER]: one short run of each plugin, on the sample programs and files of the build tree BUILD. RUNNER runs Windows programs.
set -eu
build=$1; runner=${2:-}; exe=${runner:+.exe}
samples=$build/samples
faults=memory=3MiB/s,handles=20/s,start=3s,exit=3

# show TITLE ARGUMENTS...: the command as a user would type it, then what it says. What examined programs print themselves is left out.
show() {
  printf '\n== %s\n' "$1"; shift
  printf '$ sonde %s\n\n' "$*"
  case " $* " in
    *" -- "*) $runner "$build/bin/sonde$exe" "$@" 2>&1 >/dev/null ;;
    *) $runner "$build/bin/sonde$exe" "$@" ;;
  esac
}

$runner "$samples/fixtures$exe" "$samples"
show "perfcounters: what is wrong with a running program" run first-look --fail-on never -- "$samples/shop$exe" --faults $faults --seed 1
show "tracer: its calls that fail" run failing-calls --fail-on never -p most=5 -- "$samples/failing$exe"
show "memory: what it never frees" run leaks --fail-on never -- "$samples/leaky$exe"
show "eventlog: a log of Windows, read on any system" run log-errors --fail-on never -p path="$samples/shop.evtx"
show "comintrospect: a COM type library" run com-inspect --fail-on never -p path="$samples/shop.tlb"
