// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/request_reader.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace loadgate::testkit {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

bool sameWord(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

std::optional<std::size_t> number(std::string_view text, int base) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end == text.data()) {
        return std::nullopt;
    }
    return value;
}

/// Where a chunked body that starts at `from` ends; nothing while it is incomplete.
std::optional<std::size_t> endOfChunks(std::string_view bytes, std::size_t from) {
    while (true) {
        const std::size_t lineEnd = bytes.find(kLineEnd, from);
        if (lineEnd == std::string_view::npos) {
            return std::nullopt;
        }
        const std::size_t size = number(bytes.substr(from, lineEnd - from), 16).value_or(0);
        from = lineEnd + kLineEnd.size();
        if (size == 0) {
            break;
        }
        from += size + kLineEnd.size();
        if (from > bytes.size()) {
            return std::nullopt;
        }
    }
    // Trailer lines, then an empty one.
    while (true) {
        const std::size_t lineEnd = bytes.find(kLineEnd, from);
        if (lineEnd == std::string_view::npos) {
            return std::nullopt;
        }
        if (lineEnd == from) {
            return lineEnd + kLineEnd.size();
        }
        from = lineEnd + kLineEnd.size();
    }
}

ReceivedRequest parseHead(std::string_view head) {
    ReceivedRequest request;
    request.raw = head;
    const std::string_view line = head.substr(0, head.find(kLineEnd));
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first != std::string_view::npos && last > first) {
        request.method = line.substr(0, first);
        request.path = line.substr(first + 1, last - first - 1);
        request.version = line.substr(last + 1);
    }
    request.wantsClose = request.version == "HTTP/1.0" || sameWord(request.header("Connection").value_or(""), "close");
    return request;
}

}  // namespace

std::optional<std::string> ReceivedRequest::header(std::string_view name) const {
    std::string_view rest = raw;
    rest = rest.substr(0, rest.find(kHeadEnd) + kLineEnd.size());
    for (std::size_t end = rest.find(kLineEnd); end != std::string_view::npos; end = rest.find(kLineEnd)) {
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + kLineEnd.size());
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && sameWord(line.substr(0, colon), name)) {
            return std::string(trimmed(line.substr(colon + 1)));
        }
    }
    return std::nullopt;
}

std::optional<ReceivedRequest> RequestReader::peekHead() const {
    const std::size_t end = m_bytes.find(kHeadEnd);
    if (end == std::string::npos) {
        return std::nullopt;
    }
    return parseHead(std::string_view(m_bytes).substr(0, end + kHeadEnd.size()));
}

std::optional<ReceivedRequest> RequestReader::next() {
    std::optional<ReceivedRequest> request = peekHead();
    if (!request) {
        return std::nullopt;
    }
    std::size_t end = request->raw.size();
    if (sameWord(request->header("Transfer-Encoding").value_or(""), "chunked")) {
        const std::optional<std::size_t> chunksEnd = endOfChunks(m_bytes, end);
        if (!chunksEnd) {
            return std::nullopt;
        }
        end = *chunksEnd;
    } else {
        end += number(request->header("Content-Length").value_or("0"), 10).value_or(0);
    }
    if (m_bytes.size() < end) {
        return std::nullopt;
    }
    request->raw = m_bytes.substr(0, end);
    m_bytes.erase(0, end);
    return request;
}

}  // namespace loadgate::testkit
