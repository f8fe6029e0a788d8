// SPDX-License-Identifier: Apache-2.0
// The percentile distribution of HdrHistogram (hdrhistogram.org), which its plotter and many tools read. Written from the documented
// output of Histogram.outputPercentileDistribution(stream, 5, 1e6) and held to it, byte by byte, by model's oracle in Java.
#include "core/report/figures.h"
#include "core/report/reports.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

namespace loadgate::report {
namespace {

constexpr double kNsPerMs = 1e6;
constexpr int kTicksPerHalfDistance = 5;
constexpr int kValueDecimals = 3;
constexpr int kPercentileDecimals = 12;
constexpr int kBucketsOfHdr = 32;
constexpr int kSubBuckets = 2048;

std::string padded(std::string text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

/// Rounded half up from the shortest digits that read back, as Java's formatter does; never negative.
std::string halfUp(double value, int places) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    std::string digits(buffer.data(), end.ptr);
    std::size_t dot = digits.find('.');
    if (dot == std::string::npos) {
        dot = digits.size();
        digits += '.';
    }
    const std::size_t wanted = dot + 1 + static_cast<std::size_t>(places);
    digits.resize(std::max(digits.size(), wanted + 1), '0');
    bool carry = digits[wanted] >= '5';
    digits.resize(wanted);
    for (std::size_t at = digits.size(); carry && at-- > 0;) {
        if (digits[at] != '.') {
            carry = digits[at] == '9';
            digits[at] = carry ? '0' : static_cast<char>(digits[at] + 1);
        }
    }
    return carry ? "1" + digits : digits;
}

/// What is known only to be at least so long counts at that length, as in the JSON's histogram.
std::map<std::uint32_t, std::uint64_t> countsOf(const Histogram& histogram) {
    std::map<std::uint32_t, std::uint64_t> counts;
    for (const Histogram::Cell& cell : histogram.cells()) {
        counts[cell.bucket] += cell.count;
    }
    for (const Histogram::Cell& cell : histogram.censoredCells()) {
        counts[cell.bucket] += cell.count;
    }
    return counts;
}

/// Five steps in each half of what is left to 100 %: 0, 10, …, 50, 55, …, 75, 77.5 …
double stepFrom(double percentile) {
    const auto halvings = static_cast<std::int64_t>(std::log(100.0 / (100.0 - percentile)) / std::log(2.0)) + 1;
    return percentile + 100.0 / (kTicksPerHalfDistance * std::pow(2.0, static_cast<double>(halvings)));
}

std::string line(std::uint32_t bucket, double percentile, std::uint64_t soFar) {
    const double share = percentile / 100.0;
    std::string text = padded(halfUp(static_cast<double>(hdr::highestOf(bucket)) / kNsPerMs, kValueDecimals), 12) + " " +
                       halfUp(share, kPercentileDecimals) + " " + padded(std::to_string(soFar), 10);
    if (percentile < 100.0) {
        text += " " + padded(halfUp(1.0 / (1.0 - share), 2), 14);
    }
    return text + "\n";
}

std::string distribution(const std::map<std::uint32_t, std::uint64_t>& counts, std::uint64_t total) {
    std::string text;
    std::uint64_t soFar = 0;
    double percentile = 0;
    for (const auto& [bucket, count] : counts) {
        soFar += count;
        const double reached = 100.0 * static_cast<double>(soFar) / static_cast<double>(total);
        while (reached >= percentile && percentile < 100.0) {
            text += line(bucket, percentile, soFar);
            percentile = stepFrom(percentile);
            if (soFar == total) {
                return text + line(bucket, 100.0, soFar);
            }
        }
    }
    return text;
}

double middleOf(std::uint32_t bucket) {
    const std::int64_t width = hdr::highestOf(bucket) - hdr::lowestOf(bucket) + 1;
    return static_cast<double>(hdr::lowestOf(bucket) + width / 2);
}

std::string moments(const std::map<std::uint32_t, std::uint64_t>& counts, std::uint64_t total) {
    double sum = 0;
    double squares = 0;
    for (const auto& [bucket, count] : counts) {
        sum += middleOf(bucket) * static_cast<double>(count);
    }
    const double mean = total == 0 ? 0 : sum / static_cast<double>(total);
    for (const auto& [bucket, count] : counts) {
        squares += (middleOf(bucket) - mean) * (middleOf(bucket) - mean) * static_cast<double>(count);
    }
    const double deviation = total == 0 ? 0 : std::sqrt(squares / static_cast<double>(total));
    return "#[Mean    = " + padded(halfUp(mean / kNsPerMs, kValueDecimals), 12) +
           ", StdDeviation   = " + padded(halfUp(deviation / kNsPerMs, kValueDecimals), 12) + "]\n";
}

}  // namespace

std::string percentileDistribution(const Histogram& histogram) {
    const auto counts = countsOf(histogram);
    const std::uint64_t total = histogram.count();
    const double highest = counts.empty() ? 0 : static_cast<double>(hdr::highestOf(counts.rbegin()->first));
    return padded("Value", 12) + " " + padded("Percentile", 14) + " " + padded("TotalCount", 10) + " " + padded("1/(1-Percentile)", 14) +
           "\n\n" + distribution(counts, total) + moments(counts, total) +
           "#[Max     = " + padded(halfUp(highest / kNsPerMs, kValueDecimals), 12) +
           ", Total count    = " + padded(std::to_string(total), 12) + "]\n#[Buckets = " + padded(std::to_string(kBucketsOfHdr), 12) +
           ", SubBuckets     = " + padded(std::to_string(kSubBuckets), 12) + "]\n";
}

}  // namespace loadgate::report

namespace loadgate {

std::string hgrmReport(const RunRecord& record) {
    const Histogram response = total(record.measurement, Phase::Measured).response;
    std::string text = report::percentileDistribution(response);
    if (response.censored() > 0) {
        // A remark to every reader of the format: lines that begin with '#' carry no point.
        text += "#[Censored = " + std::to_string(response.censored()) + " that never ended, written as long as they were waited for]\n";
    }
    return text;
}

}  // namespace loadgate
