#!/bin/sh
# run.sh SONDE CASE...: runs the commands of case files and holds exit status, stdout and stderr against what stands there. In CMAKE's cross build SONDE is
# sonde.exe and RUNNER is tools/run-wine.sh.
#
# A case file:
#   $ list --quiet          runs sonde with these arguments, by the shell: quotes, pipes and redirections work; $sonde, $samples and $work stand for
#                           the program, the sample programs' folder and an empty folder of this case
#   > cd "$work" && sonde list | head -1
#                           runs a shell command in the same way; `sonde ARGUMENTS` there is the program, as are "$sonde" and, natively, "$pty"
#   % cp a "$work"/b        runs a shell command whose status must be 0
#   out LINE / err LINE     the next line of stdout / stderr; * stands for any characters; "out ..." for any number of lines
#   exit N                  the status; must follow each $; ends the expectation
# What is not mentioned must be empty.
set -u
sonde=$1; shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
sonde=$(cd "$(dirname "$sonde")" && pwd)/$(basename "$sonde")
build=$(cd "$(dirname "$sonde")/.." && pwd)
samples=$build/samples; pty=$build/tests/cli/pty; exe=
case $sonde in *.exe) exe=.exe ;; esac
base=$(mktemp -d); trap 'rm -rf "$base"' EXIT
export NO_COLOR=1 XDG_CONFIG_HOME="$base" HOME="$base"
failed=0; passed=0

# The program as the cases call it.
sonde() { "${RUNNER:-env}" "$sonde" "$@"; }

matches() { # expected actual name
  awk -v what="$3" '
    function pattern(s) { gsub(/[][\\.^$(){}+?|]/, "\\\\&", s); gsub(/\*/, ".*", s); return "^" s "$" }
    FILENAME == ARGV[1] { expected[++n] = $0; next }
    { sub(/\r$/, ""); actual[++m] = $0 }
    END {
      j = 1
      for (i = 1; i <= n; i++) {
        if (expected[i] == "...") { any = 1; continue }
        while (any && j <= m && actual[j] !~ pattern(expected[i])) j++
        if (j > m || actual[j] !~ pattern(expected[i])) {
          printf "    %s: expected \"%s\", have \"%s\" (line %d)\n", what, expected[i], j <= m ? actual[j] : "(end)", j; exit 1
        }
        j++; any = 0
      }
      if (!any && j <= m) { printf "    %s: more than expected: \"%s\" (line %d)\n", what, actual[j], j; exit 1 }
    }' "$1" "$2"
}

check() { # the command has run; hold it against what the case says
  ok=1
  matches "$work/.out.expected" "$work/.out" stdout || ok=0
  matches "$work/.err.expected" "$work/.err" stderr || ok=0
  [ "$status" = "$1" ] || { echo "    exit: expected $1, have $status"; ok=0; }
  if [ $ok = 1 ]; then passed=$((passed + 1))
  else
    echo "FAILED $name: \$ $command"; sed 's/^/    out| /' "$work/.out"; sed 's/^/    err| /' "$work/.err"; failed=$((failed + 1))
  fi
}

for file in "$@"; do
  name=$(basename "$file" .case); work=$base/$name; mkdir -p "$work"
  command=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '$'|'$ '*)
        command=${line#'$'}; : >"$work/.out.expected"; : >"$work/.err.expected"
        (cd "$root" && eval "sonde $command") </dev/null >"$work/.out" 2>"$work/.err"; status=$? ;;
      '> '*)
        command=${line#'> '}; : >"$work/.out.expected"; : >"$work/.err.expected"
        (cd "$root" && eval "$command") </dev/null >"$work/.out" 2>"$work/.err"; status=$? ;;
      '% '*) (cd "$root" && eval "${line#% }") || { echo "FAILED $name: ${line}"; failed=$((failed + 1)); } ;;
      'out '*|out) printf '%s\n' "${line#out}" | sed 's/^ //' >>"$work/.out.expected" ;;
      'err '*|err) printf '%s\n' "${line#err}" | sed 's/^ //' >>"$work/.err.expected" ;;
      'exit '*) check "${line#exit }" ;;
      ''|'#'*) ;;
      *) echo "FAILED $name: what is this: $line"; failed=$((failed + 1)) ;;
    esac
  done <"$file"
done
echo "[  PASSED  ] $passed test(s)."
[ $failed = 0 ] || { echo "$failed failed"; exit 1; }
