#!/bin/sh
# cross-deps.sh PREFIX: static Windows x64 libraries from distribution source packages, cached in PREFIX.
# Rebuilt only when one of the recipe files below or the compiler changes.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$(dirname "$1")"
out=$(cd "$(dirname "$1")" && pwd)/$(basename "$1"); work=$out.work
exec 9>"$out.lock"; flock 9
cd "$root"
stamp=$(cat deps/CMakeLists.txt cmake/mingw-w64.cmake tools/apt-src.sh tools/cross-deps.sh | cksum
        x86_64-w64-mingw32-gcc -dumpfullversion)
[ "$(cat "$out/.stamp" 2>/dev/null)" != "$stamp" ] || exit 0

rm -rf "$out" "$work"; mkdir -p "$out/licenses" "$work/src"
tools/apt-src.sh "$work/src" lua5.4 cjson cmocka zydis
# bookworm's libinih source was not available from the mirror used, trixie's was.
tools/apt-src.sh -s trixie "$work/src" libinih
# Zydis needs Zycore's headers only. Copied alone: -I/usr/include must never reach the cross compiler.
mkdir "$work/zycore"; cp -r /usr/include/Zycore "$work/zycore/"
cmake -S deps -B "$work/b" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$root/cmake/mingw-w64.cmake" -DCMAKE_BUILD_TYPE=Release \
  -DDEPS_SRC="$work/src" -DZYCORE_HEADERS="$work/zycore" -DCMAKE_INSTALL_PREFIX="$out"
cmake --build "$work/b"
cmake --install "$work/b" >/dev/null

for d in "$work"/src/*/; do
  cp "$d/debian/copyright" "$out/licenses/$(basename "$d")"
  (cd "$d" && dpkg-parsechangelog -S Source && dpkg-parsechangelog -S Version) | paste -d ' ' - - >>"$out/VERSIONS"
done
cp /usr/share/doc/libzycore-dev/copyright "$out/licenses/zycore"
dpkg-query -W -f 'zycore-c ${Version}\n' libzycore-dev >>"$out/VERSIONS"
rm -rf "$work"
echo "$stamp" >"$out/.stamp"
