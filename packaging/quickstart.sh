#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From a fresh clone to a first measurement: installs what the build needs, builds loadgate, and lets it measure its own demo backend.
# usage: sh packaging/quickstart.sh
set -eu
cd "$(dirname "$0")/.."
log=build/quickstart.log
mkdir -p build

# Shows ninja's "[12/80] …" lines as progress: in place on a terminal, each tenth of the way elsewhere. All else is in the log.
showProgress() {
    shown=-1
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        counted=$(printf '%s\n' "$line" | sed -n 's,^\[\([0-9]*\)/\([0-9]*\)\].*,\1 \2,p')
        [ -n "$counted" ] || continue
        percent=$((100 * ${counted% *} / ${counted#* }))
        if [ -t 1 ]; then
            printf '\r      %3d %%' "$percent"
        elif [ $((percent / 10)) -gt $((shown / 10)) ] || [ "$shown" -lt 0 ]; then
            printf '      %3d %%\n' "$percent"
            shown=$percent
        fi
    done
    [ ! -t 1 ] || printf '\n'
}

# A pipe hides its first command's exit code, so that goes through a file.
build() {
    { cmake --build build/release --parallel 2>&1 && echo done >build/quickstart.ok; } | showProgress
    [ -f build/quickstart.ok ]
}

giveUp() {
    tail -n 40 "$log" >&2
    echo "quickstart.sh: $1; the whole output is in $log" >&2
    exit 1
}

echo "This builds Loadgate in build/release and lets it measure its own demo backend for 20 seconds. Nothing is installed but Debian packages."
echo "1/4  packages that the build needs"
sh packaging/install-packages.sh build
echo "2/4  configuring"
rm -f "$log" build/quickstart.ok
cmake --preset release -DLOADGATE_TESTS=OFF >>"$log" 2>&1 || giveUp "configuring failed"
echo "3/4  building (a few minutes the first time)"
build || giveUp "the build failed"
echo "4/4  loadgate demo --duration 20s"
echo
code=0
build/release/bin/loadgate demo --duration 20s || code=$?
cat <<'END'

To go on:
  export PATH="$PWD/build/release/bin:$PATH"
  loadgate demo backend --listen 127.0.0.1:8002 &                   a server to measure
  loadgate plan --target http://127.0.0.1:8002 --rate 1200          what would be sent; sends nothing
  loadgate run --target http://127.0.0.1:8002 --rate 1200 --p95 250ms
  loadgate run --help
END
exit "$code"
