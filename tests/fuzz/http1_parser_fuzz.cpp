// SPDX-License-Identifier: Apache-2.0
// The first byte: an answer to HEAD or not. The next four: the sizes of the pieces. The rest: what the server sends, in which 0x01 stands
// for 8 KiB of a line and 0x02 for 4 KiB of lines, so that a small input reaches the parser's bounds.
#include "engine/http1_parser.h"
#include "fuzzing.h"

#include <array>
#include <string>
#include <vector>

using namespace loadgate::fuzz;
using loadgate::engine::Http1Parser;
using loadgate::engine::LineStash;
using Progress = Http1Parser::Progress;

namespace {

constexpr std::size_t kMostBytes = 320U << 10U;
constexpr std::size_t kLong = 8U << 10U;
constexpr std::size_t kMostHeld = 128U << 10U;  // a line of 64 KiB in a string that doubles

struct Outcome {
    Progress progress{Progress::More};
    Progress atEnd{Progress::More};
    std::size_t consumed{};
    int status{};
    bool keepAlive{}, begun{};
    std::string_view complaint;
    bool operator==(const Outcome&) const = default;
};

std::string unfolded(std::string_view text) {
    std::string whole;
    for (const char c : text) {
        if (whole.size() > kMostBytes) {
            break;
        }
        if (c == '\x01') {
            whole.append(8U << 10U, 'a');
        } else if (c == '\x02') {
            for (int i = 0; i < 512; ++i) {
                whole.append("X: yyy\r\n");
            }
        } else {
            whole.push_back(c);
        }
    }
    return whole;
}

/// Feeds the bytes in pieces of these sizes, one after another and again from the first.
template <std::size_t N>
Outcome parsed(Http1Parser& parser, bool head, std::string_view bytes, const std::array<std::size_t, N>& sizes) {
    LineStash stash;
    parser.begin(head, stash);
    Outcome outcome;
    for (std::size_t i = 0; outcome.consumed < bytes.size() && outcome.progress == Progress::More; ++i) {
        const std::string_view piece = bytes.substr(outcome.consumed, sizes[i % N]);
        const std::vector<char> exact(piece.begin(), piece.end());  // a sanitizer sees a byte read behind it
        outcome.progress = parser.feed(exact, stash);
        require(parser.consumed() <= exact.size(), "the parser consumes no more than it was given");
        require(outcome.progress != Progress::More || parser.consumed() == exact.size(), "whoever wants more has taken all");
        outcome.consumed += parser.consumed();
    }
    outcome.status = parser.status();
    outcome.keepAlive = parser.keepAlive();
    outcome.begun = parser.begun();
    outcome.complaint = parser.complaint();
    outcome.atEnd = outcome.progress == Progress::More ? parser.atEnd() : Progress::Done;
    if (outcome.progress == Progress::Malformed) {
        outcome.consumed = 0;  // where it gave up is of no use to anybody, and depends on the pieces
        require(!outcome.complaint.empty(), "what is malformed is said");
    }
    parser.release(stash);
    const std::uint32_t line = stash.take();
    require(line == 0, "one line at most is borrowed, and it comes back");
    require(stash.at(line).capacity() <= kMostHeld, "memory is bounded");
    // The parser has a life after this stash.
    stash.giveBack(line);
    return outcome;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = textOf(data, size);
    const bool head = (takeByte(text) & 1U) != 0;
    std::array<std::size_t, 4> sizes{};
    for (std::size_t& one : sizes) {
        one = std::size_t{1} + takeByte(text);
    }
    const std::string bytes = unfolded(text);
    // Long ones would take all the time: their pieces are larger.
    const std::size_t least = bytes.size() > kLong ? 61 : 1;
    for (std::size_t& one : sizes) {
        one *= least;
    }
    Http1Parser parser;
    const Outcome whole = parsed(parser, head, bytes, std::array{std::size_t{kMostBytes * 2}});
    require(whole == parsed(parser, head, bytes, std::array{least}), "byte by byte is as all at once");
    require(whole == parsed(parser, head, bytes, sizes), "pieces of any size are as all at once");
    Http1Parser fresh;
    require(whole == parsed(fresh, head, bytes, sizes), "a parser that was used before is as good as a new one");
    return 0;
}
