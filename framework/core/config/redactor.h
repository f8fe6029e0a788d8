// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/load_profile.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

struct RunConfig;

/// Takes secrets out of a text, wherever they come back: in a configured text, in an answer, in an error. Besides what it was told, it
/// knows the userinfo of URLs ("http://***@host") and what follows "Authorization:", "Proxy-Authorization:", "Cookie:" and "Set-Cookie:" in
/// a line. Secrets of up to 7 bytes are found where they stand alone, and those of up to 3 nowhere: text is full of them.
class Redactor {
  public:
    /// `shownAs` stands in its place: "${TOKEN}". Also finds the secret as JSON, form or URL encoding would write it, and where a text was
    /// cut in the middle of it.
    void hide(std::string_view secret, std::string_view shownAs = "***");
    [[nodiscard]] std::string operator()(std::string_view text) const;
    /// Path, body and headers; all of the values that carry credentials. Drops what is sent; a name stays, objectives refer to it.
    [[nodiscard]] RequestSpec operator()(RequestSpec request) const;
    bool operator==(const Redactor&) const = default;

  private:
    struct Hidden {
        std::string secret, shownAs;
        bool operator==(const Hidden&) const = default;
    };
    void add(std::string secret, std::string_view shownAs);
    [[nodiscard]] const Hidden* at(std::string_view text, std::size_t position) const;
    [[nodiscard]] std::string withoutSecrets(std::string_view text) const;

    std::vector<Hidden> m_hidden;  ///< longest first, so that a secret that holds another is found whole
};

/// Authorization, Proxy-Authorization, Cookie, Set-Cookie.
[[nodiscard]] bool carriesCredentials(std::string_view headerName);
/// Knows the environment's part of every text of the configuration, and the values of its headers that carry credentials. The values of
/// secret parameters are added by whoever knows the plugins' schemas.
[[nodiscard]] Redactor redactorFor(const RunConfig&);

}  // namespace loadgate
