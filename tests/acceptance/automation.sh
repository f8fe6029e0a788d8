#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs every command of docs/LOAD_TEST_AUTOMATION.md as it stands, one fenced block "sh" after another in a folder of its own, and holds each
# to its exit code (0, or what its comment "exit code N" says). Only "60s" is shortened to 6 s.
# usage: automation.sh PAGE WORK PROGRAM
set -eu
if [ "$(ps -o pgid= -p $$ | tr -d ' ')" != $$ ]; then # what the blocks leave behind is to be ended as one group
    exec setsid --wait bash "$0" "$@"
fi
if [ -z "${APART:-}" ] && unshare -n true 2>/dev/null; then # a network of its own: port 8002 is free
    APART=yes exec unshare -n bash "$0" "$@"
fi
page=$(readlink -f "$1")
mkdir -p "$2"
work=$(readlink -f "$2")
program=$(readlink -f "$3")
ip link set lo up 2>/dev/null || true
rm -rf "$work/blocks" "$work/folder"
mkdir -p "$work/blocks" "$work/folder"
awk -v out="$work/blocks/" '
    /^```sh$/ { ++n; file = sprintf("%s%02d.sh", out, n); print "# line " NR + 1 > file; inside = 1; next }
    /^```/ { inside = 0 }
    inside { gsub(/60s/, "6s"); print > file }' "$page"
blocks=("$work"/blocks/*.sh)
if [ "${#blocks[@]}" -lt 8 ]; then
    echo "only ${#blocks[@]} blocks of commands were found in $page" >&2
    exit 1
fi
unset "${!LOADGATE_@}" "${!LOADTEST_@}" "${!GITHUB_@}" # to loadgate they are options, and a step's files
export PATH="${program%/*}:$PATH"
cd "$work/folder"

# Whatever a block leaves in the background ends with us.
end() {
    code=$?
    trap '' TERM
    kill -- "-$$" 2>/dev/null || true
    exit "$code"
}
trap end EXIT

for block in "${blocks[@]}"; do
    expected=$(sed -n 's/.*# exit code \([0-9]*\)$/\1/p' "$block")
    code=0
    bash "$block" >"$block.out" 2>&1 </dev/null || code=$?
    if [ "$code" != "${expected:-0}" ]; then
        cat "$block" "$block.out" >&2
        echo "FAILED: the commands above ended with exit code $code; ${expected:-0} is expected" >&2
        exit 1
    fi
    if grep -q '&$' "$block"; then # a server: until it listens
        for _ in $(seq 100); do
            ! (: >/dev/tcp/127.0.0.1/8002) 2>/dev/null || break
            sleep 0.1
        done
    fi
done
echo "${#blocks[@]} blocks of commands ran and ended as the page says"
