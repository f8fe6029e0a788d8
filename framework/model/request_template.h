// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// Which request of a run is filled in: its values are functions of this alone, so workers need not talk and a retry sends the same.
struct RequestPlace {
    std::uint64_t seed{};
    std::uint64_t a{}, b{};    ///< open model: (request number, 0); closed: (user, iteration)
    std::uint64_t seq{};       ///< unique in the run, from 1
    std::int64_t unixMilli{};  ///< wall clock; needed only if readsClock()
};

/// The bytes of a request, a part of which may be different in each one. Immutable and shared by all users; fill() allocates nothing.
///
/// Variables: {{uuid}} a version 4 UUID (RFC 9562 section 5.4) · {{seq}} a number unique in the run · {{now}} Unix time in milliseconds ·
/// {{random:FROM:TO}} a whole number, both ends included, each equally likely but for 2^-64 · (TO - FROM + 1).
class RequestTemplate {
  public:
    /// Bytes that are the same every time.
    static RequestTemplate fixed(std::string bytes);
    /// A head that ends with its empty line, and a body, which may be without variables whatever it looks like; where the head says
    /// kBodyLength, the length of the filled-in body is written. BadInput or Unsupported says which variable is unknown or wrong.
    enum class BodyIs : std::uint8_t { Template, Literal };
    static Result<RequestTemplate> parse(std::string_view head, std::string_view body, BodyIs);
    static constexpr std::string_view kBodyLength = "{{:body length:}}";

    /// Ok, or what is wrong with the variables of a text.
    static Status check(std::string_view text);
    /// Length of the variable that the text begins with; 0 if it begins with none.
    [[nodiscard]] static std::size_t variableAt(std::string_view text);
    /// The text with every variable replaced by `stand`, for checks that must not trip over braces.
    [[nodiscard]] static std::string withVariablesAs(std::string_view text, std::string_view stand);

    [[nodiscard]] bool isFixed() const { return m_head.empty() && m_body.empty(); }
    [[nodiscard]] bool readsClock() const { return m_readsClock; }
    /// The bytes, if fixed.
    [[nodiscard]] std::string_view bytes() const { return m_text; }
    /// How many bytes fill() may write.
    [[nodiscard]] std::size_t most() const { return m_most; }
    /// Writes the request to `out` and returns its length, at most most().
    std::size_t fill(const RequestPlace&, char* out) const;

  private:
    struct Piece {
        enum class Kind : std::uint8_t { Literal, Uuid, Seq, Now, Random, BodyLength };
        Kind kind{Kind::Literal};
        std::size_t from{}, length{};  ///< Literal: in m_text
        std::int64_t low{};            ///< Random
        std::uint64_t span{};          ///< Random: how many numbers; 0: 2^64
        std::uint64_t hole{};          ///< which variable of the request this is
    };

    Status append(std::string_view text, std::vector<Piece>& pieces);
    void appendLiteral(std::string_view text, std::vector<Piece>& pieces);
    static Result<Piece> variable(std::string_view name);
    char* write(const std::vector<Piece>&, const RequestPlace&, std::size_t bodyLength, char* out) const;

    std::string m_text;
    std::vector<Piece> m_head, m_body;  ///< both empty when fixed
    std::size_t m_most{}, m_mostHead{};
    std::uint64_t m_holes{};
    bool m_readsClock{};
};

}  // namespace loadgate
