#!/bin/sh
# image.sh AGENT: the library needs no other one, refers to nothing outside, has an entry, and no instruction of it touches vector registers.
set -eu
readelf -dW "$1" | grep -q NEEDED && { echo "it needs another library"; exit 1; }
[ -z "$(nm -u "$1")" ] || { echo "undefined: $(nm -u "$1")"; exit 1; }
entry=$(readelf -hW "$1" | sed -n 's/.*Entry point address: *0x//p')
nm "$1" | grep -q "^0*$entry . agent_start$" || { echo "the entry is not agent_start: $entry"; exit 1; }
objdump -d --no-show-raw-insn "$1" | grep -Eq '%(x|y|z)mm[0-9]|%st' && { echo "it uses vector or floating-point registers"; exit 1; }
echo "entry $entry, nothing needed"
