# SPDX-License-Identifier: Apache-2.0
"""The runner's own arithmetic: pure functions of finished values. tests/test_arithmetic.py holds it."""

import math
import random
from dataclasses import dataclass

ENOUGH_ROUNDS = 12
SEED = 20_240_601
RESAMPLES = 5_000
MOST_WAIT = 0.05
MOST_STEAL = 0.02
LEAST_USE = 0.85


def median(values):
    ordered = sorted(values)
    if not ordered:
        raise ValueError('there is no median of nothing')
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def quantile(values, q):
    """The smallest value such that at least a share q of all is at or below it."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError('there is no quantile of nothing')
    return ordered[max(0, math.ceil(q * len(ordered)) - 1)]


def bootstrap_interval(values, confidence=0.90, seed=SEED):
    """Percentile bootstrap of the median; the same values give the same interval."""
    values = list(values)
    generator = random.Random(seed)
    medians = sorted(median(generator.choices(values, k=len(values))) for _ in range(RESAMPLES))
    outside = (1 - confidence) / 2
    last = RESAMPLES - 1
    return medians[round(outside * last)], medians[round((1 - outside) * last)]


def paired_ratios(ours, theirs):
    """Round by round: what drifts slowly is in both and cancels."""
    if len(ours) != len(theirs):
        raise ValueError('a pair has two sides')
    return [a / b for a, b in zip(ours, theirs)]


def orders(rounds):
    """Who comes first in each round, True for the peer: peer, ours, ours, peer, peer, ours …"""
    return [number % 2 == 0 for number in range(rounds)]


@dataclass(frozen=True)
class Estimate:
    """A median with its 90 % interval."""
    middle: float
    low: float
    high: float
    rounds: int

    @staticmethod
    def of(values):
        low, high = bootstrap_interval(values)
        return Estimate(median(values), low, high, len(values))

    @staticmethod
    def span(values):
        """For counts and sizes, which hardly vary: all of the values, not an interval for their median."""
        return Estimate(median(values), min(values), max(values), len(values))


def verdict(high, floor, goal, rounds=ENOUGH_ROUNDS, needed=ENOUGH_ROUNDS):
    """`high`: upper end of the interval; smaller is better. A row without a goal is only told."""
    if goal is None and floor is None:
        return 'told'
    if rounds < needed:
        return 'too few rounds'
    if goal is not None and high <= goal:
        return 'met'
    if floor is not None and high <= floor:
        return 'floor only'
    return 'missed'


@dataclass(frozen=True)
class Watched:
    """What was seen of one run, as shares of its loaded time or of the machine's."""
    generator_wait: float
    sink_wait: float
    steal: float
    generator_use: float


def rejection(watched, saturated):
    """Why a run does not count; None when it does."""
    if watched.generator_wait > MOST_WAIT:
        return 'generator waited for its core'
    if watched.sink_wait > MOST_WAIT:
        return 'server waited for its core'
    if watched.steal > MOST_STEAL:
        return 'steal'
    if saturated and watched.generator_use < LEAST_USE:
        return 'generator not saturated'
    return None


def waited_for_others(begin, end):
    """From a process's threads {name: (ran, waited)} at two moments: how long its busiest thread waited for somebody else's sake. While it
    waited, its siblings may have run, which is the process's own affair."""
    ran = {thread: figures[0] - begin.get(thread, (0, 0))[0] for thread, figures in end.items()}
    if not ran:
        return 0
    busiest = max(ran, key=ran.get)
    waited = end[busiest][1] - begin.get(busiest, (0, 0))[1]
    return max(0, waited - (sum(ran.values()) - ran[busiest]))


def shares_within(samples, first, last):
    """(generator's wait, sink's wait, generator's use) as shares of the time between two moments, from samples
    [moment, {generator's thread: (ran, waited)}, sink ran, sink waited], all in ns and growing."""
    inside = [sample for sample in samples if first <= sample[0] <= last]
    if len(inside) < 2:
        inside = samples
    if len(inside) < 2 or inside[-1][0] <= inside[0][0]:
        raise ValueError('a run that was seen less than twice cannot be judged')
    begin, end = inside[0], inside[-1]
    length = end[0] - begin[0]
    used = sum(figures[0] for figures in end[1].values()) - sum(figures[0] for figures in begin[1].values())
    return waited_for_others(begin[1], end[1]) / length, (end[3] - begin[3]) / length, used / length


def steal_share(before, after):
    """From two readings of a "cpu" line of /proc/stat, as lists of ticks: user nice system idle iowait irq softirq steal …"""
    gone = [b - a for a, b in zip(before[:8], after[:8])]
    return gone[7] / sum(gone) if sum(gone) > 0 else 0.0


def stalled_latency(q, delay_ms, stall_ms, every_ms):
    """The latency that a share q of evenly arriving requests does not exceed: P(latency > x) = (stall + delay - x) / every."""
    return max(delay_ms, stall_ms + delay_ms - (1 - q) * every_ms)


def deviation(seen, expected, share=0.02, least=0.3):
    """Of what is allowed, which is the larger of a share of the expected value and a least: 1 is just allowed."""
    return abs(seen - expected) / max(share * expected, least)


def lateness(arrivals, rate, dropped_seconds=1.0):
    """How late each request arrived, in seconds, by the server's moments in ns. Request n of a constant rate is due at (n - 1/2) / rate;
    the earliest arrival of all, so measured, says when that schedule began, since nobody knows it of somebody else's program."""
    ordered = sorted(arrivals)
    gap = 1e9 / rate
    offsets = [at - (n + 0.5) * gap for n, at in enumerate(ordered)]
    kept = offsets[int(dropped_seconds * rate):]
    if not kept:
        raise ValueError('no request came after the first second')
    origin = min(kept)
    return [(offset - origin) / 1e9 for offset in kept]
