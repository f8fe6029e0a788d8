// SPDX-License-Identifier: Apache-2.0
#include "cli/look.h"

#include "cli/console.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace loadgate::cli {

namespace {

ProgressKind progressOf(const Invocation& call, const Surroundings& around) {
    const std::string wanted = call.textOr("progress", "auto");
    if (call.isOn("quiet") || wanted == "none") {
        return ProgressKind::None;
    }
    if (wanted == "bar") {
        return ProgressKind::Bar;
    }
    return wanted == "auto" && around.peopleTerminal && !around.dumb ? ProgressKind::Bar : ProgressKind::Plain;
}

}  // namespace

bool isUtf8Locale(const char* all, const char* characters, const char* language) {
    for (const char* locale : {all, characters, language}) {
        if (locale == nullptr || *locale == '\0') {
            continue;
        }
        std::string name(locale);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return name.find("utf-8") != std::string::npos || name.find("utf8") != std::string::npos;
    }
    return false;
}

bool hasAlternateScreen(std::string_view term) {
    for (const std::string_view without : {"linux", "vt", "ansi", "cons", "dumb", "sun", "wyse"}) {
        if (term.starts_with(without)) {
            return false;
        }
    }
    return !term.empty();
}

Surroundings surroundings() {
    const char* term = std::getenv("TERM");
    const bool dumb = term == nullptr || *term == '\0' || std::string_view(term) == "dumb";
    const bool utf8 = isUtf8Locale(std::getenv("LC_ALL"), std::getenv("LC_CTYPE"), std::getenv("LANG"));
    return {isTerminal(kResults), isTerminal(kPeople), std::getenv("NO_COLOR") != nullptr, dumb, utf8, !dumb && hasAlternateScreen(term)};
}

Look lookOf(const Invocation& call, const Surroundings& around, bool resultsTaken) {
    const bool colours = !call.isOn("no-color") && !around.noColour && !around.dumb;
    Look look;
    look.progress = progressOf(call, around);
    look.quiet = call.isOn("quiet");
    look.verbose = call.isOn("verbose");
    look.colourResults = colours && around.resultsTerminal;
    look.colourPeople = colours && around.peopleTerminal;
    look.utf8 = around.utf8;
    look.alternateScreen = around.alternateScreen;
    look.reportTo = resultsTaken ? kPeople : kResults;
    return look;
}

}  // namespace loadgate::cli
