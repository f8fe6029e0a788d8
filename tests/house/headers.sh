#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles each header of ours alone: one that leans on what others happen to include breaks its next user.
# usage: headers.sh TOP COMPILER [-isystemFOLDER…]
set -eu
top=$1
compiler=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "core/x.h" and "loadgate/x.h" as sources write them.
mkdir "$work/include"
for folder in model engine stats core; do ln -s "$top/framework/$folder" "$work/include/$folder"; done
ln -s "$top/framework/sdk/loadgate" "$work/include/loadgate"
ln -s "$top/cli" "$work/include/cli"

cd "$top"
find framework plugins cli tests/testkit -name '*.h' | sort >"$work/headers"
count=$(wc -l <"$work/headers")
[ "$count" -gt 20 ] || { echo "only $count headers found below $top" >&2; exit 1; }

# One at a time in each of as many shells as there are processors; a failed one leaves its name behind.
xargs -P "$(nproc)" -I HEADER sh -c '
    header=$1; failed=$2; compiler=$3; shift 3
    "$compiler" -std=c++20 -fsyntax-only -fPIC "$@" -x c++ -include "$header" /dev/null || echo "$header" >>"$failed"
' sh HEADER "$work/failed" "$compiler" "-I$work/include" "-I$top/tests" "$@" <"$work/headers"

if [ -s "$work/failed" ]; then
    echo "These headers do not compile alone:" >&2
    sort "$work/failed" >&2
    exit 1
fi
echo "$count headers compile alone"
