// SPDX-License-Identifier: Apache-2.0
#include "core/report/utf8.h"

namespace loadgate {
namespace {

unsigned byteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

struct Lead {
    std::size_t bytes;
    char32_t bits, smallest;
};
Lead leadOf(unsigned first) {
    if (first < 0x80) {
        return {1, first, 0};
    }
    if (first >= 0xC2 && first < 0xE0) {
        return {2, first & 0x1FU, 0x80};
    }
    if (first >= 0xE0 && first < 0xF0) {
        return {3, first & 0x0FU, 0x800};
    }
    if (first >= 0xF0 && first < 0xF5) {
        return {4, first & 0x07U, 0x10000};
    }
    return {0, 0, 0};
}

}  // namespace

Utf8Char firstCharacter(std::string_view text) {
    const Lead lead = leadOf(byteAt(text, 0));
    if (lead.bytes == 0 || lead.bytes > text.size()) {
        return {};
    }
    char32_t code = lead.bits;
    for (std::size_t i = 1; i < lead.bytes; ++i) {
        const unsigned next = byteAt(text, i);
        if ((next & 0xC0U) != 0x80U) {
            return {};
        }
        code = (code << 6U) | (next & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code < lead.smallest || code > 0x10FFFF || surrogate) {
        return {};
    }
    return {code, lead.bytes, true};
}

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const Utf8Char next = firstCharacter(text);
        if (!next.valid) {
            return false;
        }
        text.remove_prefix(next.bytes);
    }
    return true;
}

}  // namespace loadgate
