// SPDX-License-Identifier: Apache-2.0
#include "engine/http1_parser.h"

#include "engine/header_name.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace loadgate::engine {

namespace {

constexpr bool isBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view withoutBlanksBehind(std::string_view text) {
    while (!text.empty() && isBlank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front())) {
        text.remove_prefix(1);
    }
    return withoutBlanksBehind(text);
}

/// A line's end may be a line feed alone (RFC 9112 section 2.2).
std::string_view withoutReturn(std::string_view line) { return line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0)); }

constexpr std::array<char, 256> kSmall = [] {
    std::array<char, 256> small{};
    for (std::size_t c = 0; c < small.size(); ++c) {
        small[c] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return small;
}();

/// `lower` is in lower case.
bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    return text.size() == lower.size() &&
           std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) { return kSmall[static_cast<unsigned char>(a)] == b; });
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

constexpr std::size_t kShortestStatusLine = 12;  // "HTTP/1.1 200"
constexpr std::string_view kContentLength = "content-length", kConnection = "connection", kTransferEncoding = "transfer-encoding";

/// Whether a name so long may be one that says where the answer ends; the others are skipped.
constexpr bool isOneOfOurs(std::size_t length) {
    return length == kContentLength.size() || length == kConnection.size() || length == kTransferEncoding.size();
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
    m_saidClose = m_chunked = m_transferEncoding = m_http10 = false;
}

void Http1Parser::release(LineStash& stash) {
    if (m_stash != LineStash::kNone) {
        stash.giveBack(m_stash);
        m_stash = LineStash::kNone;
    }
}

Http1Parser::Progress Http1Parser::feed(std::span<const char> bytes, LineStash& stash) {
    m_begun = m_begun || !bytes.empty();
    std::string_view rest(bytes.data(), bytes.size());
    while (!rest.empty() && m_state < State::Done) {
        rest.remove_prefix(readsLines() ? feedLines(rest, stash) : feedBody(rest.size()));
    }
    m_consumed = bytes.size() - rest.size();
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

std::size_t Http1Parser::feedLines(std::string_view bytes, LineStash& stash) {
    // What is shorter than the longest line has none that is too long.
    const bool whole = m_state <= State::Headers && m_stash == LineStash::kNone && m_lineBytes + bytes.size() <= kLongestLine;
    const std::size_t taken = whole ? feedHead(bytes) : 0;
    m_lineBytes += static_cast<std::uint32_t>(taken);
    return taken > 0 ? taken : feedLine(bytes, stash);
}

/// The status line, headers and end of a head as far as they are whole in the buffer, read where they lie. Ends at the first line that is
/// anything else, which is feedLine()'s.
std::size_t Http1Parser::feedHead(std::string_view bytes) {
    std::string_view rest = bytes;
    if (m_state == State::StatusLine) {
        const std::size_t feed = rest.find('\n');
        if (feed == std::string_view::npos || feed < kShortestStatusLine) {
            return 0;
        }
        onStatusLine(withoutReturn(rest.substr(0, feed)));
        rest.remove_prefix(feed + 1);
    }
    while (m_state == State::Headers) {
        if (rest.starts_with("\r\n")) {
            rest.remove_prefix(2);
            onHeadEnd();
            break;
        }
        const std::size_t feed = rest.find('\n');  // does not wait for the name's end: what comes next depends on it
        const std::size_t name = nameLength(rest);
        if (feed == std::string_view::npos || name == 0 || rest[name] != ':') {
            break;
        }
        if (isOneOfOurs(name)) {
            onHeader(rest.substr(0, name), withoutReturn(rest.substr(name + 1, feed - name - 1)));
        }
        rest.remove_prefix(feed + 1);
    }
    return bytes.size() - rest.size();
}

/// One line, or as much of it as there is: that is kept in the stash until the rest comes.
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
    onLine(line);
    release(stash);
    return taken;
}

/// `line`: without its line feed.
void Http1Parser::onLine(std::string_view line) {
    line = withoutReturn(line);
    switch (m_state) {
        case State::StatusLine: onStatusLine(line); break;
        case State::Headers: line.empty() ? onHeadEnd() : onHeaderLine(line); break;
        case State::ChunkSize: onChunkSize(line); break;
        case State::ChunkEnd: line.empty() ? void(m_state = State::ChunkSize) : malformed("a chunk is longer than its size"); break;
        case State::Trailers: line.empty() ? void(m_state = State::Done) : void(nameOf(line)); break;  // they change nothing
        default: break;
    }
}

void Http1Parser::onStatusLine(std::string_view line) {
    if (line.empty() && m_lineBytes <= 2) {
        return;  // RFC 9112 section 2.2: an empty line before the start is ignored
    }
    const auto isDigit = [line](std::size_t i) { return line[i] >= '0' && line[i] <= '9'; };
    if (line.size() < kShortestStatusLine || !line.starts_with("HTTP/1.") || !isDigit(7) || line[8] != ' ' || !isDigit(9) || !isDigit(10) ||
        !isDigit(11) || (line.size() > kShortestStatusLine && line[kShortestStatusLine] != ' ')) {
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

void Http1Parser::onHeaderLine(std::string_view line) {
    if (const std::string_view name = nameOf(line); !name.empty()) {
        onHeader(name, line.substr(name.size() + 1));
    }
}

/// Empty when the line is no header, which is malformed.
std::string_view Http1Parser::nameOf(std::string_view line) {
    const std::size_t name = nameLength(line);
    if (name == 0 || name == line.size() || line[name] != ':') {
        // Folded lines are obsolete; RFC 9112 section 5.2 lets a user agent replace them, we prefer to say so.
        malformed(line.front() == ' ' || line.front() == '\t' ? "folded header line" : "header line without a valid name");
        return {};
    }
    return line.substr(0, name);
}

void Http1Parser::onHeader(std::string_view name, std::string_view value) {
    if (isNamed(name, kContentLength)) {
        onContentLength(value);
    } else if (isNamed(name, kConnection)) {
        onConnection(value);
    } else if (isNamed(name, kTransferEncoding)) {
        m_transferEncoding = true;
        forEachItem(value, [this](std::string_view coding) { m_chunked = equalsIgnoringCase(coding, "chunked"); });  // the last one counts
    }
}

/// One length, or a list of it again and again (RFC 9110 section 8.6).
void Http1Parser::onContentLength(std::string_view value) {
    bool more = true;
    while (more) {
        value = trimmed(value);
        std::uint64_t length = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
        value = trimmed(value.substr(static_cast<std::size_t>(end - value.data())));
        more = value.starts_with(',');
        if (error != std::errc{} || length > INT64_MAX || !(more || value.empty())) {
            malformed("Content-Length is not a length");
            return;
        }
        if (m_contentLength != kUnknown && m_contentLength != length) {
            malformed("two different Content-Length");
            return;
        }
        m_contentLength = length;
        value.remove_prefix(more ? 1 : 0);
    }
}

void Http1Parser::onConnection(std::string_view value) {
    forEachItem(value, [this](std::string_view option) {
        if (equalsIgnoringCase(option, "close")) {
            m_saidClose = true;  // whatever else is said (RFC 9112 section 9.3)
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
        // RFC 9112 section 6.3: Transfer-Encoding overrides Content-Length; without chunked the close ends the body. Who sends both, or
        // says HTTP/1.0 (section 6.1), may have meant another end: this is the last answer of the connection.
        m_state = m_chunked ? State::ChunkSize : State::UntilClose;
        m_keepAlive = m_keepAlive && m_chunked && m_contentLength == kUnknown && !m_http10;
    } else if (m_contentLength != kUnknown) {
        m_rest = m_contentLength;
        m_state = m_rest > 0 ? State::FixedBody : State::Done;
    } else {
        m_state = State::UntilClose;
        m_keepAlive = false;
    }
}

void Http1Parser::onChunkSize(std::string_view line) {
    const std::string_view size = withoutBlanksBehind(line.substr(0, line.find(';')));
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
