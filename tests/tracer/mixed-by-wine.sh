#!/bin/sh
# mixed-by-wine.sh FILE: the checker of a cross build, by Wine; its streams in files, since Wine's services keep a pipe open.
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/../../tools/run-wine.sh" "$MIXED" "Z:$1"
