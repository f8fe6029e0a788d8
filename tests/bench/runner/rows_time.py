# SPDX-License-Identifier: Apache-2.0
"""When requests are sent: lateness at a fixed rate by the server's log, and what one connection sees."""

import json
from collections import Counter

from runner import arithmetic, peers
from runner.arithmetic import Estimate
from runner.loadgate import run_loadgate
from runner.programs import expect_success, run_against_sink, settle
from runner.results import NO_ROUND, TOO_NOISY, Result, Row
from runner.rows_ratio import MOST_ATTEMPTS, interleave

SECONDS = 4
LOGGING = ['--spin', '--log', 'FILE']


def _busy_at_rate(bench, rate):
    def command(port):
        return [bench.program('bench_busy_client'), 'open', '--port', str(port), '--rate', str(rate), '--seconds', str(SECONDS)]

    return expect_success(run_against_sink(bench, command, LOGGING), 'bench_busy_client')


def _ours_at_rate(bench, rate, pacing):
    run, _ = run_loadgate(bench, ['--rate', str(rate), '--duration', f'{SECONDS}s'] + pacing, LOGGING)
    return run


def _late(run, rate):
    late = arithmetic.lateness(run.arrivals, rate)
    return {q: arithmetic.quantile(late, q) for q in (0.50, 0.99)}


def _senders(bench, rate):
    """All that take part in a round. Without --pacing there is only one way of ours."""
    senders = {'busy': lambda: _busy_at_rate(bench, rate), 'default': lambda: _ours_at_rate(bench, rate, [])}
    if '--pacing' in bench.loadgate.options:
        senders['precise'] = lambda: _ours_at_rate(bench, rate, ['--pacing', 'precise'])
    peers.find(bench, 'h2load')
    senders['h2load'] = lambda: peers.run_h2load_at_rate(bench, rate, SECONDS, LOGGING)
    return senders


def _rounds_at_rate(bench, rate):
    """One dictionary for each round that counts: sender ▸ {0.50: s, 0.99: s}."""
    senders = list(_senders(bench, rate).items())
    rounds, rejected = [], Counter()
    for number in range(bench.rounds * MOST_ATTEMPTS + 1):
        if len(rounds) == bench.rounds:
            break
        runs = {}
        for name, start in senders if number % 2 == 0 else reversed(senders):
            settle()
            runs[name] = start()
        reasons = [reason for reason in (arithmetic.rejection(run.watched, False) for run in runs.values()) if reason]
        if number == 0:
            continue  # thrown away
        if reasons:
            rejected[reasons[0]] += 1
        else:
            rounds.append({name: _late(run, rate) for name, run in runs.items()})
    return rounds, rejected


def lateness(bench, rate, figure, way='default'):
    if way == 'precise':
        bench.loadgate.needs('--pacing')
    rounds, rejected = bench.once(f'lateness {rate}', lambda: _rounds_at_rate(bench, rate))
    if not rounds:
        return Result(rejected=rejected, absence=TOO_NOISY, reason=NO_ROUND)
    if figure == 'p50':
        values = [of[way][0.50] * 1e6 for of in rounds]
        note = f'busy-polling sender {arithmetic.median([of["busy"][0.50] for of in rounds]) * 1e6:.1f} µs'
        return Result(Estimate.of(values), None, rejected, note)
    mine = [of[way][0.99] for of in rounds]
    theirs = [of[figure][0.99] for of in rounds]
    note = f'{arithmetic.median(mine) * 1e6:.1f} µs against {arithmetic.median(theirs) * 1e6:.1f}'
    return Result(Estimate.of(arithmetic.paired_ratios(mine, theirs)), min(mine) / min(theirs), rejected, note)


def _lateness_rows(rate):
    per_second = f'{rate:,}/s'

    def row(name, title, figure, goal, unit='', way='default'):
        return Row(f'lateness_{rate}_{name}', f'lateness of sends at {per_second}: {title}',
                   lambda bench: lateness(bench, rate, figure, way), unit, None, goal)

    return [row('p50', 'p50', 'p50', 30, 'µs'),
            row('p99_busy', 'p99 ÷ busy-polling sender', 'busy', 1.5),
            row('p99_h2load', 'p99 ÷ h2load --rps', 'h2load', 0.25),
            row('precise_p50', 'p50, --pacing precise', 'p50', 10, 'µs', 'precise')]


def _one_user(bench):
    run, result = run_loadgate(bench, ['--concurrency', '1', '--duration', '2s', '--pacing', 'precise'])
    run.reported_p50 = result['latency_s']['p50']
    return run


def _one_busy_client(bench):
    def command(port):
        return [bench.program('bench_busy_client'), 'closed', '--port', str(port), '--seconds', '2']

    run = expect_success(run_against_sink(bench, command), 'bench_busy_client')
    run.reported_p50 = json.loads(run.stdout)['p50_ns'] / 1e9
    return run


def one_connection(bench):
    bench.loadgate.needs('--pacing')
    pairs, rejected = interleave(bench.rounds, lambda: _one_user(bench), lambda: _one_busy_client(bench), False)
    if not pairs:
        return Result(rejected=rejected, absence=TOO_NOISY, reason=NO_ROUND)
    mine, theirs = [pair[0].reported_p50 for pair in pairs], [pair[1].reported_p50 for pair in pairs]
    note = f'{arithmetic.median(mine) * 1e6:.1f} µs against {arithmetic.median(theirs) * 1e6:.1f}'
    return Result(Estimate.of(arithmetic.paired_ratios(mine, theirs)), min(mine) / min(theirs), rejected, note)


ROWS = [
    *_lateness_rows(2_000),
    *_lateness_rows(20_000),
    Row('one_connection', '1 connection, --pacing precise: reported p50 ÷ busy-polling client', one_connection, '', None, 1.15),
]
