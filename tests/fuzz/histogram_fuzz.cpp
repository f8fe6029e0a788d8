// SPDX-License-Identifier: Apache-2.0
// The first byte: 'T' for the text itself, 'P' for what is inside the base64, anything else for what is inside the zlib stream too.
#include "fuzzing.h"
#include "model/base64.h"
#include "model/histogram.h"
#include "model/zlib_bytes.h"

#include <string>
#include <vector>

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

std::string packed(std::string_view inside) {
    const std::vector<std::uint8_t> body = deflated(std::vector<std::uint8_t>(inside.begin(), inside.end()));
    std::vector<std::uint8_t> bytes{0x1c, 0x84, 0x93, 0x14};
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(body.size() >> static_cast<unsigned>(shift)));
    }
    bytes.insert(bytes.end(), body.begin(), body.end());
    return toBase64Text(bytes);
}

std::string asText(std::uint8_t kind, std::string_view rest) {
    if (kind == 'T') {
        return std::string(rest);
    }
    return kind == 'P' ? toBase64Text(std::vector<std::uint8_t>(rest.begin(), rest.end())) : packed(rest);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = textOf(data, size);
    const std::uint8_t kind = takeByte(rest);
    const Result<Histogram> histogram = Histogram::fromBase64(asText(kind, rest));
    if (!histogram) {
        require(histogram.error().message.starts_with("the histogram "), "what is wrong is said in a sentence");
        return 0;
    }
    const Result<Histogram> again = Histogram::fromBase64(histogram->toBase64());
    require(again && *again == *histogram, "what decodes is encoded as an equal histogram");
    std::uint64_t counted = 0;
    std::uint32_t next = 0;
    for (const HistogramCell& cell : histogram->cells()) {
        require(cell.bucket >= next && cell.bucket < hdr::kBuckets && cell.count > 0, "cells ascend, and none is empty");
        counted += cell.count;
        next = cell.bucket + 1;
    }
    require(counted == histogram->count(), "the cells hold every value");
    if (!histogram->empty()) {
        const Duration least = *histogram->min();
        const Duration most = *histogram->max();
        require(least <= most && *histogram->quantile(0.5) >= least && *histogram->quantile(1) == most, "quantiles lie between the ends");
        require(histogram->above(most) == 0 && histogram->mean() && histogram->stddev(), "every histogram has its figures");
    }
    return 0;
}
