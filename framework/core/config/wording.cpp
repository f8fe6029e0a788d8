// SPDX-License-Identifier: Apache-2.0
#include "core/config/wording.h"

#include "core/report/escape.h"
#include "core/report/utf8.h"
#include "loadgate/params.h"

#include <algorithm>

namespace loadgate::config {

std::string inQuotes(std::string_view word) {
    constexpr std::size_t kLongest = 80;
    const std::string shown = forTerminal(word.substr(0, kLongest));
    return "'" + shown + (word.size() > kLongest ? "…'" : "'");
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
    if (const auto nearest = nearestSpelling(word, known)) {
        return "did you mean " + inQuotes(*nearest) + "?";
    }
    std::string all;
    for (const std::string& one : known) {
        all += (all.empty() ? "" : ", ") + one;
    }
    return "known are: " + all;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    while (!(text = trimmed(text)).empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
        result.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return result;
}

Error badInput(std::string message) { return Error{ErrorCode::BadInput, std::move(message)}; }

Error notInThisVersion(std::string_view what) { return Error{ErrorCode::Unsupported, std::string(what) + " is not in this version"}; }

Status hasNoTemplates(std::string_view text) {
    return text.find("{{") == std::string_view::npos
               ? ok()
               : Status(badInput(inQuotes(text) + " changes with each request, which only a path, a header's value and a body can"));
}

Status hasNoVariables(std::string_view text) {
    LOADGATE_CHECK(hasNoTemplates(text));
    return hasNoEnvironment(text);
}

Status hasNoEnvironment(std::string_view text) {
    if (text.find("${") != std::string_view::npos) {
        return badInput(inQuotes(text) + " holds a variable, and only the values of files are searched for them; a shell fills it in " +
                        "where it stands in double quotes");
    }
    return ok();
}

Result<std::string> checkedName(std::string_view text) {
    constexpr std::size_t kLongest = 200;
    const std::string_view name = trimmed(text);
    if (name.empty() || name.size() > kLongest) {
        return badInput("a name has 1 to 200 bytes");
    }
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(name.begin(), name.end(), isControl) || !isUtf8(name)) {
        return badInput("a name holds printable characters only");
    }
    return std::string(name);
}

}  // namespace loadgate::config
