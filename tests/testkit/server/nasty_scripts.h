// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/script.h"

#include <optional>
#include <string_view>
#include <vector>

namespace loadgate::testkit {

/// Server behaviours that a client must survive and count rightly. Each script serves one connection; those marked "repeats" answer for as
/// long as the client asks.
namespace scripts {

[[nodiscard]] Script closesWithoutAnswer();          ///< reads a request, closes
[[nodiscard]] Script closesAtOnce();                 ///< closes before reading anything
[[nodiscard]] Script closesAfter(unsigned answers);  ///< closes silently after so many good answers
[[nodiscard]] Script closesInTheHead();
[[nodiscard]] Script closesInTheBody();    ///< ten bytes promised, four sent
[[nodiscard]] Script resets();             ///< reads a request, RST
[[nodiscard]] Script byteByByte();         ///< a good answer in single bytes; repeats
[[nodiscard]] Script chunked();            ///< chunk extensions, a trailer, body "hello world"; repeats
[[nodiscard]] Script chunkedByteByByte();  ///< repeats
[[nodiscard]] Script interimAnswers();     ///< 103 and 102 before each good answer; repeats
[[nodiscard]] Script headWithLength();     ///< answers HEAD: Content-Length 1000 and no body; repeats
[[nodiscard]] Script noContent();          ///< 204; repeats
[[nodiscard]] Script notModified();        ///< 304 with a Content-Length and no body; repeats
// Lies. An endless one goes on until the client leaves.
[[nodiscard]] Script negativeLength();
[[nodiscard]] Script overflowingLength();        ///< more than fits 64 bits
[[nodiscard]] Script enormousLength();           ///< 2^63 - 1 bytes promised, some sent, then silence
[[nodiscard]] Script endlessHeaderLine();        ///< one header that never ends
[[nodiscard]] Script endlessHeaders();           ///< one header after the other
[[nodiscard]] Script endlessInterim();           ///< interim answers, never the final one
[[nodiscard]] Script endlessExtension();         ///< of a chunk
[[nodiscard]] Script endlessTrailers();          ///< after the last chunk
[[nodiscard]] Script endlessChunks();            ///< a good answer, but for its length: chunks with long extensions
[[nodiscard]] Script answersBeforeAsked();       ///< a whole answer as soon as it is connected to, and then one for each request
[[nodiscard]] Script answersTwice();             ///< a second answer a few ms after each good one
[[nodiscard]] Script bodyUntilClose();           ///< no length; the end of the connection ends the body
[[nodiscard]] Script http10();                   ///< HTTP/1.0 with a length, then closes
[[nodiscard]] Script earlyAnswer();              ///< 413 as soon as the head is read, closes without reading the body
[[nodiscard]] Script earlyAnswerKeepsReading();  ///< 200 as soon as the head is read, then reads the body; repeats
[[nodiscard]] Script badLength();                ///< "Content-Length: two"
[[nodiscard]] Script twoLengths();               ///< two Content-Length headers that differ
[[nodiscard]] Script garbage();                  ///< bytes that are no HTTP
[[nodiscard]] Script neverAnswers();             ///< reads and stays silent
[[nodiscard]] Script extraBytes();               ///< a good answer with bytes after its end, in the same segment; repeats
[[nodiscard]] Script endlessHead();              ///< header lines without end, 4 MiB of them
[[nodiscard]] Script keepsAnswering();           ///< good answers; repeats

}  // namespace scripts

/// By the function's name, for the stand-alone program; closesAfter answers twice.
[[nodiscard]] std::optional<Script> scriptNamed(std::string_view name);
[[nodiscard]] std::vector<std::string_view> scriptNames();

}  // namespace loadgate::testkit
