#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Puts loadgate on the PATH of the steps that follow: the version that was asked for, else the one the runner has, else one built from the
# sources that this action lies in.
#   WANTED_VERSION  a tag or commit; may be empty      WANTED_SOURCE  the repository to take it from
set -eu
if [ -z "$WANTED_VERSION" ] && command -v loadgate >/dev/null; then
    echo "The runner's own: $(command -v loadgate), $(loadgate --version)"
    exit 0
fi
sources=$(cd "$(dirname "$0")/../../.." && pwd)
if [ -n "$WANTED_VERSION" ]; then
    sources=${RUNNER_TEMP:-/tmp}/loadgate-source
    rm -rf "$sources"
    git clone --quiet --no-checkout -- "$WANTED_SOURCE" "$sources"
    git -C "$sources" checkout --quiet --detach "$WANTED_VERSION" --
elif [ ! -f "$sources/framework/CMakeLists.txt" ]; then
    echo "::error title=Loadgate::the runner has no loadgate, and $sources is not its source: give the input 'version', a tag of Loadgate to build" >&2
    exit 2
fi
cd "$sources"
if [ "$(id -u)" -eq 0 ]; then
    sh packaging/install-packages.sh build
else
    sudo sh packaging/install-packages.sh build
fi
cmake --preset release -DLOADGATE_TESTS=OFF
cmake --build build/release --parallel
echo "$sources/build/release/bin" >>"$GITHUB_PATH"
