// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/line_stash.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace loadgate::engine {

/// Reads one HTTP/1.x answer (RFC 9112) from pieces of any size. Bodies are counted, not kept; memory is bounded whatever the server
/// sends: lines to 64 KiB, all lines of an answer together to 256 KiB. Lenient where the RFC allows a client to be (bare line feeds,
/// spaces around values), strict where a guess could hide the answer's end.
class Http1Parser {
  public:
    enum class Progress : std::uint8_t { More, Done, Malformed };

    /// Expects a new answer; `head`: to a HEAD request.
    void begin(bool head, LineStash&);
    /// Takes bytes up to the end of the answer; consumed() says how many of them.
    Progress feed(std::span<const char> bytes, LineStash&);
    /// The server closed: Done when that ends the body, Malformed inside an answer, More when nothing of it had come.
    [[nodiscard]] Progress atEnd() const;
    /// Gives borrowed memory back; begin() does so too.
    void release(LineStash&);

    [[nodiscard]] std::size_t consumed() const { return m_consumed; }
    /// Of the final answer; 0 before its status line.
    [[nodiscard]] std::uint16_t status() const { return m_status; }
    /// Any byte of an answer has come, interim answers included.
    [[nodiscard]] bool begun() const { return m_begun; }
    /// The connection may carry another request.
    [[nodiscard]] bool keepAlive() const { return m_keepAlive && !m_saidClose && m_state == State::Done; }
    /// What was wrong, for an example in the report; static text.
    [[nodiscard]] const char* complaint() const { return m_complaint; }

  private:
    enum class State : std::uint8_t {
        StatusLine,  // lines …
        Headers,
        ChunkSize,
        ChunkEnd,
        Trailers,
        FixedBody,  // … bodies …
        ChunkData,
        UntilClose,
        Done,  // … and ends
        Malformed
    };
    [[nodiscard]] bool readsLines() const { return m_state <= State::Trailers; }
    static constexpr std::uint32_t kLongestLine = 64U << 10U;
    static constexpr std::uint32_t kMostLines = 256U << 10U;
    static constexpr std::uint64_t kUnknown = UINT64_MAX;

    void expectStatus();
    std::size_t feedLines(std::string_view bytes, LineStash&);
    std::size_t feedHead(std::string_view bytes);
    std::size_t feedLine(std::string_view bytes, LineStash&);
    std::size_t feedBody(std::size_t available);
    void onLine(std::string_view line);
    void onStatusLine(std::string_view line);
    void onHeaderLine(std::string_view line);
    std::string_view nameOf(std::string_view line);
    void onHeader(std::string_view name, std::string_view value);
    void onContentLength(std::string_view value);
    void onConnection(std::string_view value);
    void onChunkSize(std::string_view line);
    void onHeadEnd();
    void malformed(const char* complaint);

    std::uint64_t m_rest{};  ///< of the body or chunk
    std::uint64_t m_contentLength{kUnknown};
    const char* m_complaint{""};
    std::size_t m_consumed{};
    std::uint32_t m_lineBytes{};
    std::uint32_t m_stash{LineStash::kNone};
    std::uint16_t m_status{};
    State m_state{State::StatusLine};
    bool m_head{}, m_begun{}, m_keepAlive{true}, m_saidClose{}, m_chunked{}, m_transferEncoding{}, m_http10{};
};

}  // namespace loadgate::engine
