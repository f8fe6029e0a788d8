// SPDX-License-Identifier: Apache-2.0
#include "cli/plugin_page.h"

#include "cli/wrap.h"
#include "core/report/curve_drawing.h"
#include "core/report/escape.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace loadgate::cli {

namespace {

std::string padded(const std::string& text, unsigned columns) {
    const unsigned used = columnsOf(text);
    return text + std::string(used < columns ? columns - used : 0, ' ');
}

std::string paragraph(std::string_view text, const PageLook& look, unsigned indent = 0) {
    return std::string(indent, ' ') + wrapped(forTerminal(text), look.columns, indent) + "\n";
}

std::string rangeOf(const ParamSpec& parameter) {
    std::string text;
    for (const std::string& choice : parameter.choices) {
        text += (text.empty() ? "" : ", ") + forTerminal(choice);
    }
    if (parameter.min && parameter.max) {
        return forTerminal(*parameter.min) + " to " + forTerminal(*parameter.max);
    }
    if (parameter.min) {
        return "at least " + forTerminal(*parameter.min);
    }
    return parameter.max ? "at most " + forTerminal(*parameter.max) : text;
}

std::string defaultOf(const ParamSpec& parameter) {
    return parameter.defaultValue ? forTerminal(*parameter.defaultValue) : parameter.required ? "required" : "none";
}

using Row = std::array<std::string, 4>;
constexpr std::array<const char*, 4> kHeads{"key", "kind", "default", "range"};

/// A grid with each parameter's help below its row.
std::string parameterTable(const PluginInfo& plugin, const std::vector<Row>& rows, const PageLook& look) {
    std::array<unsigned, 4> widths{};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        widths[i] = columnsOf(kHeads[i]);
        std::ranges::for_each(rows, [&](const Row& row) { widths[i] = std::max(widths[i], columnsOf(row[i])); });
    }
    const auto line = [&](const auto& cells) {
        std::string text = "  ";
        for (std::size_t i = 0; i < widths.size(); ++i) {
            text += padded(std::string(cells[i]), widths[i] + 2);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text + "\n";
    };
    std::string out = line(kHeads);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out += line(rows[i]) + paragraph(plugin.parameters[i].help, look, widths[0] + 4);
    }
    return out;
}

/// Where the grid is too wide: each parameter as lines of its own.
std::string parameterList(const PluginInfo& plugin, const std::vector<Row>& rows, const PageLook& look) {
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& [key, kind, byDefault, range] = rows[i];
        out += "  " + key + "\n";
        out += "    " + wrapped(kind + ", default " + byDefault + (range.empty() ? "" : ", " + range), look.columns, 4) + "\n";
        out += paragraph(plugin.parameters[i].help, look, 4);
    }
    return out;
}

std::string parametersText(const PluginInfo& plugin, const PageLook& look) {
    if (plugin.parameters.empty()) {
        return "\nNo parameters\n";
    }
    std::vector<Row> rows;
    unsigned widest = 0;
    for (const ParamSpec& parameter : plugin.parameters) {
        rows.push_back({forTerminal(parameter.key), std::string(toText(parameter.kind)), defaultOf(parameter), rangeOf(parameter)});
        unsigned width = 2;
        std::ranges::for_each(rows.back(), [&](const std::string& cell) { width += columnsOf(cell) + 2; });
        widest = std::max(widest, width);
    }
    constexpr unsigned kSpare = 16;  // columns of several rows are together wider than the widest row
    const bool fits = widest + kSpare <= look.columns;
    return "\nParameters\n" + (fits ? parameterTable(plugin, rows, look) : parameterList(plugin, rows, look));
}

/// A value that shows how one is written; a word in capitals where only the author knows one.
std::string exampleValue(const ParamSpec& parameter) {
    if (parameter.defaultValue) {
        return *parameter.defaultValue;
    }
    if (!parameter.choices.empty()) {
        return parameter.choices.front();
    }
    if (parameter.min) {
        return *parameter.min;
    }
    std::string word = parameter.kind == ParamKind::Path ? "FILE" : std::string(toText(parameter.kind));
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return word;
}

/// Those that an example shows: all but what is optional and has no default.
std::vector<ParamSpec> shownParameters(const PluginInfo& plugin) {
    std::vector<ParamSpec> shown;
    std::ranges::copy_if(plugin.parameters, std::back_inserter(shown),
                         [](const ParamSpec& parameter) { return parameter.defaultValue || parameter.required; });
    return shown;
}

std::string withBlock(const PluginInfo& plugin, const std::string& indent) {
    const std::vector<ParamSpec> shown = shownParameters(plugin);
    std::string text = shown.empty() ? "" : indent + "with:\n";
    for (const ParamSpec& parameter : shown) {
        text += indent + "  " + forTerminal(parameter.key) + ": " + forTerminal(exampleValue(parameter)) + "\n";
    }
    return text;
}

std::string indented(const std::string& lines) {
    std::string out;
    for (std::size_t from = 0; from < lines.size();) {
        const std::size_t to = std::min(lines.find('\n', from), lines.size());
        out += "  " + lines.substr(from, to - from) + "\n";
        from = to + 1;
    }
    return out;
}

std::string curveText(const Result<LoadCurve>& drawn, const PageLook& look) {
    if (!drawn) {
        return "\nCurve\n" + paragraph(drawn.error().message, look, 2);
    }
    constexpr unsigned kWidest = 78;
    std::string out = "\n" + wrapped("Curve with these defaults, 100 users for 2 minutes", look.columns, 0) + "\n";
    for (const std::string& line : drawCurve(*drawn, {std::min(look.columns, kWidest) - 2, 8, look.utf8})) {
        out += "  " + line + "\n";
    }
    return out;
}

}  // namespace

Error notDrawable(const PluginInfo& plugin) {
    std::string command = "loadgate plan --target URL --pattern " + plugin.id;
    for (const ParamSpec& parameter : plugin.parameters) {
        command += parameter.required ? " --set " + parameter.key + "=" + exampleValue(parameter) : "";
    }
    return {ErrorCode::BadInput, "It cannot be drawn from defaults alone: " + command + " draws it."};
}

std::string exampleYaml(const PluginInfo& plugin) {
    if (plugin.kind == PluginKind::Pattern) {
        const std::string length = plugin.ownLength ? "" : "    for: " + toText(kExampleLength) + "\n";
        return "load:\n  - use: " + forTerminal(plugin.id) + "\n    users: " + toText(kExampleUsers) + "\n" + length +
               withBlock(plugin, "    ");
    }
    if (plugin.kind == PluginKind::Target && plugin.schemes.empty()) {
        return "targets:\n  NAME:\n    use: " + forTerminal(plugin.id) + "\n" + withBlock(plugin, "    ");
    }
    return plugin.kind == PluginKind::Target ? "target: " + forTerminal(plugin.schemes.front()) + "://127.0.0.1:8080/\n" : "";
}

std::string exampleCommand(const PluginInfo& plugin, unsigned columns) {
    std::vector<std::string> words{"loadgate run"};
    if (plugin.kind == PluginKind::Pattern) {
        words.insert(words.end(), {"--target http://127.0.0.1:8080/", "--concurrency " + toText(kExampleUsers)});
        if (!plugin.ownLength) {
            words.push_back("--duration " + toText(kExampleLength));
        }
        words.push_back("--pattern " + forTerminal(plugin.id));
        for (const ParamSpec& parameter : shownParameters(plugin)) {
            words.push_back("--set " + forTerminal(parameter.key) + "=" + forTerminal(exampleValue(parameter)));
        }
    } else if (!plugin.schemes.empty()) {
        words.push_back("--target " + forTerminal(plugin.schemes.front()) + "://127.0.0.1:8080/");
    } else {
        return "";
    }
    std::string text;
    unsigned used = 0;
    for (const std::string& word : words) {
        const unsigned width = columnsOf(word) + 1;
        if (used > 0 && used + width + 1 > columns) {  // a backslash must follow it
            text += " \\\n  ";
            used = 2;
        } else if (used > 0) {
            text += " ";
        }
        text += word;
        used += width;
    }
    return text + "\n";
}

std::string pluginPage(const PluginInfo& plugin, const Result<LoadCurve>& drawn, const PageLook& look) {
    std::string out = wrapped(std::string(toText(plugin.kind)) + " " + forTerminal(plugin.id) + " " + forTerminal(plugin.version) + ": " +
                                  forTerminal(plugin.title),
                              look.columns, 0) +
                      "\n";
    out += paragraph(plugin.summary, look) + (plugin.help.empty() ? "" : "\n" + paragraph(plugin.help, look));
    out += parametersText(plugin, look);
    if (plugin.kind == PluginKind::Pattern) {
        out += curveText(drawn, look);
    }
    const bool inTargets = plugin.kind == PluginKind::Target && plugin.schemes.empty();
    out += std::string("\nIn ") + (inTargets ? "deploy/targets.yml" : "a profile") + "\n" + indented(exampleYaml(plugin));
    if (const std::string command = exampleCommand(plugin, look.columns - 2); !command.empty()) {
        out += "\nOn the command line\n" + indented(command);
    }
    return out + "\nFile\n  " + forTerminal(plugin.file.string()) + (plugin.shipped ? " (shipped)" : "") + "\n";
}

}  // namespace loadgate::cli
