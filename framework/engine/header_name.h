// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace loadgate::engine {

/// Whether a byte may be in a header's name (RFC 9110 section 5.6.2).
inline constexpr std::array<bool, 256> kInName = [] {
    std::array<bool, 256> inName{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        inName[static_cast<unsigned char>(c)] = true;
    }
    return inName;
}();

#ifdef __SSE2__
/// How many of sixteen bytes, from the first, are letters or '-', of which almost all names are made.
inline std::size_t lettersAtStart(const char* sixteen) {
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(sixteen));
    const __m128i small = _mm_or_si128(text, _mm_set1_epi8(0x20));
    const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(small, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(small, _mm_set1_epi8('z' + 1)));
    const __m128i dash = _mm_cmpeq_epi8(text, _mm_set1_epi8('-'));
    return static_cast<std::size_t>(std::countr_one(static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(letter, dash)))));
}
#endif

/// How many of a line's bytes, from the first, may be a header's name.
inline std::size_t nameLength(std::string_view line) {
    std::size_t length = 0;
#ifdef __SSE2__
    for (std::size_t more = 16; more == 16 && length + 16 <= line.size(); length += more) {
        more = lettersAtStart(line.data() + length);
    }
#endif
    while (length < line.size() && kInName[static_cast<unsigned char>(line[length])]) {
        ++length;
    }
    return length;
}

/// Whether a header's name, whatever its case, is this one, which is in lower case and at least 8 long. Eight bytes at a time: the bit
/// that makes letters small changes no other byte of a name into one of ours.
inline bool isNamed(std::string_view name, std::string_view lower) {
    const auto eightAt = [](std::string_view text, std::size_t at) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, sizeof eight);
        return eight | 0x2020202020202020U;
    };
    std::uint64_t different = name.size() ^ lower.size();
    for (std::size_t at = 0; different == 0 && at < lower.size(); at += 8) {
        const std::size_t from = at + 8 <= lower.size() ? at : lower.size() - 8;
        different = eightAt(name, from) ^ eightAt(lower, from);
    }
    return different == 0;
}

}  // namespace loadgate::engine
