# SPDX-License-Identifier: Apache-2.0
"""What can be counted and hardly varies: system calls, memory, the stall's arithmetic, nanoseconds of pieces."""

import json
import re
import shutil
import subprocess
from collections import Counter

from runner import arithmetic
from runner.arithmetic import Estimate
from runner.loadgate import TWO_ENDPOINTS, run_loadgate
from runner.programs import Failed, environment, settle
from runner.results import NO_ROUND, SKIPPED, TOO_NOISY, Result, Row

REPEATS = 3
MEGABYTE = 1e6


# System calls

def _perf(bench):
    """(what to put before a command, how to read the count), or None where the kernel does not let us count."""
    counts = bench.work / 'perf.csv'
    before = ['perf', 'stat', '-x,', '-e', 'raw_syscalls:sys_enter', '-o', str(counts), '--']

    def read():
        found = re.search(r'^(\d+),', counts.read_text(encoding='ascii'), re.MULTILINE)
        return int(found.group(1)) if found else 0

    if shutil.which('perf') is None:
        return None
    tried = subprocess.run(before + ['true'], capture_output=True, check=False, env=environment())
    # In a user namespace it starts, and counts nothing.
    return (before, read) if tried.returncode == 0 and read() > 0 else None


def _strace(bench):
    counts = bench.work / 'strace.txt'
    before = ['strace', '-f', '-c', '-q', '-o', str(counts), '--']

    def read():
        total = re.search(r'^100\.00\s+\S+\s+(?:\S+\s+)?(\d+)\s', counts.read_text(encoding='ascii'), re.MULTILINE)
        return int(total.group(1))

    return (before, read) if shutil.which('strace') is not None else None


def _counter(bench):
    for name, find in (('perf', _perf), ('strace, which slows and so batches', _strace)):
        found = find(bench)
        if found is not None:
            return name, *found
    return None


def syscalls(bench, reactor, connections):
    counter = bench.once('syscall counter', lambda: _counter(bench))
    if counter is None:
        return Result(absence=SKIPPED, reason='neither perf nor strace counts system calls here (Debian: linux-perf, strace)')
    name, before, read = counter
    values, rejected = [], Counter()
    for _ in range(REPEATS * 3):
        if len(values) == REPEATS:
            break
        settle()
        load = ['--concurrency', str(connections), '--duration', '2s']
        run, _ = run_loadgate(bench, TWO_ENDPOINTS + load, reactor=reactor, wrap=before)
        # The watched process is the counter; what loadgate used of its core is in the sum that wait4 gives.
        busy = run.cpu_ns / 2e9
        if name == 'perf' and busy < arithmetic.LEAST_USE:
            rejected['generator not saturated'] += 1
        else:
            values.append(read() / run.requests)
    if not values:
        return Result(rejected=rejected, absence=TOO_NOISY, reason=NO_ROUND)
    return Result(Estimate.span(values), rejected=rejected, note=f'counted by {name}', needed=REPEATS)


def _syscalls(reactor, connections, floor, goal):
    short = 'uring' if reactor == 'io_uring' else reactor
    return Row(f'syscalls_{short}_{connections}', f'system calls per request, {reactor}, {connections} connections',
               lambda bench: syscalls(bench, reactor, connections), '', floor, goal, gate=True)


# Memory

def _resident(bench, users, arguments, sink=(), scheme='http'):
    settle()
    run, _ = run_loadgate(bench, arguments + ['--concurrency', str(users), '--duration', '3s'], sink, scheme=scheme)
    if run.connections < users:
        raise Failed(f'of {users} users only {run.connections} were connected')
    return run.max_rss_kib * 1024 / MEGABYTE


def _endpoints(count):
    return [word for n in range(count) for word in ('--endpoint', f'GET /item{n}')]


def _memory_pairs(bench, endpoints):
    pairs = [(_resident(bench, 10_000, _endpoints(endpoints)), _resident(bench, 1, _endpoints(endpoints))) for _ in range(REPEATS)]
    return [many - one for many, one in pairs], [many for many, _ in pairs]


def memory(bench, endpoints, which):
    growth, whole = bench.once(f'memory {endpoints}', lambda: _memory_pairs(bench, endpoints))
    return Result(Estimate.span(growth if which == 'growth' else whole), needed=REPEATS, note='largest resident size by wait4')


def tls_memory(bench):
    bench.loadgate.needs('--insecure')
    values = [_resident(bench, 10_000, _endpoints(1) + ['--insecure'], ['--tls'], 'https') for _ in range(REPEATS)]
    return Result(Estimate.span(values), needed=REPEATS)


def many_users(bench):
    if bench.descriptors < 50_100:
        return Result(absence=SKIPPED, reason=f'50,000 connections need as many descriptors on each side; the limit is {bench.descriptors}')
    return Result(Estimate.span([_resident(bench, 50_000, _endpoints(1))]), needed=1)


def _memory(endpoints, word, which, title, goal):
    return Row(f'memory_{which}_{endpoints}', f'memory at 10,000 users, {word}: {title}',
               lambda bench: memory(bench, endpoints, which), 'MB', None, goal)


# The stall

STALL = {'delay_ms': 5, 'stall_ms': 200, 'every_ms': 2000}
QUANTILES = {'p50': 0.50, 'p95': 0.95, 'p99': 0.99}


def stall(bench):
    """Whole periods, so that the run meets exactly its share of stalls wherever in a period it begins."""
    sink = ['--delay-us', '5000', '--stall-every-ms', '2000', '--stall-for-ms', '200']
    expected = {name: arithmetic.stalled_latency(q, **STALL) for name, q in QUANTILES.items()}
    worst, seen, rejected = [], [], Counter()
    for _ in range(REPEATS * 2):
        if len(worst) == REPEATS:
            break
        settle()
        run, result = run_loadgate(bench, ['--rate', '500', '--duration', '20s'], sink)
        reason = arithmetic.rejection(run.watched, saturated=False)
        if reason:
            rejected[reason] += 1
            continue
        milli = {name: result['latency_s'][name] * 1e3 for name in QUANTILES}
        worst.append(max(arithmetic.deviation(milli[name], expected[name]) for name in QUANTILES))
        seen.append(milli)
    if not worst:
        return Result(rejected=rejected, absence=TOO_NOISY, reason=NO_ROUND)
    told = ', '.join(f'{name} {arithmetic.median([milli[name] for milli in seen]):.2f} ms for {expected[name]:.0f}' for name in QUANTILES)
    return Result(Estimate.span(worst), rejected=rejected, needed=REPEATS, note=told)


# Pieces

def _micro_figures(bench):
    out = bench.work / 'micro.json'
    command = ['taskset', '-c', str(bench.cores.generator), bench.program('bench_micro'), '--benchmark_repetitions=12',
               '--benchmark_min_time=0.05', '--benchmark_enable_random_interleaving=true', f'--benchmark_out={out}',
               '--benchmark_out_format=json']
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode != 0:
        raise Failed(f'bench_micro ended with code {done.returncode}: {done.stderr.strip()}')
    figures = {}
    for entry in json.loads(out.read_text(encoding='utf-8'))['benchmarks']:
        if entry.get('error_occurred'):
            raise Failed(f'{entry["name"]}: {entry["error_message"]}')
        if entry['run_type'] == 'iteration':
            figures.setdefault(entry['name'], {})[entry['repetition_index']] = entry['cpu_time']
    return figures


def micro(bench, piece, as_ratio):
    figures = bench.once('micro', lambda: _micro_figures(bench))
    repetitions = sorted(figures[piece])
    values = [figures[piece][i] for i in repetitions]
    if as_ratio:
        values = arithmetic.paired_ratios(values, [figures['yardstick'][i] for i in repetitions])
    least = min(figures[piece].values()) / min(figures['yardstick'].values()) if as_ratio else None
    return Result(Estimate.of(values), least)


# How long the yardstick takes on the machine that the goals were set on.
YARDSTICK_NS = 80


def _micro(piece, title, goal=None):
    """The ratio guards the piece on any machine: its floor is half as much again as the goal."""
    rows = [Row(f'micro_{piece}', title, lambda bench: micro(bench, piece, False), 'ns', None, goal)]
    if goal is not None:
        rows.append(Row(f'micro_{piece}_ratio', f'{title} ÷ yardstick', lambda bench: micro(bench, piece, True), '',
                        round(1.5 * goal / YARDSTICK_NS, 3), round(goal / YARDSTICK_NS, 3), gate=True))
    return rows


ROWS = [
    _syscalls('epoll', 64, 2.3, 2.1),
    _syscalls('epoll', 256, 2.3, 2.1),
    _syscalls('io_uring', 64, 0.3, 0.1),
    _syscalls('io_uring', 256, 0.3, 0.1),
    _memory(1, 'one endpoint', 'growth', 'growth over 1 user', 8),
    _memory(1, 'one endpoint', 'whole', 'whole process', 24),
    _memory(20, 'twenty endpoints', 'growth', 'growth over 1 user', 32),
    _memory(20, 'twenty endpoints', 'whole', 'whole process', 48),
    Row('memory_tls', 'memory at 10,000 TLS users: whole process', tls_memory, 'MB', None, 250),
    Row('users_50000', '50,000 users over several loopback addresses: whole process', many_users, 'MB', None, 80),
    Row('stall', '200 ms stall every 2 s, p50, p95, p99: largest deviation from arithmetic ÷ allowed', stall, '', None, 1.0, gate=True),
    *_micro('histogram_record', 'histogram: record', 5),
    *_micro('http1_parser', 'HTTP/1.1 parser: answer of 140 bytes', 40),
    *_micro('template_two_variables', 'request template with two variables', 150),
    *_micro('pacer_next_pop', 'pacer: next and pop'),
    *_micro('alias_table_pick', 'alias table: pick of 20'),
    *_micro('outcome_log_add', 'outcome log: add'),
]
