#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds Loadgate and runs its tests. Installs missing Debian packages when run as root, otherwise says which.
# usage: sh tests/run.sh [--full | --soak | --bench [options of tests/bench/run.sh]]
#   without an option  all tests, and each fuzz target for 20 s
#   --full             each fuzz target for 5 minutes; long simulations; the tests again under AddressSanitizer + UBSan and under ThreadSanitizer; clang-tidy
#   --soak             instead of the tests: one long run, watched for growing memory, descriptors and lag (tests/soak/soak.sh)
#   --bench            instead of the tests: the table of goals (tests/bench/run.sh); a quiet machine for three quarters of an hour
#   LOADGATE_NO_SKIP=1 a skipped test is a failure (CI)
#   LOADGATE_ACCEPT_SECONDS=N   length of the runs against real servers (10)
#   LOADGATE_SOAK_SECONDS=N     length of the long run (7200)
set -eu
cd "$(dirname "$0")/.."

tier=usual
for argument in "$@"; do
    case $argument in
    --full) tier=full ;;
    --soak) tier=soak ;;
    --bench)
        [ "$1" = --bench ] || {
            echo "tests/run.sh: --bench comes first, what follows is for tests/bench/run.sh" >&2
            exit 2
        }
        shift
        exec sh tests/bench/run.sh "$@"
        ;;
    -h | --help)
        sed -n '3,12s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
    *)
        echo "tests/run.sh: unknown option '$argument'; --full, --soak and --bench are known" >&2
        exit 2
        ;;
    esac
done

# Kept out of the tests' environment: to loadgate every LOADGATE_ name is one of its own options.
noSkip=${LOADGATE_NO_SKIP:-0}
soakSeconds=${LOADGATE_SOAK_SECONDS:-7200}
unset LOADGATE_NO_SKIP LOADGATE_SOAK_SECONDS
[ $tier != full ] || export TEST_STEADY_REQUESTS=1000000 # engine.allocations counts those of a million requests
jobs=$(nproc 2>/dev/null || echo 2)
passed=0
failed=0
skipped=0
began=$(date +%s)
summary=

# stage TEXT COMMAND… : runs it, notes the minutes.
stage() {
    title=$1
    shift
    echo "== $title"
    started=$(date +%s)
    stageResult=0
    "$@" || stageResult=$?
    took=$(($(date +%s) - started))
    minutes=$(printf '%d.%d' $((took / 60)) $((took % 60 / 6)))
    echo "== $title: $minutes min"
    summary="$summary
  $minutes min  $title"
    return $stageResult
}

# Counts test functions in ctest's JUnit file: those that Qt Test printed, otherwise the test as one. Prints each skip with its reason.
count() {
    awk '
        function skip(why) { gsub(/&quot;/, "\"", why); print "skipped: " name ": " why > "/dev/stderr"; ++skipped }
        /<testcase / {
            name = $0; sub(/.*<testcase name="/, "", name); sub(/".*/, "", name)
            functions = 0; bad = 0; message = ""; output = ""
            ran = $0 ~ /status="run"/; wrong = $0 ~ /status="fail"/
        }
        /<skipped message=/ { message = $0; sub(/.*<skipped message="/, "", message); sub(/"\/>.*/, "", message) }
        sub(/.*<system-out>/, "") { output = $0 }
        /^(PASS|FAIL!|XPASS|XFAIL|SKIP) +: / && !/::(initTestCase|cleanupTestCase)\(\)$/ {
            ++functions
            if ($1 == "PASS" || $1 == "XFAIL") ++passed
            else if ($1 == "SKIP") skip(substr($0, index($0, ":") + 2))
            else { ++failed; ++bad }
        }
        /<\/testcase>/ {
            if (ran && functions == 0) ++passed
            else if (wrong && bad == 0) ++failed     # a crash or a timeout: no function said so
            else if (!ran && !wrong) { if (message ~ /^SKIP_/) skip(output); else ++failed }
        }
        END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

# runTests PRESET [ctest options]
runTests() {
    preset=$1
    shift
    log=build/$preset/junit.xml
    rm -f "$log"
    result=0
    ctest --test-dir "build/$preset" --parallel "$jobs" --output-on-failure --no-tests=error --output-junit junit.xml \
        --test-output-size-passed 1000000 --test-output-size-failed 1000000 "$@" </dev/null || result=$?
    [ -f "$log" ] || return 1
    counts=$(count "$log")
    # shellcheck disable=SC2086
    set -- $counts
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
    # Whatever else made ctest complain must not be lost.
    if [ "$result" -ne 0 ] && [ "$2" -eq 0 ]; then failed=$((failed + 1)); fi
    return 0
}

buildPreset() {
    cmake --preset "$1" >"build/$1.configure.log" 2>&1 || {
        cat "build/$1.configure.log" >&2
        return 1
    }
    cmake --build --preset "$1" --parallel "$jobs"
}

# A program that is one test: 0 passed, 77 skipped (it has said why), anything else failed.
asOneTest() {
    name=$1
    shift
    outcome=0
    "$@" || outcome=$?
    case $outcome in
    0) passed=$((passed + 1)) ;;
    77) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
    esac
    [ "$outcome" -ne 77 ] || echo "skipped: $name" >&2
}

# What fuzzing needs is not needed for anything else: without it, it is skipped by name.
canFuzz() {
    probe=build/fuzz.probe
    echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' |
        clang++-14 -fsanitize=fuzzer,address -x c++ - -o "$probe" >"$probe.log" 2>&1
}

fuzz() {
    for corpus in tests/fuzz/corpus/*/; do
        asOneTest "fuzz.$(basename "$corpus")" sh tests/fuzz/run.sh "$1" "$(basename "$corpus")"
    done
}

# fuzzStages SECONDS
fuzzStages() {
    sh packaging/install-packages.sh fuzz || true # says itself what is missing
    if ! canFuzz; then
        echo "skipped: fuzzing: no clang++-14 with libFuzzer (clang-14, libclang-rt-14-dev)" >&2
        skipped=$((skipped + 1))
        return 0
    fi
    stage "Build (preset fuzz)" buildPreset fuzz || finish 1
    stage "Fuzzing, $1 s each" fuzz "$1"
}

soak() { asOneTest soak env LOADGATE_SOAK_SECONDS="$soakSeconds" sh tests/soak/soak.sh; }

# The sources that differ from the main branch, or all where there is none to compare with.
changedSources() {
    if base=$(git merge-base HEAD origin/main 2>/dev/null) && [ "$base" != "$(git rev-parse HEAD)" ]; then
        git diff --name-only --diff-filter=d "$base" -- '*.cpp'
    else
        git ls-files -- '*.cpp'
    fi
}

# tidyIn PRESET: the sources that standard input names.
tidyIn() {
    xargs -r -P "$jobs" -n 8 clang-tidy-14 --quiet --extra-arg=-Wno-unknown-warning-option -p "build/$1" --header-filter="^$PWD/((framework|plugins|cli|tests)/|build/$1/walls/)"
}

# The benchmarks' programs are of another preset; they are looked at where that has been configured.
tidy() {
    changedSources | grep -v '^tests/bench/' | tidyIn ci || return 1
    [ ! -f build/bench/compile_commands.json ] || changedSources | { grep '^tests/bench/' || true; } | tidyIn bench
}

finish() {
    echo
    echo "Stages:$summary"
    echo "All: $((($(date +%s) - began) / 60)) min"
    code=$1
    if [ "$failed" -gt 0 ]; then code=1; fi
    if [ "$skipped" -gt 0 ] && [ "$noSkip" = 1 ]; then
        echo "Skipped tests count as failed here (LOADGATE_NO_SKIP=1)."
        code=1
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    exit "$code"
}

mkdir -p build
sections="build test"
[ $tier != full ] || sections="$sections full"
# shellcheck disable=SC2086
stage "Packages" sh packaging/install-packages.sh $sections || exit $?
stage "Build (preset ci)" buildPreset ci || finish 1
if [ $tier = soak ]; then
    stage "Soak, $soakSeconds s" soak
    finish 0
fi
stage "Tests" runTests ci || finish 1
if [ $tier = usual ]; then
    fuzzStages 20
else
    fuzzStages 300
    stage "Long simulations" asOneTest stats.simulations env TEST_SIMULATIONS=long QTEST_FUNCTION_TIMEOUT=3600000 build/ci/tests/test_stats_simulations
    # Tests that measure real time would measure the sanitizer; they have run above.
    for preset in asan tsan; do
        stage "Build (preset $preset)" buildPreset $preset || finish 1
        stage "Tests (preset $preset)" runTests $preset -LE acceptance || finish 1
    done
    stage "clang-tidy" tidy || finish 1
fi
finish 0
