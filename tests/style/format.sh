#!/bin/sh
# Every .c file is as clang-format writes it; headers are laid out by hand. 77: it is not installed.
set -eu
cd "$(dirname "$0")/../.."
command -v clang-format >/dev/null || { echo "skipped: clang-format is not installed"; exit 77; }
find core plugins sdk tests -name '*.c' ! -path 'tests/style/bad/*' -exec clang-format --dry-run -Werror {} +
