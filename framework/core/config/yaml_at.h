// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/yaml_tree.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate::config {

/// A text as its author wrote it and as its variables make it.
struct Worded {
    std::string shown, real;
    /// Absent where both are the same.
    [[nodiscard]] std::optional<std::string> realIfOther() const { return real == shown ? std::nullopt : std::optional(real); }
};

/// Whether a text may hold variables that change with each request, "{{uuid}}"; see RequestTemplate.
enum class PerRequest : std::uint8_t { Refused, Allowed };

/// A node and where it is, so that whatever is wrong with it can be said: "checkout.yml:7: load.users: …". Borrows node and source.
class YamlAt {
  public:
    YamlAt(const YamlNode& root, std::string_view source) : m_node(&root), m_source(source) {}

    [[nodiscard]] const YamlNode& node() const { return *m_node; }
    [[nodiscard]] std::string_view source() const { return m_source; }
    [[nodiscard]] bool isMap() const { return m_node->kind == YamlNode::Kind::Map; }
    [[nodiscard]] bool isList() const { return m_node->kind == YamlNode::Kind::List; }
    /// "checkout.yml:7", and with the path: "checkout.yml:7: load.users".
    [[nodiscard]] std::string where() const;
    [[nodiscard]] std::string whereWithPath() const;
    [[nodiscard]] Error refuse(std::string_view sentence, ErrorCode code = ErrorCode::BadInput) const;
    [[nodiscard]] Error refuse(Error error) const { return refuse(error.message, error.code); }

    /// The text of a scalar, variables filled in. Empty values, lists and maps are refused, and
    /// variables of a single request unless they are allowed and right. What a message
    /// of refuse() quotes of it is what the file says, not what the variables hold.
    [[nodiscard]] Result<std::string> text(PerRequest = PerRequest::Refused) const;
    /// Whether a variable had to be filled in.
    [[nodiscard]] bool hasVariables() const { return m_node->written.has_value(); }
    /// `text`, a reading of text(), as it is shown: what the file says.
    [[nodiscard]] Worded worded(std::string text) const;
    /// A map with no other keys than these; `later` are keys that a coming version knows.
    [[nodiscard]] Status hasOnly(std::span<const std::string> known, std::span<const std::string> later = {}) const;
    [[nodiscard]] std::optional<YamlAt> find(std::string_view key) const;
    /// Elements of a list ("load[0]") or members of a map ("load.with").
    [[nodiscard]] std::vector<YamlAt> children() const;

  private:
    YamlAt(const YamlNode& node, std::string_view source, std::string path) : m_node(&node), m_source(source), m_path(std::move(path)) {}
    [[nodiscard]] YamlAt member(const YamlNode&) const;

    const YamlNode* m_node;
    std::string_view m_source;
    std::string m_path;
};

/// A scalar through one of the readers of loadgate/units.h or its like: parse(text).
template <class Parse>
auto readAs(const YamlAt& at, Parse parse, PerRequest perRequest = PerRequest::Refused) -> decltype(parse(std::string_view{})) {
    LOADGATE_TRY(const std::string text, at.text(perRequest));
    auto result = parse(std::string_view(text));
    if (!result) {
        return at.refuse(result.error());
    }
    return result;
}

/// A map's member, if there is one, through read(YamlAt).
template <class T, class Read>
Result<std::optional<T>> readOptional(const YamlAt& map, std::string_view key, Read read) {
    const std::optional<YamlAt> at = map.find(key);
    if (!at) {
        return std::optional<T>{};
    }
    LOADGATE_TRY(T value, read(*at));
    return std::optional<T>(std::move(value));
}

}  // namespace loadgate::config
