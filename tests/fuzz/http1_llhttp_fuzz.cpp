// SPDX-License-Identifier: Apache-2.0
// Our parser beside llhttp, the one of Node.js, compiled from Debian's package: the same answer must be read in the same way. Where the
// two differ on purpose, this says why; every other difference is a finding.
// The first byte: an answer to HEAD or not, and the size of our pieces. The rest: what the server sends, then closes.
#include "engine/http1_parser.h"
#include "fuzzing.h"

#include <llhttp.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace loadgate::fuzz;
using loadgate::engine::Http1Parser;
using loadgate::engine::LineStash;
using Progress = Http1Parser::Progress;

namespace {

struct Answer {
    Progress progress{Progress::More};
    int status{};
    bool keepAlive{};
    std::size_t end{};       ///< bytes of the answer, when it is done
    std::size_t body{};      ///< of llhttp
    bool doneByClose{};      ///< the close is its end
    std::string_view wrong;  ///< why it is malformed
};

// Ours.

void feed(Http1Parser& parser, LineStash& stash, std::string_view bytes, std::size_t piece, Answer& answer) {
    for (std::size_t at = 0; at < bytes.size() && answer.progress == Progress::More; at += piece) {
        const std::string_view part = bytes.substr(at, piece);
        answer.progress = parser.feed({part.data(), part.size()}, stash);
        answer.end += parser.consumed();
    }
}

/// `more`: what the server sends besides, to finish a line.
Answer ours(bool head, std::string_view bytes, std::size_t piece, std::string_view more = {}) {
    Http1Parser parser;
    LineStash stash;
    parser.begin(head, stash);
    Answer answer;
    feed(parser, stash, bytes, piece, answer);
    feed(parser, stash, more, 1, answer);
    answer.doneByClose = answer.progress == Progress::More && parser.atEnd() == Progress::Done;
    answer.status = parser.status();
    answer.keepAlive = parser.keepAlive();
    answer.wrong = parser.complaint();
    return answer;
}

// llhttp's: as lenient as we are on purpose, where it has a switch for it, and strict elsewhere (LLHTTP_STRICT_MODE).

struct Reading {
    bool head{};
    bool done{};
    std::size_t body{};
};

Reading& readingOf(llhttp_t* parser) { return *static_cast<Reading*>(parser->data); }

bool isInterim(const llhttp_t* parser) { return parser->status_code >= 100 && parser->status_code < 200; }

/// RFC 9112 section 6.3, rules 1 and 2: these have no body, whatever their headers say. llhttp leaves that to its user.
int onHeadersComplete(llhttp_t* parser) {
    return readingOf(parser).head || isInterim(parser) || parser->status_code == 204 || parser->status_code == 304 ? 1 : 0;
}

int onBody(llhttp_t* parser, const char* /*at*/, std::size_t length) {
    readingOf(parser).body += length;
    return 0;
}

int onMessageComplete(llhttp_t* parser) {
    if (isInterim(parser)) {
        parser->content_length = 0;  // which llhttp forgets when it goes on after a close
        return 0;
    }
    readingOf(parser).done = true;
    return HPE_PAUSED;
}

Answer theirs(bool head, std::string_view bytes) {
    llhttp_settings_t settings;
    llhttp_settings_init(&settings);
    settings.on_headers_complete = onHeadersComplete;
    settings.on_body = onBody;
    settings.on_message_complete = onMessageComplete;
    llhttp_t parser;
    llhttp_init(&parser, HTTP_RESPONSE, &settings);
    llhttp_set_lenient_headers(&parser, 1);         // any byte in a value (RFC 9110 section 5.5: may be replaced), bare line feeds
    llhttp_set_lenient_chunked_length(&parser, 1);  // Transfer-Encoding beside Content-Length: RFC 9112 section 6.3, rule 3
    llhttp_set_lenient_keep_alive(&parser, 1);      // an interim answer that says close is not the last
    Reading reading{head};
    parser.data = &reading;
    const llhttp_errno_t error = llhttp_execute(&parser, bytes.data(), bytes.size());
    Answer answer;
    answer.status = isInterim(&parser) ? 0 : parser.status_code;
    answer.body = reading.body;
    if (reading.done) {
        answer.progress = Progress::Done;
        answer.end = static_cast<std::size_t>(llhttp_get_error_pos(&parser) - bytes.data());
        answer.keepAlive = llhttp_should_keep_alive(&parser) != 0;
    } else if (error != HPE_OK) {
        answer.progress = Progress::Malformed;
        answer.wrong = llhttp_get_error_reason(&parser);
    } else {
        answer.doneByClose = parser.finish == HTTP_FINISH_SAFE_WITH_CB;
    }
    return answer;
}

// Differences on purpose.

std::string small(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

struct Difference {
    std::string_view sentence;
    std::string_view reason;
};

/// We refuse what llhttp takes.
constexpr Difference kStricter[] = {
    {"folded header line", "RFC 9112 section 5.2: obsolete; replacing it is the alternative"},
    {"status outside 100-599", "RFC 9110 section 15: such a status is invalid"},
    {"switched protocols unasked", "RFC 9110 section 7.8: nobody asked for another protocol"},
    {"header lines too long", "RFC 9110 section 5.4: everybody has a bound; ours bounds memory"},
    {"not an HTTP/1 status line", "RFC 9112 section 4: three digits, one space, HTTP/1; section 2.2: no more than one empty line before"},
    {"header line without a valid name", "RFC 9112 section 5.1: no space before the colon (llhttp's lenient headers allow it)"},
    {"Content-Length is not a length", "beyond 2^63-1 bytes, which llhttp takes for one"},
    {"chunk size is not a hexadecimal number", "beyond 2^63-1 bytes, which llhttp takes for one"},
};

/// We take what llhttp refuses, always without a doubt where the answer ends.
constexpr Difference kMoreLenient[] = {
    {"Invalid HTTP version", "RFC 9110 section 2.5: HTTP/1.2 and later are to be read as HTTP/1.1"},
    {"Duplicate Content-Length", "RFC 9110 section 8.6: the same length again and again is one"},
    {"Invalid character in Content-Length", "RFC 9110 section 8.6: a list of the same length; section 5.5: a tab behind a value"},
    {"Invalid character in chunk size", "RFC 9112 section 7.1.1: blanks before the semicolon; section 2.2: a bare line feed"},
    {"Invalid character in chunk extensions", "RFC 9112 section 7.1.1: extensions are to be ignored"},
    {"Invalid character in chunk extensions name", "as above"},
    {"Invalid character in chunk extensions value", "as above"},
    {"Invalid character in chunk extensions quoted value", "as above"},
    {"Invalid character in chunk extensions quote value", "as above"},
    {"Expected LF after chunk size", "as above, of a bare carriage return in an extension"},
    {"Expected CRLF after chunk", "RFC 9112 section 2.2: a bare line feed"},
    {"Expected LF after CR", "RFC 9112 section 2.2: a bare carriage return in a reason or a value may be replaced by a space"},
    {"Missing expected LF after header value", "as above"},
};

/// RFC 9110 section 6.5.1: what trailers say does not frame the answer. llhttp reads their lengths all the same.
bool isOfTrailers(std::string_view sentence, bool chunked) {
    return chunked && (sentence == "Content-Length overflow" || sentence == "Empty Content-Length");
}

template <std::size_t N>
bool isIn(const Difference (&differences)[N], std::string_view sentence) {
    return std::any_of(std::begin(differences), std::end(differences), [sentence](const Difference& d) { return d.sentence == sentence; });
}

/// Both agree on where the answer ends, but whether the connection is kept may differ where one of these was said.
bool mayDifferInKeeping(std::string_view bytes, bool weKeep) {
    const std::string text = small(bytes);
    if (weKeep) {
        // RFC 9110 section 6.5.1: what trailers say is not about the connection. llhttp listens to them.
        return text.find("chunked") != std::string::npos && text.find("connection:") != std::string::npos;
    }
    const bool old = text.find("http/1.0") != std::string::npos;
    const bool both = text.find("transfer-encoding") != std::string::npos && text.find("content-length") != std::string::npos;
    return both  // RFC 9112 section 6.3: we close, llhttp keeps when told to take it
           || (old && text.find("transfer-encoding") != std::string::npos)  // RFC 9112 section 6.1: such an answer is the last
           || text.find("close") != std::string::npos;  // RFC 9112 section 9.3: close outdoes keep-alive, also behind a tab
}

/// Whether the value of any header of this name, which is in lower case and with its colon, is so.
template <class Is>
bool anyValue(std::string_view bytes, std::string_view name, Is is) {
    const std::string text = small(bytes);
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
        const std::size_t from = at + name.size();
        if (is(std::string_view(text).substr(from, text.find('\n', from) - from))) {
            return true;
        }
    }
    return false;
}

/// Of Transfer-Encoding llhttp reads neither empty items of a list (RFC 9110 section 5.6.1) nor tabs (section 5.6.3) as we do; of a
/// Connection with control characters, which is invalid, it reads what is before them and we the items without any.
bool isReadInTwoWays(std::string_view bytes) {
    const auto odd = [](std::string_view v) { return v != " chunked\r" && v != "chunked\r" && v != " gzip, chunked\r" && v != " gzip\r"; };
    const auto hasControls = [](std::string_view v) {
        return loadgate::fuzz::hasControls(v.substr(0, v.size() - (v.ends_with('\r') ? 1 : 0)));
    };
    return anyValue(bytes, "transfer-encoding:", odd) || anyValue(bytes, "connection:", hasControls);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes = textOf(data, size);
    const std::uint8_t how = takeByte(bytes);
    const bool head = (how & 1U) != 0;
    if (isReadInTwoWays(bytes)) {
        return 0;
    }
    const Answer our = ours(head, bytes, std::size_t{1} + (how >> 1U));
    const Answer their = theirs(head, bytes);
    if (our.progress == Progress::Malformed) {
        require(their.progress == Progress::Malformed || isIn(kStricter, our.wrong), "what we refuse, llhttp refuses, or we say why");
        return 0;
    }
    if (their.progress == Progress::Malformed) {
        // It refuses a line at its first wrong byte, we when the line is whole.
        const Answer whole = ours(head, bytes, bytes.size() + 1, "\n");
        require(whole.progress == Progress::Malformed || isIn(kMoreLenient, their.wrong) ||
                    isOfTrailers(their.wrong, small(bytes).find("chunked") != std::string::npos),
                "what llhttp refuses, we refuse, or we say why");
        return 0;
    }
    require(our.progress == their.progress, "both are done, or both want more");
    if (our.progress == Progress::More) {
        require(our.doneByClose == their.doneByClose, "both know whether the close ends the answer");
        return 0;
    }
    require(our.status == their.status, "both read the same status");
    require(our.end == their.end, "both see the same end");
    require(their.body <= our.end, "a body is a part of an answer");
    require(our.keepAlive == their.keepAlive || mayDifferInKeeping(bytes, our.keepAlive), "both keep the connection, or both close it");
    return 0;
}
