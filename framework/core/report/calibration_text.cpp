// SPDX-License-Identifier: Apache-2.0
#include "core/report/calibration_report.h"
#include "core/report/escape.h"
#include "core/report/numbers.h"
#include "core/report/text_page.h"

#include <cmath>

namespace loadgate {

std::string calibrationReport(const Calibration& c, TextStyle style) {
    using namespace report;
    TextPage page(style);
    page.line(page.inked("What this machine can send: plain http on loopback, to a server of ours on the same cores", Ink::Bold));
    page.blank();
    page.labelled("Machine", forTerminal(c.machine.host) + ", " + std::to_string(c.machine.cpus) + " x " + forTerminal(c.machine.cpu) +
                                 ", kernel " + forTerminal(c.machine.kernel));
    Table table{{"reactor", "CPU a request", "64 users", "open rate", "lag p99", "threads"}, {}, 1};
    for (const ReactorCalibration& r : c.reactors) {
        std::vector<Cell> row{{r.reactor}, {humanDuration(r.cpuPerRequest)}, {toText(Rate{std::floor(r.closedRate)})}};
        row.push_back({r.openRate ? toText(Rate{*r.openRate}) : "not measured"});
        row.push_back({r.openRate ? humanDuration(r.lagP99) : "–"});
        row.push_back({r.openRate ? std::to_string(r.threads) : "–"});
        table.rows.push_back(std::move(row));
    }
    page.blank();
    page.table(table);
    if (!c.whyNotUring.empty()) {
        page.paragraph("io_uring was not measured: " + c.whyNotUring, 2);
    }
    page.paragraph(
        "CPU a request: the generator's own, looping users, one thread. Open rate: the highest at which the generator stayed sound (lag "
        "p99 "
        "at most 5 ms, nothing dropped); a service elsewhere leaves it more of the cores.",
        2, Ink::Faint);
    return page.take();
}

}  // namespace loadgate
