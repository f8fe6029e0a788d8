# SPDX-License-Identifier: Apache-2.0
"""The others: how each is started for the same work, and where it comes from."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from runner.programs import environment, expect_success, run_against_sink

K6_SCRIPT = '''import http from 'k6/http';
export const options = {discardResponseBodies: true};
export default function () { http.get(__ENV.URL); }
'''

# Built only when asked for (--peers): not packages of Debian.
GO_MODULES = {'k6': 'go.k6.io/k6@v1.0.0', 'vegeta': 'github.com/tsenart/vegeta/v12@v12.12.0'}


class Absent(Exception):
    """A peer is not here; the message says how to get it."""


def _go_install(module):
    return f'GOBIN=build/bench/peers go install {module}'


def find(bench, name):
    built = bench.peers / name
    if built.exists():
        return str(built)
    found = shutil.which(name)
    if found is not None:
        return found
    if name in GO_MODULES:
        raise Absent(f'{name} not built (sh tests/bench/run.sh --peers, or {_go_install(GO_MODULES[name])})')
    raise Absent(f'{name} not installed (sh packaging/install-packages.sh bench)')


def build_go_peers(bench):
    """Both, into build/bench/peers; returns the sentences of what went wrong."""
    if shutil.which('go') is None:
        return ['there is no go to build k6 and vegeta with']
    wrong = []
    for name, module in GO_MODULES.items():
        if (bench.peers / name).exists():
            continue
        print(f'building {name}: {_go_install(module)}', flush=True)
        done = subprocess.run(['go', 'install', module], env={**os.environ, 'GOBIN': str(bench.peers), 'CGO_ENABLED': '0'}, check=False)
        if done.returncode != 0:
            wrong.append(f'{name} could not be built; the words of go are above')
    return wrong


@dataclass(frozen=True)
class Load:
    url: str
    connections: int
    seconds: int


def wrk(bench, load):
    return [find(bench, 'wrk'), '-t1', f'-c{load.connections}', f'-d{load.seconds}s', '--timeout', '10s', load.url]


def h2load(bench, load):
    return [find(bench, 'h2load'), '--h1', '-t1', f'-c{load.connections}', f'-D{load.seconds}', load.url]


def hey(bench, load):
    return [find(bench, 'hey'), '-cpus', '1', '-c', str(load.connections), '-z', f'{load.seconds}s', load.url]


def k6(bench, load):
    script = Path(bench.work) / 'one_get.js'
    script.write_text(K6_SCRIPT, encoding='ascii')
    return [find(bench, 'k6'), 'run', '--quiet', '--no-usage-report', '--address', '', '--vus', str(load.connections),
            '--duration', f'{load.seconds}s', '-e', f'URL={load.url}', str(script)]


def vegeta(bench, load):
    targets = Path(bench.work) / 'vegeta_targets'
    targets.write_text(f'GET {load.url}\n', encoding='ascii')
    return [find(bench, 'vegeta'), 'attack', '-rate', '0', '-max-workers', str(load.connections), '-workers', str(load.connections),
            '-connections', str(load.connections), '-duration', f'{load.seconds}s', '-targets', str(targets), '-output', os.devnull]


COMMANDS = {'wrk': wrk, 'h2load': h2load, 'hey': hey, 'k6': k6, 'vegeta': vegeta}


def run_peer(bench, name, connections, seconds, sink_options=(), scheme='http'):
    def command(port):
        return COMMANDS[name](bench, Load(f'{scheme}://127.0.0.1:{port}/', connections, seconds))

    return expect_success(run_against_sink(bench, command, sink_options), name)


def run_h2load_at_rate(bench, rate, seconds, sink_options):
    """Its rate is one of each connection: 200 a second, as many connections as that takes."""
    each = 200

    def command(port):
        return [find(bench, 'h2load'), '--h1', '-t1', f'-c{rate // each}', f'--rps={each}', f'-D{seconds}', f'http://127.0.0.1:{port}/']

    return expect_success(run_against_sink(bench, command, sink_options), 'h2load')


def _words_of(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    except OSError:
        return ''
    return (done.stdout or done.stderr).strip()


def _debian_version(package):
    return _words_of(['dpkg-query', '-W', '-f=${Version}', package])


def versions(bench):
    """By name; only of those that are here."""
    known = {}
    for name, package in (('wrk', 'wrk'), ('h2load', 'nghttp2-client'), ('hey', 'hey')):
        if shutil.which(name) is not None:
            known[name] = _debian_version(package) or 'unknown version'
    for name, module in GO_MODULES.items():
        if (bench.peers / name).exists():
            known[name] = module.rsplit('@', 1)[1]
    return known
