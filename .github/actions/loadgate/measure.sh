#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# loadgate run by the action's inputs. Its exit code is the step's: 0 is PASS, everything else fails the job. The job's summary, the
# outputs and an annotation for each failed check are written by loadgate itself.
#   WANTED_TARGET WANTED_PROFILE WANTED_CONCURRENCY WANTED_DURATION WANTED_CONFIG  the inputs; may be empty
set -eu
results=loadtest-result
mkdir -p deploy "$results"
arguments=()
[ -z "$WANTED_TARGET" ] || arguments+=("--target=$WANTED_TARGET")
[ -z "$WANTED_CONCURRENCY" ] || arguments+=("--concurrency=$WANTED_CONCURRENCY")
[ -z "$WANTED_DURATION" ] || arguments+=("--duration=$WANTED_DURATION")
[ -z "$WANTED_CONFIG" ] || arguments+=("--config=$WANTED_CONFIG")
arguments+=(--report deploy/performance_report.md --json "$results/run.json" --html "$results/run.html" --junit "$results/junit.xml"
    --hgrm "$results/latency.hgrm" --progress plain --no-color)
[ -z "$WANTED_PROFILE" ] || arguments+=(-- "$WANTED_PROFILE") # whatever it is called, it is no option
exec loadgate run "${arguments[@]}"
