#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the script that starts what is loaded, in the repository's root.
#   WANTED_SETUP  the script; empty: deploy/loadtest_setup.sh when it is there, otherwise nothing
set -eu
if [ -z "$WANTED_SETUP" ]; then
    WANTED_SETUP=deploy/loadtest_setup.sh
    [ -f "$WANTED_SETUP" ] || exit 0
fi
if [ ! -f "$WANTED_SETUP" ]; then
    echo "::error title=Load test::there is no file '$WANTED_SETUP' in this repository; the input 'setup' names a script that starts what is loaded" >&2
    exit 2
fi
exec bash "$WANTED_SETUP"
