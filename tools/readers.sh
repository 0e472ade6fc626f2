#!/bin/sh
# readers.sh: fetches into .cache/npm the reader of SARIF that no Debian package has, where npm is there. Without it the test that wants it is skipped.
set -eu
cd "$(dirname "$0")/.."
tool=@microsoft/sarif-multitool@5.7.0
[ ! -x .cache/npm/node_modules/.bin/sarif-multitool ] || exit 0
command -v npm >/dev/null || { echo "no npm: $tool is not fetched"; exit 0; }
mkdir -p .cache/npm
timeout 40 npm install --silent --fetch-retries=0 --no-audit --no-fund --prefix .cache/npm "$tool" </dev/null || echo "$tool could not be fetched"
