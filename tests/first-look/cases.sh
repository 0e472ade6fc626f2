#!/bin/sh
# cases.sh SEEDS FIRST START: one case a line, "NAME|LANE|WANT|RUN|FAULTS or !HEALTHY or $COMMAND". Lane 0 needs a
# CPU of its own, "any" does not. Sizes are drawn over a factor of ten from the smallest that
# docs/checks/first-look.md promises; the same seed gives the same case.
seeds=$1 first=$2 start=$3
awk -v n="$seeds" -v first="$first" -v start="$start" '
  function between(a, b) { return a * exp(rand() * log(b / a)) }
  function add(s) { list = list == "" ? s : list "," s }
  BEGIN {
    for (seed = first; seed < first + n; seed++) {
      srand(seed * 7919); rand(); list = ""; lane = "any"
      if (rand() < 0.5) add(sprintf("memory=%.2fMiB/s", between(0.5, 5)))
      if (rand() < 0.5) add(sprintf("handles=%.1f/s", between(4, 40)))
      if (seed % 5 == 1) { add("spin=1"); lane = 0 }
      if (rand() < 0.4) add(sprintf("start=%.2fs", between(start, 10)))
      if (rand() < 0.3) add(sprintf("exit=%d", 1 + int(rand() * 100)))
      else if (rand() < 0.1) add("exit=kill")
      printf "seed-%d|%s|log|%.1fs|%s\n", seed, lane, 7 + rand() * 2, list
    }
  }'
