# SPDX-License-Identifier: Apache-2.0
"""Starts the server and the generators, and says what each run took."""

import contextlib
import itertools
import json
import os
import signal
import struct
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from runner import arithmetic, machine


class Failed(Exception):
    """A program did not do what it was started for; the message is a sentence."""


def environment():
    """Without what loadgate would take for its own options, and without colours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(('LOADGATE_', 'LOADTEST_', 'GITHUB_'))}
    return {**kept, 'LC_ALL': 'C.UTF-8', 'NO_COLOR': '1'}


@dataclass
class Run:
    """What one run of a generator took, and what the server counted meanwhile."""
    cpu_ns: int = 0
    max_rss_kib: int = 0
    exit_code: int = 0
    stdout: str = ''
    stderr: str = ''
    requests: int = 0
    connections: int = 0
    arrivals: list = field(default_factory=list)
    watched: arithmetic.Watched = None
    reported_p50: float = 0.0  # s, what the generator says itself

    @property
    def cpu_per_request(self):
        """Seconds."""
        return self.cpu_ns / self.requests / 1e9


class Sink:
    """The server, for one run: a new process on a new port, so that nothing is left over from the run before."""
    _ports = itertools.cycle(machine.SERVER_PORTS)

    def __init__(self, bench, options=(), cpu=None, port=None):
        self._bench = bench
        self._cpu = bench.cores.server if cpu is None else cpu
        self._wanted_port = next(self._ports) if port is None else port
        self._options = list(options)
        self._log = bench.work / 'arrivals' if '--log' in self._options else None
        if self._log is not None:
            self._options[self._options.index('--log') + 1] = str(self._log)

    def __enter__(self):
        command = [self._bench.program('bench_sink'), '--port', str(self._wanted_port), '--cpu', str(self._cpu)] + self._options
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
        line = self._process.stdout.readline()
        if not line.startswith('port '):
            raise Failed(f'the server did not start: {self._process.stderr.read().strip()}')
        self.port = int(line.split()[1])
        self.pid = self._process.pid
        self.summary = None
        return self

    def stop(self):
        """What it has counted."""
        self._process.send_signal(signal.SIGTERM)
        output, errors = self._process.communicate(timeout=60)
        if self._process.returncode != 0:
            raise Failed(f'the server ended with code {self._process.returncode}: {errors.strip()}')
        self.summary = json.loads(output)
        return self.summary

    def arrivals(self):
        if self._log is None:
            return []
        raw = self._log.read_bytes()
        self._log.unlink()
        return list(struct.unpack(f'={len(raw) // 8}q', raw))

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def _launched(bench, sink, command, cpus, limit_seconds):
    """What bench_launch says of one run, and the share of time that the hypervisor took meanwhile."""
    out, stdout, stderr = (bench.work / name for name in ('launch.json', 'stdout', 'stderr'))
    launch = [bench.program('bench_launch'), '--cpus', ','.join(map(str, cpus)), '--out', str(out), '--watch', str(sink.pid),
              '--limit', str(limit_seconds), '--'] + command
    before = machine.processor_ticks({*cpus, bench.cores.server})
    with stdout.open('wb') as to, stderr.open('wb') as errors_to:
        subprocess.run(launch, stdout=to, stderr=errors_to, cwd=bench.work, env=environment(), check=False, timeout=2 * limit_seconds)
    after = machine.processor_ticks({*cpus, bench.cores.server})
    took = json.loads(out.read_text(encoding='ascii'))
    return took, arithmetic.steal_share(before, after), stdout.read_text(errors='replace'), stderr.read_text(errors='replace')


def run_against_sink(bench, command_for, sink_options=(), limit_seconds=120, cpus=None, helper=None):
    """Starts the server, then `command_for(port)` on the generator's core; stops the server and returns the Run. `helper`: the core of a
    second server on the same port."""
    cpus = [bench.cores.generator] if cpus is None else cpus
    with contextlib.ExitStack() as stack:
        sink_options = list(sink_options) + ([] if helper is None else ['--shared-port'])
        sink = stack.enter_context(Sink(bench, sink_options))
        sinks = [sink] if helper is None else [sink, stack.enter_context(Sink(bench, sink_options, helper, sink.port))]
        took, steal, stdout, stderr = _launched(bench, sink, command_for(sink.port), cpus, limit_seconds)
        summaries = [each.stop() for each in sinks]
        arrivals = sink.arrivals()
    run = Run(cpu_ns=took['user_ns'] + took['system_ns'], max_rss_kib=took['max_rss_kib'], exit_code=took['exit'], stdout=stdout,
              stderr=stderr, requests=sum(summary['requests'] for summary in summaries),
              connections=sum(summary['connections'] for summary in summaries), arrivals=arrivals)
    if run.requests > 0 and len(took['samples']) > 1:
        waited, sink_waited, used = arithmetic.shares_within(took['samples'], summaries[0]['first_ns'], summaries[0]['last_ns'])
        run.watched = arithmetic.Watched(waited, sink_waited, steal, used / len(cpus))
    return run


def expect_success(run, name, codes=(0,)):
    if run.exit_code not in codes:
        words = (run.stderr.strip() or run.stdout.strip()).splitlines()
        raise Failed(f'{name} ended with code {run.exit_code}: {words[-1] if words else "it said nothing"}')
    if run.requests == 0 or run.watched is None:
        raise Failed(f'{name} sent nothing')
    return run


class Bench:
    """What every row needs: where the programs are, which cores, how many rounds."""

    def __init__(self, top, build, cores, rounds):
        self.top, self.build, self.cores, self.rounds = Path(top), Path(build), cores, rounds
        self.work = self.build / 'bench-work'
        self.work.mkdir(parents=True, exist_ok=True)
        self.descriptors = 0
        self.loadgate = None
        self._once = {}

    def program(self, name):
        path = self.build / 'tests' / name
        if not path.exists():
            raise machine.Unusable(f'{name} is not built: cmake --preset bench && cmake --build --preset bench')
        return str(path)

    @property
    def peers(self):
        return self.build / 'peers'

    def once(self, key, measure):
        """Several rows of one measurement: it is made for the first of them."""
        if key not in self._once:
            try:
                self._once[key] = (measure(), None)
            except Exception as error:  # pylint: disable=broad-except
                self._once[key] = (None, error)
        value, error = self._once[key]
        if error is not None:
            raise error
        return value


def settle():
    """Sockets of the run before are still being closed."""
    time.sleep(0.05)
