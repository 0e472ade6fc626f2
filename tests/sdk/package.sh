# package.sh: read by the other scripts of this folder. Installs the build tree $build into $work/package, by way of another place, so that nothing may
# remember where it was installed. Gives $package, and sonde on the PATH; in the cross build that is a script that runs sonde.exe by $RUNNER.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
package=$work/package
cmake --install "$build" --prefix "$work/elsewhere" >"$work/install.log" 2>&1 || { cat "$work/install.log"; exit 1; }
mv "$work/elsewhere" "$package"
export HOME="$work/home" XDG_CONFIG_HOME="$work/home" NO_COLOR=1
mkdir -p "$work/home"
if [ -n "${RUNNER:-}" ]; then
  mkdir "$work/bin"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$RUNNER" "$package/bin/sonde.exe" >"$work/bin/sonde"; chmod +x "$work/bin/sonde"
  PATH=$work/bin:$PATH
  export SONDE_WINDOWS="$package" SONDE_EMULATOR="$RUNNER"
  preset=windows suffix=.dll folder=build-windows
else
  PATH=$package/bin:$PATH
  preset=default suffix=.so folder=build
fi
export PATH
passed=0
die() { echo "FAILED: $1"; [ -z "${2:-}" ] || sed 's/^/    /' "$2"; exit 1; }
# run LOG COMMAND...: streams in a file, since Wine's services keep a pipe open
run() { log=$1; shift; "$@" >"$log" 2>&1 </dev/null || die "$*" "$log"; tr -d '\r' <"$log" >"$log.lines"; }
# says PATTERN: a line of the last log
says() { grep -q -e "$1" "$log.lines" || die "no line '$1' in:" "$log.lines"; passed=$((passed + 1)); }
