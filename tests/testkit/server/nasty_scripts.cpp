// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/nasty_scripts.h"

#include <array>
#include <string>
#include <utility>

using namespace std::string_literals;

namespace loadgate::testkit {
namespace scripts {

namespace {
constexpr std::string_view kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    "5;name=value\r\nhello\r\n6;quoted=\"a;b\"\r\n world\r\n0;last\r\nX-Sum: 42\r\n\r\n";
constexpr std::string_view kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string kFiller(4096, 'a');

std::string repeated(std::string_view part) {
    std::string text;
    while (text.size() < kFiller.size()) {
        text += part;
    }
    return text;
}

const std::string kHeaders = repeated("X-One: more\r\n");
const std::string kInterim = repeated("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
}  // namespace

Script closesWithoutAnswer() { return Script().awaitRequest().close(); }

Script closesAtOnce() { return Script().close(); }

Script closesAfter(unsigned answers) {
    Script script;
    for (unsigned i = 0; i < answers; ++i) {
        script.awaitRequest().send(okAnswer());
    }
    return script.close();
}

Script closesInTheHead() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Le").close(); }

Script closesInTheBody() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour").close(); }

Script resets() { return Script().awaitRequest().reset(); }

Script byteByByte() { return Script().awaitRequest().sendByteByByte(okAnswer()).again(); }

Script chunked() { return Script().awaitRequest().send(kChunked).again(); }

Script chunkedByteByByte() { return Script().awaitRequest().sendByteByByte(kChunked).again(); }

Script interimAnswers() {
    return Script()
        .awaitRequest()
        .send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")
        .send(okAnswer())
        .again();
}

Script headWithLength() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").again(); }

Script noContent() { return Script().awaitRequest().send("HTTP/1.1 204 No Content\r\n\r\n").again(); }

Script notModified() { return Script().awaitRequest().send("HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n").again(); }

Script bodyUntilClose() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\n\r\nas long").send(" as it lasts").close(); }

Script http10() { return Script().awaitRequest().send("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok").close(); }

Script earlyAnswer() {
    return Script().awaitHead().send("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").close();
}

Script earlyAnswerKeepsReading() { return Script().awaitHead().send(okAnswer()).awaitRequest().again(); }

Script badLength() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok").close(); }

Script twoLengths() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!").close(); }

Script garbage() { return Script().awaitRequest().send("\x16\x03\x01\x00 this is not HTTP\r\n\r\n"s).close(); }

Script neverAnswers() { return Script().awaitRequest(); }

Script extraBytes() { return Script().awaitRequest().send(okAnswer() + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nextra").again(); }

Script endlessHead() {
    std::string head = "HTTP/1.1 200 OK\r\n";
    while (head.size() < (4U << 20U)) {
        head += "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n";
    }
    return Script().awaitRequest().send(head).close();
}

Script negativeLength() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"); }

Script overflowingLength() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nok"); }

Script enormousLength() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nso much"); }

Script endlessHeaderLine() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\nX-Long: ").send(kFiller).again(2); }

Script endlessHeaders() { return Script().awaitRequest().send("HTTP/1.1 200 OK\r\n").send(kHeaders).again(2); }

Script endlessInterim() { return Script().awaitRequest().send(kInterim).again(1); }

Script endlessExtension() { return Script().awaitRequest().send(kChunkedHead).send("2;name=").send(kFiller).again(3); }

Script endlessTrailers() { return Script().awaitRequest().send(kChunkedHead).send("0\r\n").send(kHeaders).again(3); }

Script endlessChunks() { return Script().awaitRequest().send(kChunkedHead).send("2;name=" + kFiller + "\r\nok\r\n").again(2); }

Script answersBeforeAsked() { return Script().send(okAnswer()).awaitRequest().send(okAnswer()).again(1); }

Script answersTwice() { return Script().awaitRequest().send(okAnswer()).pause(std::chrono::milliseconds(5)).send(okAnswer()).again(); }

Script keepsAnswering() { return Script().awaitRequest().send(okAnswer()).again(); }

}  // namespace scripts

namespace {

using Named = std::pair<std::string_view, Script (*)()>;
constexpr std::array kScripts{
    Named{"closesWithoutAnswer", scripts::closesWithoutAnswer},
    Named{"closesAtOnce", scripts::closesAtOnce},
    Named{"closesAfter", [] { return scripts::closesAfter(2); }},
    Named{"closesInTheHead", scripts::closesInTheHead},
    Named{"closesInTheBody", scripts::closesInTheBody},
    Named{"resets", scripts::resets},
    Named{"byteByByte", scripts::byteByByte},
    Named{"chunked", scripts::chunked},
    Named{"chunkedByteByByte", scripts::chunkedByteByByte},
    Named{"interimAnswers", scripts::interimAnswers},
    Named{"headWithLength", scripts::headWithLength},
    Named{"noContent", scripts::noContent},
    Named{"notModified", scripts::notModified},
    Named{"bodyUntilClose", scripts::bodyUntilClose},
    Named{"http10", scripts::http10},
    Named{"earlyAnswer", scripts::earlyAnswer},
    Named{"earlyAnswerKeepsReading", scripts::earlyAnswerKeepsReading},
    Named{"badLength", scripts::badLength},
    Named{"twoLengths", scripts::twoLengths},
    Named{"garbage", scripts::garbage},
    Named{"neverAnswers", scripts::neverAnswers},
    Named{"extraBytes", scripts::extraBytes},
    Named{"endlessHead", scripts::endlessHead},
    Named{"negativeLength", scripts::negativeLength},
    Named{"overflowingLength", scripts::overflowingLength},
    Named{"enormousLength", scripts::enormousLength},
    Named{"endlessHeaderLine", scripts::endlessHeaderLine},
    Named{"endlessHeaders", scripts::endlessHeaders},
    Named{"endlessInterim", scripts::endlessInterim},
    Named{"endlessExtension", scripts::endlessExtension},
    Named{"endlessTrailers", scripts::endlessTrailers},
    Named{"endlessChunks", scripts::endlessChunks},
    Named{"answersBeforeAsked", scripts::answersBeforeAsked},
    Named{"answersTwice", scripts::answersTwice},
    Named{"keepsAnswering", scripts::keepsAnswering},
};

}  // namespace

std::optional<Script> scriptNamed(std::string_view name) {
    for (const auto& [known, make] : kScripts) {
        if (known == name) {
            return make();
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> scriptNames() {
    std::vector<std::string_view> names;
    names.reserve(kScripts.size());
    for (const auto& [name, make] : kScripts) {
        names.push_back(name);
    }
    return names;
}

}  // namespace loadgate::testkit
