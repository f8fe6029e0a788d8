// SPDX-License-Identifier: Apache-2.0
#include "core/config/yaml_at.h"

#include "core/config/redactor.h"
#include "core/config/wording.h"
#include "core/report/escape.h"
#include "model/request_template.h"

#include <algorithm>

namespace loadgate::config {
namespace {

/// A key as a part of a path; quoted where it holds more than a plain word.
std::string pathPart(const std::string& key) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    };
    return std::all_of(key.begin(), key.end(), plain) && key.size() <= 80 ? key : inQuotes(key);
}

/// A sentence about a node's text in the words of the file: a variable's value may be a secret.
std::string asWritten(const YamlNode& node, std::string_view sentence) {
    std::string result(sentence);
    if (!node.written) {
        return result;
    }
    const std::string quoted = inQuotes(node.text);
    for (std::size_t at = result.find(quoted); !node.text.empty() && at != std::string::npos; at = result.find(quoted, at)) {
        const std::string written = inQuotes(*node.written);
        result.replace(at, quoted.size(), written);
        at += written.size();
    }
    Redactor redactor;
    for (const UsedVariable& variable : node.variables) {
        redactor.hide(variable.value, "${" + variable.name + "}");
    }
    return redactor(result);
}

}  // namespace

std::string YamlAt::where() const { return std::string(m_source) + ":" + std::to_string(m_node->line); }

std::string YamlAt::whereWithPath() const { return m_path.empty() ? where() : where() + ": " + m_path; }

Error YamlAt::refuse(std::string_view sentence, ErrorCode code) const {
    return Error{code, whereWithPath() + ": " + forTerminal(asWritten(*m_node, sentence))};
}

Worded YamlAt::worded(std::string text) const {
    std::string shown = m_node->written ? std::string(trimmed(*m_node->written)) : text;
    return {std::move(shown), std::move(text)};
}

Result<std::string> YamlAt::text(PerRequest perRequest) const {
    switch (m_node->kind) {
        case YamlNode::Kind::Null: return refuse("has no value; write one, or remove the key");
        case YamlNode::Kind::List: return refuse("must be one value, not a list");
        case YamlNode::Kind::Map: return refuse("must be one value, not a map");
        case YamlNode::Kind::Scalar: break;
    }
    const Status fit =
        perRequest == PerRequest::Allowed ? RequestTemplate::check(m_node->text) : hasNoTemplates(m_node->written.value_or(m_node->text));
    if (!fit) {
        return refuse(fit.error());
    }
    return m_node->text;
}

Status YamlAt::hasOnly(std::span<const std::string> known, std::span<const std::string> later) const {
    if (!isMap()) {
        return refuse(m_path.empty() ? "the file must be a map of keys and values" : "must be a map of keys and values");
    }
    for (const YamlNode& child : m_node->children) {
        if (std::find(later.begin(), later.end(), child.key) != later.end()) {
            return member(child).refuse("not in this version", ErrorCode::Unsupported);
        }
        if (std::find(known.begin(), known.end(), child.key) == known.end()) {
            return member(child).refuse("unknown key, " + suggestion(child.key, known));
        }
    }
    return ok();
}

std::optional<YamlAt> YamlAt::find(std::string_view key) const {
    if (!isMap()) {
        return std::nullopt;
    }
    const auto& children = m_node->children;
    const auto found = std::find_if(children.begin(), children.end(), [&](const YamlNode& child) { return child.key == key; });
    return found == children.end() ? std::nullopt : std::optional(member(*found));
}

std::vector<YamlAt> YamlAt::children() const {
    std::vector<YamlAt> result;
    for (const YamlNode& child : m_node->children) {
        result.push_back(isMap() ? member(child) : YamlAt(child, m_source, m_path + "[" + std::to_string(result.size()) + "]"));
    }
    return result;
}

YamlAt YamlAt::member(const YamlNode& child) const {
    return {child, m_source, m_path.empty() ? pathPart(child.key) : m_path + "." + pathPart(child.key)};
}

}  // namespace loadgate::config
