# SPDX-License-Identifier: Apache-2.0
"""Our side: which options the built loadgate knows, its command lines, and what it reported."""

import json
import re
import subprocess
from pathlib import Path

from runner.programs import Failed, environment, expect_success, run_against_sink

# PASS, FAIL, INCONCLUSIVE, INVALID: a run of two seconds cannot be judged, and need not be.
MEASURED = (0, 10, 20, 30)
WRONG_USAGE = 2

# With everything honest switched on: weights, a histogram for each endpoint, an objective, live events, the whole result.
TWO_ENDPOINTS = ['--endpoint', 'GET /a 3', '--endpoint', 'GET /b 1']


class NotInThisVersion(Exception):
    """The built loadgate cannot do what the row is about; the message says what is missing."""


class Loadgate:
    def __init__(self, path):
        self.path = str(path)
        if not Path(path).exists():
            raise Failed(f'{path} is not built: cmake --preset bench && cmake --build --preset bench')
        text = subprocess.run([self.path, 'run', '--help'], capture_output=True, text=True, check=False, env=environment()).stdout
        self.options = set(re.findall(r'^\s+(--[a-z0-9.-]+)', text, re.MULTILINE))

    def version(self):
        done = subprocess.run([self.path, '--version'], capture_output=True, text=True, check=False, env=environment())
        return done.stdout.strip() or 'loadgate'

    def needs(self, *options):
        for option in options:
            if option not in self.options:
                raise NotInThisVersion(f'`loadgate run` has no {option}')

    def command(self, bench, url, arguments):
        return [self.path, 'run', '--target', url, '--no-history', '--progress', 'none', '--slo', 'errors < 1%',
                '--json', str(bench.work / 'result.json'), '--events', str(bench.work / 'events.ndjson')] + arguments


def reported(bench):
    return json.loads((bench.work / 'result.json').read_text(encoding='utf-8'))


def _refuse_what_is_not_there(run):
    if run.exit_code == WRONG_USAGE:
        words = run.stderr.strip().splitlines()
        raise NotInThisVersion(words[0] if words else 'loadgate refused its options')


def run_loadgate(bench, arguments, sink_options=(), reactor=None, wrap=None, scheme='http', **launch):
    """One run, and its result's JSON. `reactor`: which must have run. `wrap`: what to put before the command."""
    program = bench.loadgate
    if reactor is not None and '--reactor' in program.options:
        arguments = arguments + ['--reactor', reactor]

    def command(port):
        return (wrap or []) + program.command(bench, f'{scheme}://127.0.0.1:{port}/', arguments)

    (bench.work / 'result.json').unlink(missing_ok=True)
    run = run_against_sink(bench, command, sink_options, **launch)
    _refuse_what_is_not_there(run)
    expect_success(run, 'loadgate', MEASURED)
    result = reported(bench)
    ran = result.get('environment', {}).get('reactor')
    if reactor is not None and ran != reactor:
        raise NotInThisVersion(f'{reactor} was asked for and {ran} ran' if '--reactor' in program.options else
                               f'`loadgate run` has no --reactor, and {ran} is what it uses')
    counts = result['requests']
    if counts['sent'] != run.requests:
        raise Failed(f'loadgate counts {counts["sent"]} requests, the server {run.requests}')
    if counts['failed'] > 0:
        raise Failed(f'{counts["failed"]} of {counts["sent"]} requests failed: {result.get("errors")}')
    return run, result
