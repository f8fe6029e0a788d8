#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds what the benchmarks need and measures: prints the table of goals and writes docs/performance.md. Nothing else may run meanwhile.
# usage: sh tests/bench/run.sh [--rounds N] [--row NAME…] [--list] [--peers] [--no-build] …; --help says more
# Exit code: 0; 1 when a floor was missed or a row failed; 2 when nothing could be measured here.
set -eu
cd "$(dirname "$0")/../.."

build=yes
for argument in "$@"; do
    shift
    case $argument in
    --no-build) build=no ;;
    --list | -h | --help)
        build=no
        set -- "$@" "$argument"
        ;;
    *) set -- "$@" "$argument" ;;
    esac
done
if [ $build = yes ]; then
    sh packaging/install-packages.sh build bench || exit 2
    mkdir -p build
    cmake --preset bench >build/bench.configure.log 2>&1 || {
        cat build/bench.configure.log >&2
        exit 2
    }
    cmake --build --preset bench --parallel "$(nproc)" || exit 2
fi
cd tests/bench
exec python3 -B -m runner "$@"
