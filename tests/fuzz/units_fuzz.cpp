// SPDX-License-Identifier: Apache-2.0
// The first byte: which reader, and whether a bare number is accepted. The rest: the text.
#include "fuzzing.h"
#include "loadgate/units.h"

#include <cmath>

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

/// What reads as a value is written so that it reads as the same value, and always with a unit where there is one.
template <class Value, class Read>
void readsBack(const Result<Value>& value, Read read) {
    if (!value) {
        require(value.error().code == ErrorCode::BadInput && value.error().message.size() > 10, "what is wrong is said in a sentence");
        return;
    }
    const Result<Value> again = read(toText(*value));
    require(again && *again == *value, "toText() reads back as the same value");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = textOf(data, size);
    const std::uint8_t choice = takeByte(text);
    const BareNumber bare = (choice & 0x80U) != 0 ? BareNumber::Accepted : BareNumber::Refused;
    switch (choice % 7) {
        case 0: {
            const auto duration = parseDuration(text, bare);
            readsBack(duration, [](const std::string& t) { return parseDuration(t); });
            if (duration) {
                require(*duration >= Duration{} && *duration <= std::chrono::hours(10'000), "a length of time stays within its bounds");
                require(!humanDuration(*duration).empty(), "every length of time can be told to people");
            }
            break;
        }
        case 1: {
            const auto share = parseShare(text, bare);
            readsBack(share, [](const std::string& t) { return parseShare(t); });
            require(!share || (share->fraction >= 0 && share->fraction <= 1), "a share stays within its bounds");
            break;
        }
        case 2: readsBack(parseByteCount(text, bare), [](const std::string& t) { return parseByteCount(t); }); break;
        case 3: {
            const auto rate = parseRate(text, bare);
            readsBack(rate, [](const std::string& t) { return parseRate(t); });
            require(!rate || (rate->perSecond >= 0 && std::isfinite(rate->perSecond)), "a rate stays within its bounds");
            break;
        }
        case 4: readsBack(parseLevel(text), [](const std::string& t) { return parseLevel(t); }); break;
        case 5: {
            const auto count = parseCount(text);
            require(!count || parseCount(std::to_string(*count)).value() == *count, "a count reads back as the same count");
            break;
        }
        default: readsBack(parseNumber(text), [](const std::string& t) { return parseNumber(t); }); break;
    }
    return 0;
}
