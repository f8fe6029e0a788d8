# SPDX-License-Identifier: Apache-2.0
"""The table on the terminal, and docs/performance.md."""

import datetime

from runner.results import verdict_of

HEADINGS = ('row', 'measured', '90 % interval', 'min ÷ min', 'floor', 'goal', 'verdict', 'rounds', 'rejected')


def number(value, unit):
    if value is None:
        return ''
    text = f'{value:.3f}' if unit == '' and value < 0.1 else f'{value:.2f}' if value < 10 else f'{value:,.1f}'
    return f'{text} {unit}'.strip()


def limit(value, unit):
    return '' if value is None else f'≤ {value:g} {unit}'.strip()


def cells(row, result):
    name = f'{row.title}'
    if result.absence:
        rejected = sum(result.rejected.values())
        return (name, '', '', '', limit(row.floor, row.unit), limit(row.goal, row.unit), result.absence, '',
                str(rejected) if rejected else '')
    estimate = result.estimate
    interval = f'{number(estimate.low, "")} – {number(estimate.high, "")}'
    least = number(result.least_by_least, '')
    return (name, number(estimate.middle, row.unit), interval, least, limit(row.floor, row.unit), limit(row.goal, row.unit),
            verdict_of(row, result), str(estimate.rounds), str(sum(result.rejected.values())))


def why_rejected(result):
    return ', '.join(f'{count} × {reason}' for reason, count in sorted(result.rejected.items()))


def remark(result):
    """What else is to be said of a row, in one line."""
    parts = [part for part in (result.reason, result.note, why_rejected(result)) if part]
    return '; '.join(parts)


def line(row, result):
    """One row while the others are still to come."""
    shown = cells(row, result)
    figures = ' '.join(part for part in (shown[1], f'[{shown[2]}]' if shown[2] else '') if part)
    bounds = ', '.join(f'{word} {text}' for word, text in (('floor', shown[4]), ('goal', shown[5])) if text)
    said = remark(result)
    return f'{row.name}: {figures + ": " if figures else ""}{verdict_of(row, result)}' + (f' ({bounds})' if bounds else '') + (
        f'\n    {said}' if said else '')


def text_table(measured):
    table = [HEADINGS] + [cells(row, result) for row, result in measured]
    widths = [max(len(cells_of[i]) for cells_of in table) for i in range(len(HEADINGS))]
    lines = ['  '.join(cell.ljust(width) for cell, width in zip(cells_of, widths)).rstrip() for cells_of in table]
    return '\n'.join([lines[0], '  '.join('-' * width for width in widths)] + lines[1:])


def markdown_table(measured):
    lines = ['| ' + ' | '.join(HEADINGS) + ' |', '| ' + ' | '.join(['---'] * len(HEADINGS)) + ' |']
    for row, result in measured:
        shown = list(cells(row, result))
        if shown[6] in ('met', 'missed', 'floor only'):
            shown[6] = f'**{shown[6]}**'
        lines.append('| ' + ' | '.join(cell.replace('|', '\\|') for cell in shown) + ' |')
    return '\n'.join(lines)


def _not_reached(measured):
    sentences = []
    for row, result in measured:
        word = verdict_of(row, result)
        if word in ('floor only', 'missed'):
            high = number(result.estimate.high, row.unit)
            wanted = limit(row.goal if row.goal is not None else row.floor, row.unit)
            kept = ' The floor is kept.' if word == 'floor only' else ''
            sentences.append(f'- {row.title}: measured {number(result.estimate.middle, row.unit)}, upper end of the interval {high}; '
                             f'the {"goal" if row.goal is not None else "floor"} is {wanted}.{kept}')
        elif word == 'too few rounds':
            why = why_rejected(result) or 'no more were asked for'
            sentences.append(f'- {row.title}: only {result.estimate.rounds} rounds counted ({why}), which is no verdict.')
    return sentences or ['Of what could be measured, every goal was reached.']


def _not_measured(measured):
    sentences = [f'- {row.title}: {result.absence}; {result.reason}.' for row, result in measured if result.absence]
    return sentences or ['Every row was measured.']


def _notes(measured):
    return [f'- {row.title}: {remark(result)}.' for row, result in measured if not result.absence and remark(result)]


METHOD = '''\
- The figure of a ratio is **CPU per request**: user and system time of the whole process by `wait4`, from its start to its end,
  divided by the requests that the **server** counted. Nothing is subtracted from anybody: loading plugins and writing the result are in
  ours, starting up is in everybody's.
- Ours has everything honest switched on: two endpoints with weights and histograms of their own, an objective, timeouts, live events and
  the whole result, each to a file.
- Generator and server have one core each, always the same. A private network namespace keeps connection tracking out; the server's ports
  are outside of the range that clients are given. Each run has a new server on a new port.
- Rounds are interleaved: peer, ours, ours, peer, and so on, after a first one that is thrown away. Shown is the median of the paired
  ratios, with its bootstrap 90 % interval (fixed seed), and beside it the least of ours divided by the least of theirs. **Met** only if
  the upper end of the interval is within the goal, **floor only** if it is within the floor. Below 12 rounds there is no verdict.
- A round does not count when generator or server waited for its core more than 5 % of the time, the hypervisor took more than 2 %, or
  the generator of a saturated round used less than 0.85 of its core. How many did not is in the last column, why under "Remarks".
- System calls, memory and the stall hardly vary: three runs, and the interval is from the least to the largest of them.
- Lateness is by the server's log of arrivals: request n of a constant rate is due at (n - 1/2) / rate, the earliest arrival is on time,
  the first second is dropped. For `h2load --rps`, whose rate is one of each connection, 200 a second on as many connections as that takes.
- The stall is arithmetic: with 5 ms of service and 200 ms of stall every 2 s, P(latency > x) = (205 ms - x) / 2 s. Allowed is a deviation
  of 2 % or 0.3 ms, whichever is more.
- Pieces are measured with Google Benchmark. Their ratio is to a yardstick of 64 multiplications, each of which waits for the one before.
- Requests per second are not compared: they depend on the server as much as on the generator.'''


def document(measured, facts):
    """The whole of docs/performance.md. `facts`: processor, kernel, system, loadgate, peers, rounds, command."""
    peers = ', '.join(f'{name} {version}' for name, version in sorted(facts['peers'].items())) or 'none'
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    parts = [
        '# Performance',
        '',
        'Written by the command below from what it measured; nothing here is edited by hand.',
        '',
        '```',
        facts['command'],
        '```',
        '',
        '| | |', '| --- | --- |',
        f'| Date | {today} |',
        f'| Processor | {facts["processor"]} |',
        f'| System | {facts["system"]}, kernel {facts["kernel"]} |',
        f'| Loadgate | {facts["loadgate"]} |',
        f'| Compared with | {peers} |',
        '',
        'Absolute figures are those of this machine on this day. Only ratios mean something elsewhere. Smaller is better in every row.',
        '',
        markdown_table(measured),
        '',
        '## What was not reached', '', *_not_reached(measured),
        '',
        '## What was not measured', '', *_not_measured(measured),
        '',
        '## Remarks', '', *_notes(measured),
        '',
        '## How it was measured', '', METHOD, '',
    ]
    return '\n'.join(parts)
