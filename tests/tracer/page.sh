#!/bin/sh
# page.sh: the sentences of plugins/tracer/block.c about what is not watched or not seen stand in docs/plugins/tracer.md.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
page=$(tr '\n' ' ' <"$root/docs/plugins/tracer.md" | tr -s ' ')
failed=0 n=0
sed -n '/^const char \*block_why/,$p' "$root/plugins/tracer/block.c" | grep -o '"[^"%]\{20,\}"' | tr -d '"' >"${TMPDIR:-/tmp}/sentences.$$"
while read -r sentence; do
  n=$((n + 1))
  [ "$sentence" = "it was left out by \`exclude\`" ] || printf '%s' "$page" | grep -qiF -- "$sentence" || { echo "not in docs/plugins/tracer.md: $sentence"; failed=1; }
done <"${TMPDIR:-/tmp}/sentences.$$"
rm -f "${TMPDIR:-/tmp}/sentences.$$"
[ $n -ge 10 ] || { echo "only $n sentences were found"; failed=1; }
exit $failed
