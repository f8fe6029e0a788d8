// SPDX-License-Identifier: Apache-2.0
#include "core/config/expand.h"

#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

constexpr std::string_view kOpen = "${";
constexpr std::string_view kLiteral = "$${";
constexpr std::string_view kOtherwise = ":-";

bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isNameCharacter(char c) { return isNameStart(c) || (c >= '0' && c <= '9'); }

/// What stands between "${" and "}".
struct Reference {
    std::string_view name, otherwise;
    bool hasOtherwise{};
};
Result<Reference> referenceIn(std::string_view inside) {
    const std::size_t end = static_cast<std::size_t>(std::find_if_not(inside.begin(), inside.end(), isNameCharacter) - inside.begin());
    const std::string_view rest = inside.substr(end);
    const Reference reference{inside.substr(0, end), rest.substr(std::min(rest.size(), kOtherwise.size())), rest.starts_with(kOtherwise)};
    if (end == 0 || !isNameStart(inside.front()) || (!rest.empty() && !reference.hasOtherwise)) {
        return badInput(inQuotes("${" + std::string(inside) + "}") +
                        " is no variable; write ${NAME}, ${NAME:-otherwise}, or $${ for the characters");
    }
    if (reference.otherwise.find(kOpen) != std::string_view::npos) {
        return badInput(inQuotes("${" + std::string(inside) + "}") + " has a variable in a variable; write the default out");
    }
    return reference;
}

Status fillIn(Expanded& result, const Reference& reference, const Variables& variables) {
    const auto found = variables.find(reference.name);
    const bool isSet = found != variables.end();
    if (reference.hasOtherwise && (!isSet || found->second.empty())) {
        result.text.append(reference.otherwise);
        return ok();
    }
    if (!isSet) {
        const std::string name(reference.name);
        return badInput("the variable '" + name + "' is not set; set it, or write a default as in ${" + name + ":-x}");
    }
    result.text.append(found->second);
    result.used.push_back({found->first, found->second});
    return ok();
}

}  // namespace

Result<Expanded> expanded(std::string_view written, const Variables& variables) {
    Expanded result;
    const std::string_view whole = written;
    while (!written.empty()) {
        if (written.starts_with(kLiteral)) {
            result.text.append(kOpen);
            written.remove_prefix(kLiteral.size());
            continue;
        }
        if (!written.starts_with(kOpen)) {
            result.text.push_back(written.front());
            written.remove_prefix(1);
            continue;
        }
        const std::size_t close = written.find('}');
        if (close == std::string_view::npos) {
            return badInput(inQuotes(whole) + " has '${' without '}'; write $${ for the characters themselves");
        }
        LOADGATE_TRY(const Reference reference, referenceIn(written.substr(kOpen.size(), close - kOpen.size())));
        LOADGATE_CHECK(fillIn(result, reference, variables));
        written.remove_prefix(close + 1);
    }
    return result;
}

bool names(std::string_view written, std::string_view variable) {
    for (std::size_t at = written.find(kOpen); at != std::string_view::npos; at = written.find(kOpen, at + 1)) {
        const std::string_view inside = written.substr(at + kOpen.size());
        if (inside.starts_with(variable) && inside.size() > variable.size() && !isNameCharacter(inside[variable.size()])) {
            return true;
        }
    }
    return false;
}

}  // namespace loadgate::config
