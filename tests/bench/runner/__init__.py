# SPDX-License-Identifier: Apache-2.0
"""Measures Loadgate against its goals; tests/bench/run.sh starts it."""
