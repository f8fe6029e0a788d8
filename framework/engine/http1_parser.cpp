// SPDX-License-Identifier: Apache-2.0
#include "engine/http1_parser.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace loadgate::engine {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// `lower` is in lower case.
bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
           });
}

/// Calls use(token) for each non-empty item of a comma-separated list.
template <class Use>
void forEachItem(std::string_view list, Use&& use) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (const std::string_view item = trimmed(list.substr(0, comma)); !item.empty()) {
            use(item);
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
}

bool isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

}  // namespace

void Http1Parser::begin(bool head, LineStash& stash) {
    release(stash);
    m_head = head;
    m_begun = false;
    m_lineBytes = 0;
    m_complaint = "";
    expectStatus();
}

void Http1Parser::expectStatus() {
    m_state = State::StatusLine;
    m_status = 0;
    m_contentLength = kUnknown;
    m_rest = 0;
    m_keepAlive = true;
    m_chunked = m_transferEncoding = m_http10 = false;
}

void Http1Parser::release(LineStash& stash) {
    if (m_stash != LineStash::kNone) {
        stash.giveBack(m_stash);
        m_stash = LineStash::kNone;
    }
}

Http1Parser::Progress Http1Parser::feed(std::span<const char> bytes, LineStash& stash) {
    m_begun = m_begun || !bytes.empty();
    m_consumed = 0;
    while (m_consumed < bytes.size() && m_state != State::Done && m_state != State::Malformed) {
        switch (m_state) {
            case State::FixedBody:
            case State::ChunkData:
            case State::UntilClose: m_consumed += feedBody(bytes.size() - m_consumed); break;
            default: m_consumed += feedLine({bytes.data() + m_consumed, bytes.size() - m_consumed}, stash); break;
        }
    }
    if (m_state == State::Done) {
        return Progress::Done;
    }
    return m_state == State::Malformed ? Progress::Malformed : Progress::More;
}

Http1Parser::Progress Http1Parser::atEnd() const {
    if (m_state == State::UntilClose) {
        return Progress::Done;
    }
    return m_begun ? Progress::Malformed : Progress::More;
}

std::size_t Http1Parser::feedBody(std::size_t available) {
    if (m_state == State::UntilClose) {
        return available;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(available, m_rest));
    m_rest -= taken;
    if (m_rest == 0) {
        m_state = m_state == State::ChunkData ? State::ChunkEnd : State::Done;
    }
    return taken;
}

std::size_t Http1Parser::feedLine(std::string_view bytes, LineStash& stash) {
    const std::size_t feed = bytes.find('\n');
    const std::size_t taken = feed == std::string_view::npos ? bytes.size() : feed + 1;
    m_lineBytes += static_cast<std::uint32_t>(std::min<std::size_t>(taken, kMostLines));
    const std::size_t before = m_stash == LineStash::kNone ? 0 : stash.at(m_stash).size();
    if (m_lineBytes > kMostLines || before + taken > kLongestLine) {
        malformed("header lines too long");
        return taken;
    }
    if (feed == std::string_view::npos) {
        if (m_stash == LineStash::kNone) {
            m_stash = stash.take();
        }
        stash.at(m_stash).append(bytes);
        return taken;
    }
    std::string_view line = bytes.substr(0, feed);
    if (m_stash != LineStash::kNone) {
        line = stash.at(m_stash).append(line);
    }
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    onLine(line);
    release(stash);
    return taken;
}

void Http1Parser::onLine(std::string_view line) {
    switch (m_state) {
        case State::StatusLine: onStatusLine(line); break;
        case State::Headers: line.empty() ? onHeadEnd() : onHeader(line); break;
        case State::ChunkSize: onChunkSize(line); break;
        case State::ChunkEnd: line.empty() ? void(m_state = State::ChunkSize) : malformed("a chunk is longer than its size"); break;
        case State::Trailers:
            if (line.empty()) {
                m_state = State::Done;
            }
            break;
        default: break;
    }
}

void Http1Parser::onStatusLine(std::string_view line) {
    if (line.empty() && m_lineBytes <= 2) {
        return;  // RFC 9112 section 2.2: an empty line before the start is ignored
    }
    const auto isDigit = [line](std::size_t i) { return line[i] >= '0' && line[i] <= '9'; };
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || !isDigit(7) || line[8] != ' ' || !isDigit(9) || !isDigit(10) || !isDigit(11) ||
        (line.size() > 12 && line[12] != ' ')) {
        malformed("not an HTTP/1 status line");
        return;
    }
    m_http10 = line[7] == '0';
    m_keepAlive = !m_http10;
    m_status = static_cast<std::uint16_t>((line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0'));
    if (m_status < 100 || m_status > 599 || m_status == 101) {
        malformed(m_status == 101 ? "switched protocols unasked" : "status outside 100-599");
        return;
    }
    m_state = State::Headers;
}

void Http1Parser::onHeader(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (line.front() == ' ' || line.front() == '\t') {
        malformed("folded header line");  // obsolete; RFC 9112 section 5.2 lets a user agent replace it, we prefer to say so
        return;
    }
    if (colon == std::string_view::npos || colon == 0 ||
        !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), isTokenCharacter)) {
        malformed("header line without a valid name");
        return;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equalsIgnoringCase(name, "content-length")) {
        onContentLength(value);
    } else if (equalsIgnoringCase(name, "connection")) {
        onConnection(value);
    } else if (equalsIgnoringCase(name, "transfer-encoding")) {
        m_transferEncoding = true;
        forEachItem(value, [this](std::string_view coding) { m_chunked = equalsIgnoringCase(coding, "chunked"); });  // the last one counts
    }
}

void Http1Parser::onContentLength(std::string_view value) {
    forEachItem(value.empty() ? std::string_view("?") : value, [this](std::string_view item) {
        std::uint64_t length = 0;
        const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), length);
        if (error != std::errc{} || end != item.data() + item.size() || length > INT64_MAX) {
            malformed("Content-Length is not a length");
        } else if (m_contentLength != kUnknown && m_contentLength != length) {
            malformed("two different Content-Length");
        } else {
            m_contentLength = length;
        }
    });
}

void Http1Parser::onConnection(std::string_view value) {
    forEachItem(value, [this](std::string_view option) {
        if (equalsIgnoringCase(option, "close")) {
            m_keepAlive = false;
        } else if (m_http10 && equalsIgnoringCase(option, "keep-alive")) {
            m_keepAlive = true;
        }
    });
}

void Http1Parser::onHeadEnd() {
    if (m_status < 200) {
        expectStatus();
        return;
    }
    if (m_head || m_status == 204 || m_status == 304) {
        m_state = State::Done;
    } else if (m_transferEncoding) {
        // RFC 9112 section 6.3: Transfer-Encoding overrides Content-Length; without chunked the close ends the body.
        m_state = m_chunked ? State::ChunkSize : State::UntilClose;
        m_keepAlive = m_keepAlive && m_chunked && m_contentLength == kUnknown;
    } else if (m_contentLength != kUnknown) {
        m_rest = m_contentLength;
        m_state = m_rest > 0 ? State::FixedBody : State::Done;
    } else {
        m_state = State::UntilClose;
        m_keepAlive = false;
    }
}

void Http1Parser::onChunkSize(std::string_view line) {
    const std::string_view size = trimmed(line.substr(0, line.find(';')));
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), m_rest, 16);
    if (size.empty() || error != std::errc{} || end != size.data() + size.size() || m_rest > INT64_MAX) {
        malformed("chunk size is not a hexadecimal number");
        return;
    }
    m_lineBytes = 0;  // chunks may go on for ever; each of their lines is bounded
    m_state = m_rest > 0 ? State::ChunkData : State::Trailers;
}

void Http1Parser::malformed(const char* complaint) {
    m_state = State::Malformed;
    m_complaint = complaint;
}

}  // namespace loadgate::engine
