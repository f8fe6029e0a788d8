// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupted.h"

#include <cmath>
#include <cstdio>
#include <string>

namespace loadgate::cli {

namespace {

/// "2.0 s" of a part, "300 s" of the whole.
std::string seconds(Duration d, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f s", decimals, toSeconds(d));
    return text;
}

std::string sentence(const RunRecord& record) {
    const Duration wanted = record.curve.length();
    if (record.measurement.end >= wanted) {
        return "interrupted after the load had ended";
    }
    const bool whole = wanted.count() % std::nano::den == 0;
    return "interrupted after " + seconds(record.measurement.end, 1) + " of " + seconds(wanted, whole ? 0 : 1);
}

}  // namespace

RunRecord interrupted(RunRecord record, int signal) {
    record.interruptedBy = signal;
    Verdict& verdict = record.verdict;
    if (verdict.status == VerdictStatus::Pass) {
        verdict.status = VerdictStatus::Inconclusive;
        verdict.reason = sentence(record);
    } else if (verdict.status == VerdictStatus::Inconclusive) {
        verdict.reason = sentence(record) + (verdict.reason.empty() ? "" : ": " + verdict.reason);
    }
    return record;
}

}  // namespace loadgate::cli
