#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A long run of the real program at a moderate rate, watched from outside: its memory and descriptors in /proc, the moments at which its
# requests arrive in the server's own log. Needs the preset ci built, and a machine with nothing else to do. What it writes is in build/soak.
#   LOADGATE_SOAK_SECONDS=N   how long (7200, at least 40)
# It fails when
#   - the program ends with another code than 0 (PASS), or its count of requests is not the server's;
#   - memory: the mean of the last quarter is above that of the first by more than 8 MiB and 8 KiB for each second between them
#     (at this rate the intervals, which are kept until the end, take some 4 KiB a second: docs/HANDOFF.md);
#   - descriptors: the most of the last quarter is above the most of the first by more than 4;
#   - lag: the 99th percentile of how late requests arrive in the last minute is above twice that of the first minute and 5 ms.
set -eu
cd "$(dirname "$0")/../.."
seconds=${LOADGATE_SOAK_SECONDS:-7200}
unset GITHUB_ACTIONS GITHUB_OUTPUT GITHUB_STEP_SUMMARY # this is no step that somebody waits for
# A network of its own where that may be had: nobody else's requests reach the server.
if [ -z "${APART:-}" ] && unshare -n true 2>/dev/null; then
    APART=yes exec unshare -n sh tests/soak/soak.sh
fi
[ -z "${APART:-}" ] || ip link set lo up
unset LOADGATE_SOAK_SECONDS LOADGATE_NO_SKIP # to loadgate every such name is one of its own options
rate=200
program=$PWD/build/ci/bin/loadgate
server=$PWD/build/ci/tests/scripted_server
work=$PWD/build/soak

if ! [ "$seconds" -ge 40 ] 2>/dev/null; then
    echo "soak: LOADGATE_SOAK_SECONDS is '$seconds': write a number of seconds, 40 or more" >&2
    exit 2
fi
if ! [ -r /proc/self/status ]; then
    echo "there is no /proc to watch memory and descriptors in" >&2
    exit 77
fi
mkdir -p "$work"
rm -f "$work"/*
cd "$work" # no objectives and no report of the source tree

serverId=
runId=
end() {
    for id in $runId $serverId; do
        kill "$id" 2>/dev/null || true
    done
}
trap end EXIT
trap 'exit 130' INT TERM

# Takes 3 ms, sometimes 10, and ends a connection after 50 requests, so that descriptors come and go.
"$server" --delay-us 3000 --spread 0.5 --close-after 50 --log "$work/served.log" >"$work/server.out" &
serverId=$!
tries=0
until [ -s "$work/server.out" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$serverId" 2>/dev/null; then
        echo "soak: $server did not start" >&2
        exit 1
    fi
    sleep 0.1
done

"$program" run --target "$(head -n 1 "$work/server.out")" --rate "$rate/s" --duration "${seconds}s" --endpoint 'GET /a 3' --endpoint 'GET /b 1' \
    --slo 'errors < 1%' --progress none --json "$work/result.json" >"$work/run.out" 2>"$work/run.err" &
runId=$!

# Lines "RSS in KiB, descriptors".
every=$((seconds / 400 + 1))
while kill -0 "$runId" 2>/dev/null; do
    memory=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$runId/status" 2>/dev/null) || memory=
    # shellcheck disable=SC2012 # names in /proc are numbers
    descriptors=$(ls "/proc/$runId/fd" 2>/dev/null | wc -l)
    [ -z "$memory" ] || echo "$memory $descriptors" >>"$work/samples.txt"
    sleep "$every"
done
code=0
wait "$runId" || code=$?
runId=
kill "$serverId"
wait "$serverId" || true
serverId=

failed=0
verdict() { # TEXT, and 1 when it is bad
    echo "soak: $1"
    if [ "$2" -ne 0 ]; then failed=1; fi
}

wrong=0
[ "$code" -eq 0 ] || wrong=1
verdict "the run ended with code $code; 0 is expected" "$wrong"
[ "$wrong" -eq 0 ] || cat "$work/run.out" "$work/run.err" >&2

sent=$(sed -n 's/^    "sent": \([0-9]*\),$/\1/p' "$work/result.json" | head -n 1) # of the whole run: the least indented
served=$(wc -l <"$work/served.log")
wrong=0
[ "$sent" = "$served" ] || wrong=1
verdict "the run counts $sent requests, the server $served" "$wrong"

# Quarters of the samples; the first and the last one are left out, where the program starts and reports.
awk -v seconds="$seconds" '
    { memory[NR] = $1; descriptors[NR] = $2 }
    END {
        first = 2; last = NR - 1; quarter = int((last - first + 1) / 4)
        if (quarter < 2) { print "soak: too few samples: " NR; exit 1 }
        for (i = 0; i < quarter; ++i) {
            early += memory[first + i]; late += memory[last - i]
            if (descriptors[first + i] > most) most = descriptors[first + i]
            if (descriptors[last - i] > mostLate) mostLate = descriptors[last - i]
        }
        growth = (late - early) / quarter; allowed = 8192 + 8 * seconds * 3 / 4
        printf "soak: memory: %.1f MiB in the first quarter, %.1f MiB in the last; %.1f MiB more, %.1f are allowed\n", \
            early / quarter / 1024, late / quarter / 1024, growth / 1024, allowed / 1024
        printf "soak: descriptors: at most %d in the first quarter, %d in the last; 4 more are allowed\n", most, mostLate
        exit growth > allowed || mostLate > most + 4
    }' "$work/samples.txt" || failed=1

# Request n of a constant rate is due at (n - 1/2) / rate. The earliest arrival of all, so measured, is the origin.
awk -v rate="$rate" '{ printf "%.0f %.0f\n", $5, $5 - (NR - 0.5) / rate * 1e9 }' "$work/served.log" >"$work/lateness.txt"
origin=$(awk 'NR == 1 || $2 < least { least = $2 } END { printf "%.0f", least }' "$work/lateness.txt")
window=$((seconds / 4 < 60 ? seconds / 4 : 60))
p99() { # of the milliseconds on standard input
    sort -n | awk '{ value[NR] = $1 } END { at = int(NR * 0.99); printf "%.3f", value[at < 1 ? 1 : at] }'
}
first=$(head -n $((rate * window)) "$work/lateness.txt" | awk -v origin="$origin" '{ print ($2 - origin) / 1e6 }' | p99)
last=$(tail -n $((rate * window)) "$work/lateness.txt" | awk -v origin="$origin" '{ print ($2 - origin) / 1e6 }' | p99)
wrong=$(awk -v first="$first" -v last="$last" 'BEGIN { print (last > 2 * first + 5) ? 1 : 0 }')
verdict "requests arrive up to $first ms late (p99) in the first $window s, $last ms in the last; twice the first and 5 ms are allowed" "$wrong"

exit "$failed"
