# count.awk: what the runs of ctest counted. Reads pairs of files, LOG/PRESET.ctest (what ctest printed) and then LOG/PRESET.tests (its LastTest.log).
# A test is what ctest counts. Its cases are what it counts itself, "[  PASSED  ] N test(s)."; one that counts none is one case. Each part that a test
# leaves out is a line "skipped: REASON"; a test that is left out as a whole gives such a line too, but ctest's log calls it passed.
# Prints the table and the reasons; totals go to the file named by -v totals=.
# LOG/PRESET.again.* are of the tests that failed, repeated alone.
function preset(path,   n, part) { n = split(path, part, "/"); sub(/(\.again)?\.[a-z]*$/, "", part[n]); return part[n] }

FNR == 1 { name = preset(FILENAME); test = ""; if (!(name in tests)) { order[++presets] = name; tests[name] = cases[name] = skips[name] = failed[name] = 0 } }
{ sub(/\r$/, "") }

FILENAME ~ /\.ctest$/ && / Test +#[0-9]+: / {
  split($0, half, /Test +#[0-9]+: /); split(half[2], word, " ")
  if ($0 ~ /\*\*\*Skipped/) whole[name, word[1]] = 1
  else if (FILENAME ~ /\.again\./) {
    if ($0 !~ /\*\*\*/ && (name, word[1]) in bad) { delete bad[name, word[1]]; failed[name]--; repeated = repeated " " name ":" word[1] }
  } else if ($0 ~ /\*\*\*/) { failed[name]++; bad[name, word[1]] = 1 }
}
FILENAME ~ /\.ctest$/ && /^Total Test time/ { seconds[name] += $(NF - 1) }
FILENAME ~ /\.ctest$/ { next }

/^[0-9]+\/[0-9]+ Test: / { test = $3; own = 0; counted = 0; reasons = 0; left_out = 0 }
/^\[  PASSED  \] [0-9]+ test/ { own += $4; counted = 1 }
/^\[  SKIPPED \] [0-9]+ test/ { left_out += $4 }
/^skipped: / {
  reasons++
  if (!((name, $0) in seen)) { seen[name, $0] = 1; reason[++nreasons] = name ": " substr($0, 10) }
}
/^Test Passed\./ && test != "" {
  if (reasons < left_out) { failed[name]++; bad[name, test " (skips without a reason)"] = 1 }
  skips[name] += reasons
  if (!((name, test) in whole)) { tests[name]++; cases[name] += counted ? own : 1 }
  test = ""
}

END {
  printf "\n%-15s %7s %7s %8s %7s %9s\n", "preset", "tests", "cases", "skipped", "failed", "seconds"
  for (i = 1; i <= presets; i++) {
    p = order[i]
    printf "%-15s %7d %7d %8d %7d %9.0f\n", p, tests[p], cases[p], skips[p], failed[p], seconds[p]
    t += tests[p]; c += cases[p]; s += skips[p]; f += failed[p]
  }
  if (nreasons) print "\nskipped, with the reason:"
  for (i = 1; i <= nreasons; i++) print "  " reason[i]
  if (repeated) print "\nfailed beside other tests, passed alone:" repeated
  if (f) { printf "\nfailed:"; for (one in bad) { split(one, pair, SUBSEP); printf " %s:%s", pair[1], pair[2] }; print "" }
  print t + 0, c + 0, s + 0, f + 0 >totals
}
