#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts what the workflow loadtest.yml loads. Here it is the demo backend, where deploy/targets.yml says backend-v2 is: put your own
# service's start in its place. Ends when the service answers, or after 30 s with exit code 1.
set -eu
mkdir -p loadtest-result
nohup loadgate demo backend --listen 127.0.0.1:8002 --latency 4ms --errors 0% >loadtest-result/backend.log 2>&1 </dev/null &
tries=0
until curl --silent --fail --output /dev/null http://127.0.0.1:8002/healthz; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ]; then
        cat loadtest-result/backend.log >&2
        echo "loadtest_setup.sh: the demo backend does not answer at http://127.0.0.1:8002/healthz" >&2
        exit 1
    fi
    sleep 0.2
done
