// SPDX-License-Identifier: Apache-2.0
#include "core/report/html_page.h"

#include "core/report/escape.h"
#include "core/report/numbers.h"

namespace loadgate::report {
namespace {

std::string_view signOf(VerdictStatus status) {
    switch (status) {
        case VerdictStatus::Pass: return "✓";
        case VerdictStatus::Fail: return "✗";
        case VerdictStatus::Inconclusive: return "?";
        case VerdictStatus::Invalid: return "!";
    }
    return "!";
}

VerdictStatus statusOf(std::string_view word) {
    for (const VerdictStatus status : {VerdictStatus::Pass, VerdictStatus::Fail, VerdictStatus::Inconclusive}) {
        if (toText(status) == word) {
            return status;
        }
    }
    return VerdictStatus::Invalid;
}

std::string rowHtml(const HtmlTable& table, const std::vector<std::string>& cells) {
    std::string html = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool status = table.statusLast && i + 1 == cells.size();
        const bool left = i < table.leftColumns || status;
        const std::string content = status ? statusHtml(statusOf(cells[i])) : forHtml(cells[i]);
        html += (left ? "<td class=\"left\">" : "<td>") + content + "</td>";
    }
    return html + "</tr>\n";
}

}  // namespace

std::string paragraph(std::string_view text, std::string_view style) {
    return (style.empty() ? "<p>" : "<p class=\"" + std::string(style) + "\">") + forHtml(text) + "</p>\n";
}

std::string section(std::string_view heading, std::string_view bodyHtml) {
    return bodyHtml.empty() ? std::string() : "<section>\n<h2>" + forHtml(heading) + "</h2>\n" + std::string(bodyHtml) + "</section>\n";
}

std::string statusHtml(VerdictStatus status) {
    const std::string word(toText(status));
    return "<span class=\"status " + word + "\"><span aria-hidden=\"true\">" + std::string(signOf(status)) + " </span>" + word + "</span>";
}

std::string tableHtml(const HtmlTable& table) {
    if (table.rows.empty()) {
        return {};
    }
    std::string html = "<div class=\"wide\"><table>\n<caption>" + forHtml(table.caption) + "</caption>\n<thead><tr>";
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        const bool left = i < table.leftColumns || (table.statusLast && i + 1 == table.heads.size());
        html += (left ? "<th scope=\"col\" class=\"left\">" : "<th scope=\"col\">") + forHtml(table.heads[i]) + "</th>";
    }
    html += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < table.rows.size() && i < kMostHtmlRows; ++i) {
        html += rowHtml(table, table.rows[i]);
    }
    html += "</tbody>\n</table></div>\n";
    return table.rows.size() <= kMostHtmlRows
               ? html
               : html + paragraph("and " + countText(table.rows.size() - kMostHtmlRows) + " more rows, see the JSON result", "faint");
}

std::string figureHtml(const Figure& figure) {
    std::string html = "<figure>\n<figcaption>" + forHtml(figure.caption) + "</figcaption>\n";
    if (!figure.lines.empty()) {
        html += "<ul class=\"legend\">";
        for (const auto& [style, name] : figure.lines) {
            html += "<li><svg class=\"key\" viewBox=\"0 0 26 8\" aria-hidden=\"true\"><path class=\"line " + style +
                    "\" d=\"M1 4H25\"/></svg> " + forHtml(name) + "</li>";
        }
        html += "</ul>\n";
    }
    return html + figure.svg + "</figure>\n";
}

}  // namespace loadgate::report
