// SPDX-License-Identifier: Apache-2.0
#include "core/report/markdown_parts.h"

#include "core/report/escape.h"
#include "core/report/numbers.h"
#include "core/report/text_sections.h"

#include <algorithm>

namespace loadgate::report {

std::string markdownRow(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) {
        line += " " + cell + " |";
    }
    return line + "\n";
}

std::string markdownHead(const std::vector<std::string>& heads, const std::vector<std::string>& texts) {
    std::string line = markdownRow(heads) + "|";
    for (const std::string& name : heads) {
        const bool left = &name == &heads.front() || std::find(texts.begin(), texts.end(), name) != texts.end();
        line += left ? " --- |" : " ---: |";
    }
    return line + "\n";
}

std::string checksTable(const RunRecord& record) {
    std::string text = markdownHead(
        {"objective", "observed", intervalHead(record.verdict), "limit", "samples", "effective", "from", "status"}, {"from", "status"});
    for (const Check& check : record.verdict.checks) {
        text += markdownRow({forMarkdown(subjectText(check.objective)), observedText(check), intervalText(check),
                             limitText(check.objective), countText(check.samples), effectiveText(check), forMarkdown(check.objective.where),
                             std::string(toText(check.status))});
    }
    std::string reasons;
    for (const Check& check : record.verdict.checks) {
        if (addsReason(check, record)) {
            reasons += "- " + forMarkdown(check.reason) + "\n";
        }
    }
    return reasons.empty() ? text : text + "\n" + reasons;
}

}  // namespace loadgate::report
