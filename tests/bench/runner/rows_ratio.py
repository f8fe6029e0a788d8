# SPDX-License-Identifier: Apache-2.0
"""CPU per request of loadgate, divided by a peer's: saturated closed loop, one core each, interleaved."""

from collections import Counter

from runner import arithmetic, peers
from runner.arithmetic import Estimate
from runner.loadgate import TWO_ENDPOINTS, run_loadgate
from runner.programs import Failed, settle
from runner.results import NO_ROUND, SKIPPED, TOO_NOISY, Result, Row

SHORT_ANSWER = ['--answer-bytes', '140']
LONG_ANSWER = ['--answer-bytes', '16384']
MOST_ATTEMPTS = 3  # for each round that shall count


def _in_order(peer_first, run_ours, run_theirs):
    sides = {}
    for is_peer in (peer_first, not peer_first):
        settle()
        sides[is_peer] = run_theirs() if is_peer else run_ours()
    return sides[False], sides[True]


def interleave(rounds, run_ours, run_theirs, saturated):
    """Pairs of runs that count, and how often which reason made one not count. The first pair is thrown away."""
    _in_order(True, run_ours, run_theirs)
    pairs, rejected = [], Counter()
    for peer_first in arithmetic.orders(rounds * MOST_ATTEMPTS):
        if len(pairs) == rounds:
            break
        pair = _in_order(peer_first, run_ours, run_theirs)
        reasons = [reason for reason in (arithmetic.rejection(run.watched, saturated) for run in pair) if reason]
        if reasons:
            rejected[reasons[0]] += 1
        else:
            pairs.append(pair)
    return pairs, rejected


def cpu_ratio(bench, peer, connections, ours, sink=SHORT_ANSWER, seconds=2, scheme='http', reactor=None):
    peers.find(bench, peer)
    users = ['--concurrency', str(connections), '--duration', f'{seconds}s'] + ours
    ran = set()

    def run_ours():
        run, result = run_loadgate(bench, users, sink, reactor=reactor, scheme=scheme)
        ran.add(result['environment']['reactor'])
        return run

    pairs, rejected = interleave(bench.rounds, run_ours, lambda: peers.run_peer(bench, peer, connections, seconds, sink, scheme), True)
    if not pairs:
        return Result(rejected=rejected, absence=TOO_NOISY, reason=NO_ROUND)
    mine = [pair[0].cpu_per_request for pair in pairs]
    theirs = [pair[1].cpu_per_request for pair in pairs]
    note = f'{arithmetic.median(mine) * 1e6:.2f} µs of CPU a request against {arithmetic.median(theirs) * 1e6:.2f}; {"/".join(sorted(ran))}'
    return Result(Estimate.of(arithmetic.paired_ratios(mine, theirs)), min(mine) / min(theirs), rejected, note)


def _ratio(name, title, floor, goal, peer, connections, reactor=None, options=(), **more):
    def measure(bench):
        bench.loadgate.needs(*[option for option in options if option.startswith('--')])
        return cpu_ratio(bench, peer, connections, TWO_ENDPOINTS + list(options), reactor=reactor, **more)

    return Row(name, title, measure, '', floor, goal, gate=True)


def two_workers_ratio(bench):
    """The server must not be the limit: two of them on one port, and so four cores."""
    if len(bench.cores.all) < 4:
        return Result(absence=SKIPPED, reason='two workers, and servers that keep up with them, need four cores; '
                                                f'here are {len(bench.cores.all)}')
    generator, server, second, helper = bench.cores.all[:4]
    common = TWO_ENDPOINTS + ['--concurrency', '128', '--duration', '2s']

    def run_with(threads, cpus):
        run, _ = run_loadgate(bench, common + ['--threads', str(threads)], SHORT_ANSWER, cpus=cpus, helper=helper)
        return run

    pairs, rejected = interleave(bench.rounds, lambda: run_with(2, [generator, second]), lambda: run_with(1, [generator]), True)
    if not pairs:
        return Result(rejected=rejected, absence=TOO_NOISY, reason=NO_ROUND)
    ratios = arithmetic.paired_ratios([p[0].cpu_per_request for p in pairs], [p[1].cpu_per_request for p in pairs])
    return Result(Estimate.of(ratios), rejected=rejected, note=f'servers on cores {server} and {helper}')


def no_http2(bench):
    bench.loadgate.needs('--http')
    raise Failed('the bench has no HTTP/2 server yet')


ROWS = [
    _ratio('wrk_uring_64', '÷ wrk, io_uring, 64 connections', 0.80, 0.65, 'wrk', 64, 'io_uring'),
    _ratio('wrk_uring_256', '÷ wrk, io_uring, 256 connections', 0.80, 0.65, 'wrk', 256, 'io_uring'),
    _ratio('wrk_uring_1000', '÷ wrk, io_uring, 1,000 connections', 0.80, 0.60, 'wrk', 1000, 'io_uring'),
    _ratio('wrk_uring_10000', '÷ wrk, io_uring, 10,000 connections', 0.80, 0.60, 'wrk', 10_000, 'io_uring', seconds=4),
    _ratio('wrk_epoll_64', '÷ wrk, epoll, 64 connections', 0.95, 0.75, 'wrk', 64, 'epoll'),
    _ratio('wrk_epoll_256', '÷ wrk, epoll, 256 connections', 0.95, 0.75, 'wrk', 256, 'epoll'),
    _ratio('wrk_16k', '÷ wrk, answers of 16 KiB, 64 connections', 0.75, 0.60, 'wrk', 64, sink=LONG_ANSWER),
    _ratio('h2load_h1', '÷ h2load (HTTP/1.1), 64 connections', 0.70, 0.55, 'h2load', 64),
    _ratio('hey', '÷ hey, 64 connections', 0.25, 0.17, 'hey', 64),
    _ratio('k6', '÷ k6, 64 users, one GET each', 0.12, 0.08, 'k6', 64, seconds=4),
    _ratio('vegeta', '÷ vegeta, 64 workers', None, None, 'vegeta', 64),
    _ratio('tls_wrk', 'TLS 1.3 keep-alive ÷ wrk, 64 connections', 0.95, 0.85, 'wrk', 64, options=['--insecure'],
           sink=SHORT_ANSWER + ['--tls'], scheme='https'),
    Row('h2_1', 'HTTP/2, 1 connection × 100 streams ÷ h2load', no_http2, '', 1.2, 1.0),
    Row('h2_10', 'HTTP/2, 10 connections × 100 streams ÷ h2load', no_http2, '', 1.2, 1.0),
    Row('two_workers', 'two workers on two cores ÷ one, 128 connections', two_workers_ratio, '', None, 1.05),
]
