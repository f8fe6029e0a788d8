# SPDX-License-Identifier: Apache-2.0
"""python3 -m runner: started by tests/bench/run.sh."""

import argparse
import fnmatch
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from runner import machine, peers, report, rows_count, rows_ratio, rows_time
from runner.arithmetic import ENOUGH_ROUNDS
from runner.loadgate import Loadgate, NotInThisVersion
from runner.programs import Bench, Failed
from runner.results import BROKEN, NOT_IN_THIS_VERSION, SKIPPED, Result, is_error

TOP = Path(__file__).resolve().parents[3]
ROWS = rows_ratio.ROWS + rows_count.ROWS + rows_time.ROWS


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(prog='sh tests/bench/run.sh', description='Measures Loadgate against its goals and its peers.')
    parser.add_argument('--rounds', type=int, default=ENOUGH_ROUNDS, metavar='N',
                        help=f'rounds that must count in each ratio ({ENOUGH_ROUNDS}); below {ENOUGH_ROUNDS} there is no verdict')
    parser.add_argument('--row', nargs='+', default=[], metavar='NAME', help='only these rows; * and ? stand for parts of names')
    parser.add_argument('--list', action='store_true', help='the names of all rows, with what they are')
    parser.add_argument('--peers', action='store_true', help='first build k6 and vegeta from Go modules into build/bench/peers')
    parser.add_argument('--cores', metavar='A,B', help="the generator's core, the server's, and more for rows that need them")
    parser.add_argument('--loadgate', metavar='FILE', help='measure this program instead of build/bench/bin/loadgate')
    parser.add_argument('--write', metavar='FILE', help='where the document goes; docs/performance.md for the whole table with enough '
                                                        'rounds, otherwise build/bench/performance.md')
    parser.add_argument('--build', default=str(TOP / 'build' / 'bench'), help=argparse.SUPPRESS)
    parser.add_argument('--inside', action='store_true', help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1:
        parser.error('--rounds: at least 1')
    return chosen


def chosen_rows(names):
    if not names:
        return ROWS
    chosen = []
    for name in names:
        found = [row for row in ROWS if fnmatch.fnmatchcase(row.name, name)]
        if not found:
            raise machine.Unusable(f'there is no row {name}; --list names them')
        chosen += [row for row in found if row not in chosen]
    return chosen


def measure(bench, row):
    try:
        return row.measure(bench)
    except NotInThisVersion as missing:
        return Result(absence=NOT_IN_THIS_VERSION, reason=str(missing))
    except peers.Absent as absent:
        return Result(absence=SKIPPED, reason=str(absent))
    except (Failed, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
        return Result(absence=BROKEN, reason=str(error) or repr(error))


def written_command(arguments):
    return ' '.join(['sh tests/bench/run.sh'] + [shlex.quote(word) for word in arguments])


def revision():
    done = subprocess.run(['git', '-C', str(TOP), 'describe', '--always', '--dirty'], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def document_path(options, bench):
    if options.write:
        return Path(options.write)
    whole = not options.row and options.rounds >= ENOUGH_ROUNDS and not options.loadgate
    return TOP / 'docs' / 'performance.md' if whole else bench.build / 'performance.md'


def run(options, arguments):
    rows = chosen_rows(options.row)
    machine.prepare_network()
    cores = machine.Cores([int(core) for core in options.cores.split(',')] if options.cores else None)
    bench = Bench(TOP, options.build, cores, options.rounds)
    bench.descriptors = machine.raise_descriptor_limit()
    bench.loadgate = Loadgate(Path(options.loadgate).resolve() if options.loadgate else bench.build / 'bin' / 'loadgate')
    cores.stay_beside_the_server()
    measured = []
    for row in rows:
        result = measure(bench, row)
        measured.append((row, result))
        print(report.line(row, result), flush=True)
    print('\n' + report.text_table(measured))
    facts = {**machine.description(), 'loadgate': f'{bench.loadgate.version()}, revision {revision()}', 'peers': peers.versions(bench),
             'command': written_command(arguments)}
    path = document_path(options, bench)
    path.write_text(report.document(measured, facts), encoding='utf-8')
    print(f'\nWritten: {os.path.relpath(path, TOP)}')
    wrong = [row.title for row, result in measured if is_error(row, result)]
    for title in wrong:
        print(f'bench: missed or failed: {title}', file=sys.stderr)
    return 1 if wrong else 0


def main(arguments):
    options = parse_arguments(arguments)
    if options.list:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        for row in ROWS:
            print(f'{row.name:36}{row.title}')
        return 0
    if not options.inside:
        if options.peers:
            for sentence in peers.build_go_peers(Bench(TOP, options.build, None, 1)):
                print(f'bench: {sentence}', file=sys.stderr)
        again = machine.private_network_command([sys.executable, '-B', '-m', 'runner', '--inside'] + arguments)
        os.execvp(again[0], again)
    return run(options, [word for word in arguments if word != '--inside'])


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv[1:]))
    except (machine.Unusable, Failed) as error:
        print(f'bench: {error}', file=sys.stderr)
        sys.exit(2)
