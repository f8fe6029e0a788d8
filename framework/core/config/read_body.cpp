// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_text.h"
#include "core/config/profile_parts.h"
#include "core/config/wording.h"

#include <array>
#include <fstream>
#include <sstream>
#include <utility>

namespace loadgate::config {
namespace {

std::string jsonString(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result.append({'\\', c});
        } else if (byte < 0x20) {
            result.append("\\u00").append({kHex[byte >> 4U], kHex[byte & 15U]});
        } else {
            result.push_back(c);
        }
    }
    return result + "\"";
}

std::size_t digitsAt(std::string_view text, std::size_t at) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    return end - std::min(at, end);
}

/// The number grammar of RFC 8259, so that 010, 1., .5 and 0x10 stay texts.
bool isJsonNumber(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const std::size_t whole = digitsAt(text, at);
    if (whole == 0 || (whole > 1 && text[at] == '0')) {
        return false;
    }
    at += whole;
    if (at < text.size() && text[at] == '.') {
        const std::size_t fraction = digitsAt(text, ++at);
        if (fraction == 0) {
            return false;
        }
        at += fraction;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        at += at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
        const std::size_t exponent = digitsAt(text, at);
        if (exponent == 0) {
            return false;
        }
        at += exponent;
    }
    return at == text.size();
}

Result<std::string> asJson(const YamlAt& at);

Result<std::string> jsonContainer(const YamlAt& at) {
    std::string result;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(const std::string value, asJson(child));
        result += result.empty() ? "" : ",";
        if (at.isMap()) {
            LOADGATE_CHECK(hasNoVariables(child.node().key));
            result += jsonString(child.node().key) + ":";
        }
        result += value;
    }
    return at.isMap() ? "{" + result + "}" : "[" + result + "]";
}

/// What stands without quotes and reads as a JSON literal or number is one; everything else is a string.
Result<std::string> asJson(const YamlAt& at) {
    if (at.isMap() || at.isList()) {
        return jsonContainer(at);
    }
    if (at.node().kind == YamlNode::Kind::Null) {
        return std::string("null");
    }
    LOADGATE_TRY(const std::string text, at.text());
    const bool literal = text == "true" || text == "false" || isJsonNumber(text);
    return literal && !at.node().quoted ? text : jsonString(text);
}

Result<std::string> asForm(const YamlAt& at) {
    if (!at.isMap()) {
        return at.refuse("must be a map of names and values");
    }
    std::string result;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(const std::string value, child.text());
        result += (result.empty() ? "" : "&") + formEncoded(child.node().key) + "=" + formEncoded(value);
    }
    return result;
}

Result<std::string> asFile(const YamlAt& at, const std::filesystem::path& folder) {
    constexpr std::uintmax_t kLargest = 16UL * 1024UL * 1024UL;
    LOADGATE_TRY(const std::string name, at.text());
    const std::filesystem::path file = folder / name;
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return at.refuse("no file " + inQuotes(file.string()) + "; the path starts from the profile's folder");
    }
    if (std::filesystem::file_size(file, error) > kLargest || error) {
        return at.refuse(inQuotes(file.string()) + " has more than 16 MiB");
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (stream.bad() || !stream.is_open()) {
        return at.refuse(inQuotes(file.string()) + " cannot be read");
    }
    return std::move(text).str();
}

Result<Body> bodyOfKind(std::string_view kind, const YamlAt& at, const std::filesystem::path& folder) {
    if (kind == "json") {
        LOADGATE_TRY(std::string text, asJson(at));
        return Body{std::move(text), "application/json"};
    }
    if (kind == "form") {
        LOADGATE_TRY(std::string text, asForm(at));
        return Body{std::move(text), "application/x-www-form-urlencoded"};
    }
    if (kind == "body_file") {
        LOADGATE_TRY(std::string text, asFile(at, folder));
        return Body{std::move(text), {}};
    }
    if (at.isMap()) {
        const std::array<std::string, 2> kinds{"json", "form"};
        LOADGATE_CHECK(at.hasOnly(kinds));
        if (at.children().size() != 1) {
            return at.refuse("must be a text, or one of 'json' and 'form'");
        }
        return bodyOfKind(at.children().front().node().key, at.children().front(), folder);
    }
    LOADGATE_TRY(std::string text, at.text());
    return Body{std::move(text), {}};
}

}  // namespace

Result<Body> readBody(const YamlAt& request, const std::filesystem::path& folder) {
    Body body;
    std::string given;
    for (const std::string_view kind : {"body", "json", "form", "body_file"}) {
        const auto at = request.find(kind);
        if (!at) {
            continue;
        }
        if (!given.empty()) {
            return at->refuse("a request has one body; remove this or '" + given + "'");
        }
        given = kind;
        LOADGATE_TRY(body, bodyOfKind(kind, *at, folder));
    }
    return body;
}

}  // namespace loadgate::config
