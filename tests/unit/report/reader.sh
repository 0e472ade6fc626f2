#!/bin/sh
# reader.sh xmllint|jsonschema|junitparser|sarif-multitool PROGRAM SCHEMA: is what PROGRAM (sample.c) writes accepted by an independent reader?
# 77: the reader is not installed. tools/readers.sh fetches what Debian has not.
set -eu
PATH=$PATH:$(cd "$(dirname "$0")/../../.." && pwd)/.cache/npm/node_modules/.bin
reader=$1 program=$2 schema=$3
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"$program" junit >"$work/report.xml"
# The Python that has the module: the distribution's packages belong to its own.
python_with() { for p in python3 /usr/bin/python3; do "$p" -c "import $1" 2>/dev/null && echo "$p" && return; done; }
skip() { echo "skipped: $1 is not installed"; exit 77; }
case $reader in
  xmllint)
    command -v xmllint >/dev/null || skip xmllint
    xmllint --noout "$work/report.xml"
    [ "$(xmllint --xpath 'count(//testcase)' "$work/report.xml")" = 7 ] ;;
  jsonschema)
    python=$(python_with jsonschema) || skip python3-jsonschema
    "$program" json >"$work/report.json"
    "$python" - "$work/report.json" "$schema" <<'P'
import json, sys, jsonschema
report, schema = json.load(open(sys.argv[1], encoding="utf-8")), json.load(open(sys.argv[2], encoding="utf-8"))
jsonschema.Draft7Validator.check_schema(schema)
jsonschema.validate(report, schema, cls=jsonschema.Draft7Validator)
assert len(report["findings"]) == 3 and report["findings"][0]["evidence"]["resident_bytes"] == 94371840
del report["findings"][0]["severity"]
assert list(jsonschema.Draft7Validator(schema).iter_errors(report)), "the schema accepts a finding without severity"
P
    ;;
  junitparser)
    python=$(python_with junitparser) || skip python3-junitparser
    "$python" - "$work/report.xml" <<'P'
import sys
from junitparser import JUnitXml
suites = list(JUnitXml.fromfile(sys.argv[1]))
assert len(suites) == 1
s = suites[0]
assert (s.tests, s.failures, s.errors, s.skipped) == (7, 1, 1, 2), (s.tests, s.failures, s.errors, s.skipped)
assert len(list(s)) == 7
P
    ;;
  sarif-multitool)
    command -v sarif-multitool >/dev/null || skip "sarif-multitool (npm package, tools/readers.sh)"
    # Its status is 0 whatever it finds, and of a word that it cannot read it says nothing at all. So the one remark that has to come, since the project has
    # no page to name as informationUri, must be there, and no other; and a wrong index must be noticed.
    judge() { sarif-multitool validate "$1" | grep -oE '(error|warning) (SARIF|JSON|ERR)[0-9]+' | sort -u | tr '\n' ' '; }
    "$program" sarif >"$work/report.sarif"
    said=$(judge "$work/report.sarif")
    [ "$said" = "warning SARIF2005 " ] || { sarif-multitool validate "$work/report.sarif"; exit 1; }
    sed 's/"ruleIndex": 0/"ruleIndex": 99/' "$work/report.sarif" >"$work/wrong.sarif"
    said=$(judge "$work/wrong.sarif")
    [ "$said" = "error SARIF1009 warning SARIF2005 " ] || { echo "a wrong index is not noticed: $said"; exit 1; } ;;
esac
echo "$reader accepts it"
