#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing of the named sections of debian-packages.txt; says what, and does nothing when nothing is missing.
# usage: packaging/install-packages.sh build [test] [fuzz] [full] [bench]
set -eu
list=$(dirname "$0")/debian-packages.txt

wanted=
for section in "$@"; do
    names=$(sed -e 's/#.*//' -e 's/[[:space:]]*$//' "$list" | sed -n "/^\[$section\]\$/,/^\[/p" | grep -v '^\[' | grep -v '^$' || true)
    if [ -z "$names" ]; then
        echo "install-packages.sh: $list has no section [$section]" >&2
        exit 2
    fi
    wanted="$wanted $names"
done

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian, so nothing is installed. On Debian 12 these packages are needed:"
    echo "$wanted" | tr '\n' ' '
    echo
    exit 0
fi

missing=
for package in $wanted; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

command="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing:$missing" >&2
    echo "Install them, then start again:  sudo $command" >&2
    exit 2
fi

echo "Installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# The package lists may be old, or absent in a fresh container.
if ! { apt-get update -q && $command -q; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "install-packages.sh: the packages could not be installed; apt-get's words are above" >&2
    exit 1
fi
