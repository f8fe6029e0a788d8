// SPDX-License-Identifier: Apache-2.0
#include "cli/look.h"

#include "cli/console.h"

#include <cstdlib>
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

Surroundings surroundings() {
    const char* term = std::getenv("TERM");
    const bool dumb = term == nullptr || *term == '\0' || std::string_view(term) == "dumb";
    return {isTerminal(kResults), isTerminal(kPeople), std::getenv("NO_COLOR") != nullptr, dumb};
}

Look lookOf(const Invocation& call, const Surroundings& around, bool resultsTaken) {
    const bool colours = !call.isOn("no-color") && !around.noColour && !around.dumb;
    Look look;
    look.progress = progressOf(call, around);
    look.quiet = call.isOn("quiet");
    look.verbose = call.isOn("verbose");
    look.colourResults = colours && around.resultsTerminal;
    look.colourPeople = colours && around.peopleTerminal;
    look.reportTo = resultsTaken ? kPeople : kResults;
    return look;
}

}  // namespace loadgate::cli
