// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_text.h"
#include "core/config/profile_parts.h"
#include "core/config/wording.h"
#include "core/report/utf8.h"

#include <array>
#include <fstream>
#include <sstream>
#include <utility>

namespace loadgate::config {
namespace {

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

void add(Worded& whole, std::string_view text) {
    whole.shown.append(text);
    whole.real.append(text);
}
void add(Worded& whole, const Worded& part) {
    whole.shown.append(part.shown);
    whole.real.append(part.real);
}

Status keyIsPlain(const YamlAt& child) {
    const Status plain = hasNoVariables(child.node().key);
    return plain ? ok() : Status(child.refuse(plain.error()));
}

Result<Worded> asJson(const YamlAt& at);

Result<Worded> jsonContainer(const YamlAt& at) {
    Worded result;
    add(result, at.isMap() ? "{" : "[");
    std::string_view between;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(const Worded value, asJson(child));
        add(result, between);
        between = ",";
        if (at.isMap()) {
            LOADGATE_CHECK(keyIsPlain(child));
            add(result, jsonString(child.node().key) + ":");
        }
        add(result, value);
    }
    add(result, at.isMap() ? "}" : "]");
    return result;
}

/// What stands without quotes and reads as a JSON literal or number is one; everything else is a string.
Result<Worded> asJson(const YamlAt& at) {
    if (at.isMap() || at.isList()) {
        return jsonContainer(at);
    }
    if (at.node().kind == YamlNode::Kind::Null) {
        return Worded{"null", "null"};
    }
    LOADGATE_TRY(const std::string text, at.text(PerRequest::Allowed));
    if (!isUtf8(text)) {
        return at.refuse("is not UTF-8 text, which JSON has to be");
    }
    const bool literal = text == "true" || text == "false" || isJsonNumber(text);
    const std::string written = at.node().written.value_or(text);
    return literal && !at.node().quoted ? Worded{written, text} : Worded{jsonString(written), jsonString(text)};
}

Result<Worded> asForm(const YamlAt& at) {
    if (!at.isMap()) {
        return at.refuse("must be a map of names and values");
    }
    Worded result;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(const std::string value, child.text(PerRequest::Allowed));
        LOADGATE_CHECK(keyIsPlain(child));
        add(result, (result.real.empty() ? "" : "&") + formEncoded(child.node().key) + "=");
        add(result, Worded{child.hasVariables() ? *child.node().written : formEncoded(value), formEncoded(value)});
    }
    return result;
}

/// What the file holds is sent as it is: only the values of YAML files are searched for variables.
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
        LOADGATE_TRY(Worded text, asJson(at));
        return Body{std::move(text), "application/json"};
    }
    if (kind == "form") {
        LOADGATE_TRY(Worded text, asForm(at));
        return Body{std::move(text), "application/x-www-form-urlencoded"};
    }
    if (kind == "body_file") {
        LOADGATE_TRY(const std::string text, asFile(at, folder));
        return Body{{text, text}, {}, true};
    }
    if (at.isMap()) {
        const std::array<std::string, 2> kinds{"json", "form"};
        LOADGATE_CHECK(at.hasOnly(kinds));
        if (at.children().size() != 1) {
            return at.refuse("must be a text, or one of 'json' and 'form'");
        }
        return bodyOfKind(at.children().front().node().key, at.children().front(), folder);
    }
    LOADGATE_TRY(std::string text, at.text(PerRequest::Allowed));
    return Body{{at.node().written.value_or(text), text}, {}};
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
