// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/load_profile.h"

#include <string_view>
#include <vector>

namespace loadgate::config {

/// What may go on the wire as it stands. Each returns the checked text or one sentence; nothing here is ever repaired silently, because
/// a line feed in a header or a path would become a second header or a second request.

/// A path with query, RFC 9112 origin-form: begins with one '/', no spaces, controls or bytes above 0x7E, no fragment, no other host.
[[nodiscard]] Result<std::string> checkedPath(std::string_view);
/// An RFC 9110 token.
[[nodiscard]] Status checkedHeaderName(std::string_view);
/// Name: an RFC 9110 token, and none of those that Loadgate writes itself. Value: no controls but tabs; outer blanks go.
[[nodiscard]] Result<NameValue> checkedHeader(std::string_view name, std::string_view value);
/// "GET"; case does not matter in the text.
[[nodiscard]] Result<std::string> checkedMethod(std::string_view);
/// "200", "200-399".
[[nodiscard]] Result<StatusRange> parseStatusRange(std::string_view);
/// "application/x-www-form-urlencoded" bytes of one name or value; variables of a single request stay what they are.
[[nodiscard]] std::string formEncoded(std::string_view);
/// A JSON string, quotes included, of text that is UTF-8.
[[nodiscard]] std::string jsonString(std::string_view);

/// Names compare without case.
[[nodiscard]] bool sameHeader(std::string_view a, std::string_view b);
/// `base`, with those of the same name replaced by `over`'s, then the rest of `over`.
[[nodiscard]] std::vector<NameValue> mergedHeaders(const std::vector<NameValue>& base, const std::vector<NameValue>& over);

}  // namespace loadgate::config
