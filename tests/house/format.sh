#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check: says which sources are not as .clang-format wants them (77: cannot tell). apply: makes them so.
set -eu
action=$1
if ! command -v clang-format-14 >/dev/null; then
    echo "clang-format-14 is not installed: formatting was not checked" >&2
    exit 77
fi
# What git tracks; in an archive without git, what lies in our folders.
if git ls-files --error-unmatch .clang-format >/dev/null 2>&1; then
    list() { git ls-files -- '*.h' '*.cpp'; }
else
    list() { find framework plugins cli tests -name '*.h' -o -name '*.cpp'; }
fi
case $action in
check) list | xargs clang-format-14 --dry-run -Werror ;;
apply) list | xargs clang-format-14 -i ;;
*)
    echo "usage: format.sh check|apply" >&2
    exit 2
    ;;
esac
