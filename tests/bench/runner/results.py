# SPDX-License-Identifier: Apache-2.0
"""A row of the table: what is asked, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Callable, Optional

from runner.arithmetic import ENOUGH_ROUNDS, Estimate, verdict

NOT_IN_THIS_VERSION = 'not in this version'
SKIPPED = 'skipped'
BROKEN = 'failed'
TOO_NOISY = 'too noisy'

NO_ROUND = 'every round was rejected: the machine is not quiet enough'


@dataclass
class Result:
    """Either an estimate, or the reason why there is none."""
    estimate: Optional[Estimate] = None
    least_by_least: Optional[float] = None
    rejected: Counter = field(default_factory=Counter)
    note: str = ''
    absence: str = ''
    reason: str = ''
    needed: int = ENOUGH_ROUNDS


@dataclass(frozen=True)
class Row:
    """`gate`: a missed floor (or goal, where there is no floor) is an error. Smaller is better in every row."""
    name: str
    title: str
    measure: Callable
    unit: str = ''
    floor: Optional[float] = None
    goal: Optional[float] = None
    gate: bool = False


def verdict_of(row, result):
    if result.absence:
        return result.absence
    return verdict(result.estimate.high, row.floor, row.goal, result.estimate.rounds, result.needed)


def is_error(row, result):
    """What makes the command end with 1."""
    word = verdict_of(row, result)
    return word == BROKEN or (row.gate and word == 'missed')
