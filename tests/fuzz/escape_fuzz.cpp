// SPDX-License-Identifier: Apache-2.0
// Any bytes, through the function of every sink.
#include "core/report/escape.h"
#include "core/report/utf8.h"
#include "fuzzing.h"

#include <string>

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

constexpr std::size_t kLongestText = 512;
constexpr std::size_t kLongest = kLongestText * 12;  // each byte at most as "&#x…;" or the like

void requireLine(const std::string& text) {
    require(isUtf8(text), "every sink gets UTF-8");
    require(!hasControls(text), "what is meant to be one line is one");
    require(text.size() <= kLongest, "text from outside is cut");
}

bool holdsAny(std::string_view text, std::string_view characters) { return text.find_first_of(characters) != std::string_view::npos; }

/// A cell: quotes around it, and inside only in pairs.
bool isCell(std::string_view text) {
    if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) {
        return false;
    }
    for (text = text.substr(1, text.size() - 2); !text.empty(); text.remove_prefix(1)) {
        if (text.starts_with("\"\"")) {
            text.remove_prefix(1);
        } else if (text.front() == '"') {
            return false;
        }
    }
    return true;
}

/// As a runner reads the file: from "name<<DELIMITER" to the first line that is the delimiter.
void requireOneOutput(const std::string& text) {
    const std::size_t head = text.find('\n');
    require(head != std::string::npos && text.starts_with("verdict<<") && text.ends_with('\n'), "an output begins with its name");
    const std::string delimiter = text.substr(9, head - 9);
    const std::string end = "\n" + delimiter + "\n";
    require(delimiter.size() >= 16 && text.find(end, head) == text.size() - end.size(), "no value ends itself");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = textOf(data, size);
    for (const std::string& line : {forTerminal(text), forMarkdown(text), forHtml(text), forXml(text), forWorkflowMessage(text),
                                    forWorkflowProperty(text), forPrometheusLabel(text), forCsv(text)}) {
        requireLine(line);
    }
    require(isUtf8(forJson(text)) && forJson(text).size() <= kLongest, "JSON gets UTF-8, and not too much of it");
    require(!holdsAny(forHtml(text), "<>\"'") && !holdsAny(forXml(text), "<>\"'"), "no text becomes markup");
    require(!holdsAny(forWorkflowProperty(text), ":,"), "no value becomes another property");
    require(isCell(forCsv(text)), "a cell is one cell");
    // Unless escapes have made it longer than a text may be, which cuts it a second time.
    const std::string once = forTerminal(text);
    require(once.size() > kLongestText || forTerminal(once) == once, "what is escaped for a terminal needs no escaping");
    requireOneOutput(forGithubOutput("verdict", text));
    return 0;
}
