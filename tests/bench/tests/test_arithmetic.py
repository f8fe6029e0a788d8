# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks' runner computes, against figures worked out by hand."""

import unittest

from runner import arithmetic
from runner.arithmetic import Estimate, Watched


class Medians(unittest.TestCase):
    def test_the_median_of_an_odd_count_is_the_middle_one(self):
        self.assertEqual(arithmetic.median([5, 1, 3]), 3)

    def test_the_median_of_an_even_count_lies_between_the_middle_two(self):
        self.assertEqual(arithmetic.median([4, 1, 3, 2]), 2.5)

    def test_nothing_has_no_median(self):
        with self.assertRaises(ValueError):
            arithmetic.median([])

    def test_a_quantile_is_the_smallest_value_that_covers_the_share(self):
        values = list(range(1, 101))
        self.assertEqual(arithmetic.quantile(values, 0.99), 99)
        self.assertEqual(arithmetic.quantile(values, 0.5), 50)
        self.assertEqual(arithmetic.quantile([7], 0.99), 7)


class PairedRatios(unittest.TestCase):
    def test_a_drift_that_hits_both_sides_cancels(self):
        theirs = [10, 20, 40, 15]
        ours = [6, 12, 24, 9]
        for ratio in arithmetic.paired_ratios(ours, theirs):
            self.assertAlmostEqual(ratio, 0.6)

    def test_the_median_is_of_the_ratios_not_the_ratio_of_medians(self):
        ratios = arithmetic.paired_ratios([1, 9, 10], [1, 10, 20])
        self.assertAlmostEqual(arithmetic.median(ratios), 0.9)

    def test_a_side_without_a_partner_is_an_error(self):
        with self.assertRaises(ValueError):
            arithmetic.paired_ratios([1, 2], [1])

    def test_the_order_alternates(self):
        self.assertEqual(arithmetic.orders(4), [True, False, True, False])


class Bootstrap(unittest.TestCase):
    def test_equal_values_have_no_width(self):
        self.assertEqual(arithmetic.bootstrap_interval([0.6] * 12), (0.6, 0.6))

    def test_the_same_values_give_the_same_interval(self):
        values = [0.61, 0.58, 0.63, 0.60, 0.59, 0.66, 0.62, 0.57, 0.60, 0.64, 0.61, 0.60]
        self.assertEqual(arithmetic.bootstrap_interval(values), arithmetic.bootstrap_interval(values))

    def test_the_interval_holds_the_median_and_is_narrower_than_the_values(self):
        values = [0.61, 0.58, 0.63, 0.60, 0.59, 0.66, 0.62, 0.57, 0.60, 0.64, 0.61, 0.60]
        low, high = arithmetic.bootstrap_interval(values)
        self.assertLessEqual(low, arithmetic.median(values))
        self.assertGreaterEqual(high, arithmetic.median(values))
        self.assertGreater(low, min(values))
        self.assertLess(high, max(values))

    def test_it_is_the_90_percent_interval_of_three_values(self):
        # Of three drawn out of {1, 2, 3} the median is 1 with probability 7/27 = 26 %: both ends are the extremes.
        self.assertEqual(arithmetic.bootstrap_interval([1, 2, 3]), (1, 3))

    def test_it_is_not_the_80_percent_interval(self):
        # Of five drawn out of {1 … 5} the median is 1 with probability 5.8 %: inside of 90 %, outside of 80 %.
        self.assertEqual(arithmetic.bootstrap_interval([1, 2, 3, 4, 5]), (1, 5))
        self.assertEqual(arithmetic.bootstrap_interval([1, 2, 3, 4, 5], confidence=0.8), (2, 4))

    def test_a_rare_extreme_is_outside_of_it(self):
        # The median of 12 drawn from eleven times 1 and one 2 is above 1 with a probability far below 5 %.
        self.assertEqual(arithmetic.bootstrap_interval([1] * 11 + [2]), (1, 1))

    def test_covers_the_true_median_about_as_often_as_it_says(self):
        import random
        generator = random.Random(7)
        resamples, arithmetic.RESAMPLES = arithmetic.RESAMPLES, 400
        try:
            covered = 0
            for _ in range(200):
                low, high = arithmetic.bootstrap_interval([generator.gauss(0, 1) for _ in range(12)])
                covered += low <= 0 <= high
        finally:
            arithmetic.RESAMPLES = resamples
        self.assertGreater(covered, 160)
        self.assertLess(covered, 198)

    def test_a_span_is_all_of_the_values(self):
        self.assertEqual(Estimate.span([3, 1, 2]), Estimate(2, 1, 3, 3))


class Verdicts(unittest.TestCase):
    def test_met_needs_the_upper_end_within_the_goal(self):
        self.assertEqual(arithmetic.verdict(0.64, 0.80, 0.65), 'met')
        self.assertEqual(arithmetic.verdict(0.66, 0.80, 0.65), 'floor only')
        self.assertEqual(arithmetic.verdict(0.81, 0.80, 0.65), 'missed')

    def test_without_a_floor_there_is_nothing_between_met_and_missed(self):
        self.assertEqual(arithmetic.verdict(31, None, 30), 'missed')
        self.assertEqual(arithmetic.verdict(30, None, 30), 'met')

    def test_too_few_rounds_are_no_verdict(self):
        self.assertEqual(arithmetic.verdict(0.1, 0.80, 0.65, rounds=11), 'too few rounds')
        self.assertEqual(arithmetic.verdict(0.9, 0.80, 0.65, rounds=11), 'too few rounds')
        self.assertEqual(arithmetic.verdict(2.0, 2.3, 2.1, rounds=3, needed=3), 'met')

    def test_a_row_without_a_goal_is_only_told(self):
        self.assertEqual(arithmetic.verdict(5, None, None, rounds=1), 'told')


class Rejections(unittest.TestCase):
    clean = {'generator_wait': 0.01, 'sink_wait': 0.01, 'steal': 0.0, 'generator_use': 0.99}

    def reason(self, saturated=True, **changed):
        return arithmetic.rejection(Watched(**{**self.clean, **changed}), saturated)

    def test_a_clean_run_counts(self):
        self.assertIsNone(self.reason())

    def test_waiting_for_a_core_rejects(self):
        self.assertEqual(self.reason(generator_wait=0.051), 'generator waited for its core')
        self.assertEqual(self.reason(sink_wait=0.051), 'server waited for its core')
        self.assertIsNone(self.reason(generator_wait=0.05, sink_wait=0.05))

    def test_steal_rejects(self):
        self.assertEqual(self.reason(steal=0.021), 'steal')
        self.assertIsNone(self.reason(steal=0.02))

    def test_an_idle_generator_is_no_saturation(self):
        self.assertEqual(self.reason(generator_use=0.84), 'generator not saturated')
        self.assertIsNone(self.reason(generator_use=0.85))
        self.assertIsNone(self.reason(saturated=False, generator_use=0.1))

    def test_shares_are_of_the_time_between_the_two_moments(self):
        second = 1_000_000_000
        samples = [[0, {'a': (0, 0)}, 0, 0],
                   [1 * second, {'a': (100, 200)}, 300, 400],
                   [3 * second, {'a': (100 + second, 200 + second // 2)}, 300 + second, 400 + second // 10],
                   [9 * second, {'a': (5 * second, 5 * second)}, 5 * second, 5 * second]]
        self.assertEqual(arithmetic.shares_within(samples, second // 2, 4 * second), (0.25, 0.05, 0.5))

    def test_a_run_hardly_seen_is_judged_by_all_that_was_seen(self):
        samples = [[0, {}, 0, 0], [100, {'a': (50, 10)}, 0, 20]]
        self.assertEqual(arithmetic.shares_within(samples, 40, 60), (0.1, 0.2, 0.5))
        with self.assertRaises(ValueError):
            arithmetic.shares_within(samples[:1], 0, 100)

    def test_waiting_for_ones_own_siblings_is_no_disturbance(self):
        begin = {'worker': (0, 0), 'collector': (0, 0)}
        self.assertEqual(arithmetic.waited_for_others(begin, {'worker': (900, 90), 'collector': (90, 880)}), 0)
        self.assertEqual(arithmetic.waited_for_others(begin, {'worker': (800, 190), 'collector': (90, 880)}), 100)
        self.assertEqual(arithmetic.waited_for_others({}, {'only': (800, 190)}), 190)
        self.assertEqual(arithmetic.waited_for_others({}, {}), 0)

    def test_steal_is_the_eighth_column(self):
        before = [100, 0, 100, 100, 0, 0, 0, 0, 7, 7]
        after = [140, 0, 140, 110, 0, 0, 0, 10, 9, 9]
        self.assertAlmostEqual(arithmetic.steal_share(before, after), 0.1)
        self.assertEqual(arithmetic.steal_share(before, before), 0.0)


class Stalls(unittest.TestCase):
    def test_the_quantiles_of_200_ms_every_2_s_at_5_ms_service(self):
        self.assertAlmostEqual(arithmetic.stalled_latency(0.50, 5, 200, 2000), 5)
        self.assertAlmostEqual(arithmetic.stalled_latency(0.95, 5, 200, 2000), 105)
        self.assertAlmostEqual(arithmetic.stalled_latency(0.99, 5, 200, 2000), 185)

    def test_they_are_what_counting_gives(self):
        # A request every ms for 20 s; those that come in the first 200 ms of each 2 s wait for the end of the stall.
        latencies = [5 + max(0, 200 - at % 2000) for at in range(20_000)]
        for q in (0.50, 0.95, 0.99):
            self.assertAlmostEqual(arithmetic.quantile(latencies, q), arithmetic.stalled_latency(q, 5, 200, 2000), delta=1.0)

    def test_allowed_is_the_larger_of_2_percent_and_a_third_of_a_millisecond(self):
        self.assertAlmostEqual(arithmetic.deviation(5.3, 5), 1.0)
        self.assertAlmostEqual(arithmetic.deviation(102.9, 105), 1.0)
        self.assertAlmostEqual(arithmetic.deviation(185, 185), 0.0)


class Lateness(unittest.TestCase):
    def test_a_punctual_sender_is_never_late(self):
        arrivals = [1_000_000 * n for n in range(3000)]
        self.assertEqual(max(arithmetic.lateness(arrivals, 1000)), 0)

    def test_what_comes_late_is_late_by_that(self):
        arrivals = [1_000_000 * n for n in range(3000)]
        arrivals[2000] += 400_000
        late = arithmetic.lateness(arrivals, 1000)
        self.assertEqual(len(late), 2000)
        self.assertAlmostEqual(max(late), 0.0004)
        self.assertEqual(arithmetic.quantile(late, 0.99), 0)

    def test_the_first_second_does_not_count(self):
        arrivals = [1_000_000 * n for n in range(3000)]
        arrivals[500] += 300_000
        arrivals[0] -= 900_000
        self.assertEqual(max(arithmetic.lateness(arrivals, 1000)), 0)

    def test_a_sender_slower_than_asked_is_later_and_later(self):
        arrivals = [1_010_000 * n for n in range(3000)]
        late = arithmetic.lateness(arrivals, 1000)
        self.assertAlmostEqual(late[-1], 0.01999, places=4)

    def test_a_sender_that_stops_in_the_first_second_is_an_error(self):
        with self.assertRaises(ValueError):
            arithmetic.lateness([1, 2, 3], 1000)


if __name__ == '__main__':
    unittest.main()
