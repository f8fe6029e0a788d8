// SPDX-License-Identifier: Apache-2.0
#include "model/request_template.h"

#include "loadgate/params.h"
#include "loadgate/units.h"
#include "model/counter_random.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

namespace loadgate {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::string_view kOpen = "{{", kClose = "}}";
constexpr std::size_t kLongestValue = 36;  // a UUID; a 64-bit number has at most 20
constexpr std::size_t kMostVariables = 100;

/// The next "{{…}}" at or after `from`; npos, or a length of 0 when it is not closed.
struct Found {
    std::size_t at{std::string_view::npos}, length{};
};
Found find(std::string_view text, std::size_t from) {
    const std::size_t at = text.find(kOpen, from);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::size_t close = text.find(kClose, at);
    return {at, close == std::string_view::npos ? 0 : close + kClose.size() - at};
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
    return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

Error wrong(std::string_view name, std::string_view what) {
    return {ErrorCode::BadInput, "'{{" + std::string(name.substr(0, 60)) + "}}' " + std::string(what)};
}

char* writeUuid(std::uint64_t high, std::uint64_t low, char* out) {
    high = (high & ~0xF000ULL) | 0x4000ULL;                              // version 4
    low = (low & ~0xC000'0000'0000'0000ULL) | 0x8000'0000'0000'0000ULL;  // variant 10
    constexpr std::string_view kHex = "0123456789abcdef";
    for (int nibble = 0; nibble < 32; ++nibble) {
        const std::uint64_t half = nibble < 16 ? high : low;
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) {
            *out++ = '-';
        }
        *out++ = kHex[(half >> (60U - 4U * (static_cast<unsigned>(nibble) % 16U))) & 15U];
    }
    return out;
}

template <class Number>
char* writeNumber(Number number, char* out) {
    return std::to_chars(out, out + kLongestValue, number).ptr;
}

}  // namespace

RequestTemplate RequestTemplate::fixed(std::string bytes) {
    RequestTemplate made;
    made.m_text = std::move(bytes);
    made.m_most = made.m_text.size();
    return made;
}

Result<RequestTemplate> RequestTemplate::parse(std::string_view head, std::string_view body, BodyIs bodyIs) {
    RequestTemplate made;
    LOADGATE_CHECK(made.append(head, made.m_head));
    made.m_mostHead = made.m_text.size() + made.m_head.size() * kLongestValue;
    if (bodyIs == BodyIs::Literal) {
        made.appendLiteral(body, made.m_body);
    } else {
        LOADGATE_CHECK(made.append(body, made.m_body));
    }
    made.m_most = made.m_text.size() + (made.m_head.size() + made.m_body.size()) * kLongestValue;
    if (made.m_holes > kMostVariables) {
        return Error{ErrorCode::BadInput, "a request has at most " + std::to_string(kMostVariables) + " variables"};
    }
    if (made.m_holes > 0) {
        return made;
    }
    std::string bytes(made.m_most, '\0');
    bytes.resize(made.fill({}, bytes.data()));
    return fixed(std::move(bytes));
}

Status RequestTemplate::check(std::string_view text) {
    std::vector<Piece> pieces;
    return RequestTemplate().append(text, pieces);
}

std::size_t RequestTemplate::variableAt(std::string_view text) { return text.starts_with(kOpen) ? find(text, 0).length : 0; }

std::string RequestTemplate::withVariablesAs(std::string_view text, std::string_view stand) {
    std::string result;
    std::size_t from = 0;
    for (Found found = find(text, 0); found.length > 0; found = find(text, from)) {
        result.append(text.substr(from, found.at - from)).append(stand);
        from = found.at + found.length;
    }
    return result.append(text.substr(from));
}

void RequestTemplate::appendLiteral(std::string_view text, std::vector<Piece>& pieces) {
    if (!text.empty()) {
        pieces.push_back({Piece::Kind::Literal, m_text.size(), text.size(), 0, 0, 0});
        m_text.append(text);
    }
}

Status RequestTemplate::append(std::string_view text, std::vector<Piece>& pieces) {
    std::size_t from = 0;
    for (Found found = find(text, 0); found.at != std::string_view::npos; found = find(text, from)) {
        if (found.length == 0) {
            return Error{ErrorCode::BadInput, "'{{' without '}}'"};
        }
        appendLiteral(text.substr(from, found.at - from), pieces);
        from = found.at + found.length;
        if (text.substr(found.at, found.length) == kBodyLength) {
            pieces.push_back({Piece::Kind::BodyLength, 0, 0, 0, 0, 0});
            continue;
        }
        LOADGATE_TRY(Piece piece, variable(trimmed(text.substr(found.at + kOpen.size(), found.length - kOpen.size() - kClose.size()))));
        piece.hole = m_holes++;
        m_readsClock = m_readsClock || piece.kind == Piece::Kind::Now;
        pieces.push_back(piece);
    }
    appendLiteral(text.substr(from), pieces);
    return ok();
}

Result<RequestTemplate::Piece> RequestTemplate::variable(std::string_view name) {
    static const std::vector<std::string> s_known{"uuid", "seq", "now", "random"};
    constexpr std::array kKinds{Piece::Kind::Uuid, Piece::Kind::Seq, Piece::Kind::Now, Piece::Kind::Random};
    const std::size_t colon = name.find(':');
    const std::string word(name.substr(0, colon));
    const auto place = std::find(s_known.begin(), s_known.end(), word);
    if (word.starts_with("item.")) {
        return Error{ErrorCode::Unsupported,
                     "the variable '{{" + word.substr(0, 60) + "}}' is not in this version: values from data files"};
    }
    if (place == s_known.end()) {
        const auto near = nearestSpelling(word, s_known);
        return wrong(name, near ? "is no variable, did you mean '{{" + (*near == "random" ? "random:1:100" : *near) + "}}'?"
                                : std::string("is no variable; there are {{uuid}}, {{seq}}, {{now}} and {{random:1:100}}"));
    }
    Piece piece;
    piece.kind = kKinds[static_cast<std::size_t>(place - s_known.begin())];
    if (piece.kind != Piece::Kind::Random) {
        return colon == std::string_view::npos ? Result<Piece>(piece) : wrong(name, "takes no parameters; write '{{" + word + "}}'");
    }
    const std::string_view range = colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
    std::int64_t high = 0;
    const char* const end = range.data() + range.size();
    const auto low = std::from_chars(range.data(), end, piece.low);
    const bool middle = low.ec == std::errc{} && low.ptr != end && *low.ptr == ':';
    const auto last = middle ? std::from_chars(low.ptr + 1, end, high) : low;
    if (!middle || last.ec != std::errc{} || last.ptr != end || high < piece.low) {
        return wrong(name, "must have two whole numbers, the smaller first, as in '{{random:1:100}}'");
    }
    piece.span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(piece.low) + 1;
    return piece;
}

std::size_t RequestTemplate::fill(const RequestPlace& place, char* out) const {
    if (isFixed()) {
        std::memcpy(out, m_text.data(), m_text.size());
        return m_text.size();
    }
    // The head may tell the body's length, so the body is written first, behind the room that the head may take.
    char* const body = out + m_mostHead;
    const auto bodyLength = static_cast<std::size_t>(write(m_body, place, 0, body) - body);
    char* const headEnd = write(m_head, place, bodyLength, out);
    std::memmove(headEnd, body, bodyLength);
    return static_cast<std::size_t>(headEnd - out) + bodyLength;
}

char* RequestTemplate::write(const std::vector<Piece>& pieces, const RequestPlace& place, std::size_t bodyLength, char* out) const {
    for (const Piece& piece : pieces) {
        const auto random = [&](Purpose purpose) { return randomAt(place.seed + mixed(piece.hole + 1), purpose, place.a, place.b); };
        switch (piece.kind) {
            case Piece::Kind::Literal: out = std::copy_n(m_text.data() + piece.from, piece.length, out); break;
            case Piece::Kind::Uuid: out = writeUuid(random(Purpose::Value), random(Purpose::MoreOfValue), out); break;
            case Piece::Kind::Seq: out = writeNumber(place.seq, out); break;
            case Piece::Kind::Now: out = writeNumber(place.unixMilli, out); break;
            case Piece::Kind::BodyLength: out = writeNumber(bodyLength, out); break;
            case Piece::Kind::Random: {
                // Lemire 2019: the high half of a product maps 2^64 numbers onto the span without a division.
                const std::uint64_t number = random(Purpose::Value);
                const std::uint64_t offset =
                    piece.span == 0 ? number : static_cast<std::uint64_t>((static_cast<Wide>(number) * piece.span) >> 64U);
                out = writeNumber(static_cast<std::int64_t>(static_cast<std::uint64_t>(piece.low) + offset), out);
                break;
            }
        }
    }
    return out;
}

}  // namespace loadgate
