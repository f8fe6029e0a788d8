# SPDX-License-Identifier: Apache-2.0
"""What the table says, and when the command fails."""

import unittest
from collections import Counter

from runner import report
from runner.__main__ import ROWS, chosen_rows, measure, written_command
from runner.arithmetic import Estimate
from runner.loadgate import NotInThisVersion
from runner.machine import Unusable
from runner.peers import Absent
from runner.programs import Failed
from runner.results import Result, Row, is_error, verdict_of


def row(floor=0.80, goal=0.65, gate=True, measured=None):
    return Row('a_row', 'a row', lambda bench: measured, '', floor, goal, gate)


def result(low, middle, high, rounds=12, needed=12):
    return Result(Estimate(middle, low, high, rounds), middle, Counter({'steal': 2}), 'a note', needed=needed)


FACTS = {'peers': {'wrk': '4'}, 'command': 'c', 'processor': 'p', 'system': 's', 'kernel': 'k', 'loadgate': 'l'}


def raising(error):
    def measured(_):
        raise error
    return Row('a_row', 'a row', measured, '', 0.8, 0.65, True)


class Table(unittest.TestCase):
    def test_a_measured_row_shows_figures_bounds_verdict_and_rounds(self):
        self.assertEqual(report.cells(row(), result(0.60, 0.62, 0.64)),
                         ('a row', '0.62', '0.60 – 0.64', '0.62', '≤ 0.8', '≤ 0.65', 'met', '12', '2'))

    def test_what_this_version_lacks_has_a_reason_and_no_figures(self):
        absent = measure(None, raising(NotInThisVersion('no --reactor')))
        self.assertEqual(report.cells(row(), absent), ('a row', '', '', '', '≤ 0.8', '≤ 0.65', 'not in this version', '', ''))
        self.assertIn('no --reactor', report.line(row(), absent))
        text = report.document([(row(), absent)], FACTS)
        self.assertIn('- a row: not in this version; no --reactor.', text)

    def test_a_missing_peer_is_skipped_with_what_would_help(self):
        skipped = measure(None, raising(Absent('k6 not built (so)')))
        self.assertEqual(verdict_of(row(), skipped), 'skipped')
        self.assertIn('k6 not built (so)', report.line(row(), skipped))

    def test_what_was_not_reached_is_said_in_words(self):
        text = report.document([(row(), result(0.68, 0.70, 0.72)), (row(), result(0.6, 0.6, 0.6, rounds=5))], FACTS)
        self.assertIn('- a row: measured 0.70, upper end of the interval 0.72; the goal is ≤ 0.65. The floor is kept.', text)
        self.assertIn('only 5 rounds counted (2 × steal)', text)

    def test_when_all_was_reached_that_is_said(self):
        self.assertIn('every goal was reached', report.document([(row(), result(0.6, 0.6, 0.6))], FACTS))

    def test_small_and_large_numbers_keep_their_digits(self):
        self.assertEqual([report.number(value, '') for value in (0.0456, 0.456, 4.56, 45.6, 4560)],
                         ['0.046', '0.46', '4.56', '45.6', '4,560.0'])
        self.assertEqual(report.number(4.56, 'ns'), '4.56 ns')


class ExitCode(unittest.TestCase):
    def test_only_a_missed_floor_of_a_gate_fails(self):
        self.assertFalse(is_error(row(), result(0.6, 0.6, 0.6)))
        self.assertFalse(is_error(row(), result(0.7, 0.7, 0.7)))
        self.assertTrue(is_error(row(), result(0.9, 0.9, 0.9)))
        self.assertFalse(is_error(row(gate=False), result(0.9, 0.9, 0.9)))
        self.assertFalse(is_error(row(), result(0.9, 0.9, 0.9, rounds=3)))

    def test_a_goal_is_the_gate_where_there_is_no_floor(self):
        self.assertTrue(is_error(row(floor=None, goal=1.0), result(0.9, 1.0, 1.1, rounds=3, needed=3)))

    def test_a_program_that_failed_fails_the_command(self):
        self.assertTrue(is_error(row(), measure(None, raising(Failed('loadgate counts 1 request, the server 2')))))

    def test_what_is_not_there_does_not(self):
        self.assertFalse(is_error(row(), measure(None, raising(NotInThisVersion('x')))))
        self.assertFalse(is_error(row(), measure(None, raising(Absent('x')))))


class Rows(unittest.TestCase):
    def test_names_are_unique(self):
        names = [each.name for each in ROWS]
        self.assertEqual(len(names), len(set(names)))

    def test_rows_are_chosen_by_name_and_pattern(self):
        self.assertEqual([each.name for each in chosen_rows(['stall', 'wrk_epoll_*'])], ['stall', 'wrk_epoll_64', 'wrk_epoll_256'])
        self.assertEqual(chosen_rows([]), ROWS)
        with self.assertRaises(Unusable):
            chosen_rows(['wkr_epoll_64'])

    def test_a_floor_is_never_stricter_than_its_goal(self):
        for each in ROWS:
            if each.floor is not None and each.goal is not None:
                self.assertGreaterEqual(each.floor, each.goal, each.name)

    def test_the_command_is_written_so_that_it_can_be_repeated(self):
        self.assertEqual(written_command(['--row', 'wrk_*']), "sh tests/bench/run.sh --row 'wrk_*'")


if __name__ == '__main__':
    unittest.main()
