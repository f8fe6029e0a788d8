#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the fuzz targets of build/fuzz, one after another, each for so many seconds, from its committed corpus. What they find and learn
# is written below build/fuzz only.
# usage: tests/fuzz/run.sh SECONDS [NAME…]
#   build them first: cmake --preset fuzz && cmake --build --preset fuzz
set -eu
cd "$(dirname "$0")/../.."
built=build/fuzz/tests
if [ $# -eq 0 ] || ! [ "$1" -gt 0 ] 2>/dev/null; then
    sed -n '3,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
seconds=$1
shift

if [ $# -eq 0 ]; then
    for corpus in tests/fuzz/corpus/*/; do
        set -- "$@" "$(basename "$corpus")"
    done
fi
mkdir -p build/fuzz/findings build/fuzz/logs

# explore NAME: 0 when the time passed without a finding.
explore() {
    name=$1
    log=build/fuzz/logs/$name.log
    if ! [ -x "$built/fuzz_$name" ]; then
        echo "$built/fuzz_$name is not built; the presets' build target is 'fuzzers'" >&2
        return 1
    fi
    mkdir -p "build/fuzz/learned/$name"
    result=0
    # A small input may take neither much time nor much memory. What is learned goes to the first folder; the second is only read.
    "$built/fuzz_$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -malloc_limit_mb=64 \
        -print_final_stats=1 -artifact_prefix="build/fuzz/findings/$name-" \
        "build/fuzz/learned/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1 </dev/null || result=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ "$result" -eq 0 ]; then
        echo "fuzz $name: $runs runs, nothing found"
        return 0
    fi
    tail -n 60 "$log" >&2
    echo "fuzz $name: a finding. It is in build/fuzz/findings; to see it again: $built/fuzz_$name THE-FILE" >&2
    echo "Mended, it becomes a file of tests/fuzz/corpus/$name, which every test run plays back." >&2
    return 1
}

failed=0
for target in "$@"; do
    explore "$target" || failed=$((failed + 1))
done
[ "$failed" -eq 0 ]
