// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"
#include "core/report/numbers.h"
#include "core/report/text_sections.h"
#include "model/resource_usage.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace loadgate::report {

namespace {

constexpr std::size_t kNameColumns = 36;
constexpr std::size_t kMostNotes = 20;
constexpr std::string_view kNone = "–";

std::string coresCell(const std::optional<double>& cores) { return cores ? threeDigits(*cores) : std::string(kNone); }

std::string memoryCell(const std::optional<ByteCount>& memory) {
    return memory ? bytesText(static_cast<double>(memory->bytes)) : std::string(kNone);
}

std::string limitCell(const ResourceUsage& usage) {
    if (usage.cpuLimitCores) {
        return threeDigits(*usage.cpuLimitCores);
    }
    return usage.machineCores ? threeDigits(*usage.machineCores) + " (machine)" : std::string(kNone);
}

std::string countCell(const std::optional<std::uint64_t>& count) { return count ? countText(*count) : std::string(kNone); }

}  // namespace

TextTable resourceTable(const Measurement& measurement) {
    TextTable all{{"name", "cores", "p95", "max", "limit", "throttled", "memory", "memory limit", "threads", "files"}, {}};
    for (const ResourceUsage& usage : usageOf(measurement)) {
        all.rows.push_back({usage.name, coresCell(usage.meanCores), coresCell(usage.p95Cores), coresCell(usage.maxCores), limitCell(usage),
                            usage.throttledShare ? percentText(*usage.throttledShare) : std::string(kNone), memoryCell(usage.maxMemory),
                            memoryCell(usage.memoryLimit), countCell(usage.threads), countCell(usage.descriptors)});
    }
    for (std::size_t column = all.heads.size(); column-- > 1;) {
        const auto at = static_cast<std::ptrdiff_t>(column);
        if (std::ranges::all_of(all.rows, [column](const auto& row) { return row[column] == kNone; })) {
            all.heads.erase(all.heads.begin() + at);
            std::ranges::for_each(all.rows, [at](auto& row) { row.erase(row.begin() + at); });
        }
    }
    return all;
}

std::vector<std::string> noteLines(const Measurement& measurement) {
    std::vector<std::string> lines;
    for (const RunNote& note : measurement.notes) {
        if (lines.size() == kMostNotes) {
            lines.push_back("and " + countText(measurement.notes.size() - kMostNotes) + " more, see the JSON result");
            break;
        }
        lines.push_back("at " + humanDuration(note.at) + ": " + note.text);
    }
    return lines;
}

void addResources(TextPage& page, const Measurement& measurement) {
    const TextTable found = resourceTable(measurement);
    if (found.rows.empty()) {
        return;
    }
    page.heading("Target resources");
    Table table{found.heads, {}, 1};
    for (const auto& cells : found.rows) {
        std::vector<Cell> row{{cutTo(forTerminal(cells.front()), kNameColumns)}};
        for (std::size_t i = 1; i < cells.size(); ++i) {
            row.push_back({cells[i]});
        }
        table.rows.push_back(std::move(row));
    }
    page.table(table);
    page.paragraph(
        "cores: on average over the measured phase; p95 and max: of its intervals; memory, threads and open files: the most seen.", 2,
        Ink::Faint);
}

void addNotes(TextPage& page, const Measurement& measurement) {
    if (measurement.notes.empty()) {
        return;
    }
    page.heading("Time line");
    for (const std::string& line : noteLines(measurement)) {
        page.paragraph(forTerminal(line), 2);
    }
}

}  // namespace loadgate::report
