// SPDX-License-Identifier: Apache-2.0
#include "core/config/yaml_tree.h"

#include "core/config/expand.h"
#include "core/config/wording.h"
#include "core/config/yaml_at.h"
#include "core/report/escape.h"
#include "core/report/utf8.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace loadgate::config {
namespace {

constexpr std::size_t kLargest = 1024UL * 1024UL;
constexpr std::size_t kDeepest = 32;
constexpr std::string_view kQuoteIt = "text that contains '{{' must be in quotes, as in \"/items/{{id}}\"";

constexpr std::string_view kQuoteVariable = "between '{' and '}' a text with '${' must be in quotes, as in {Authorization: \"${TOKEN}\"}";

/// Leaves yaml-cpp's parser, which has no other way out; caught in parseYaml().
struct Refusal {
    int line;
    std::string sentence;
};

int lineOf(const YAML::Mark& mark) { return mark.line + 1; }

/// Builds the tree from the parser's events: unlike yaml-cpp's own nodes these see tags, anchors and every key.
class TreeBuilder : public YAML::EventHandler {
  public:
    explicit TreeBuilder(std::string_view text) : m_text(text) {}
    [[nodiscard]] YamlNode takeRoot() { return std::move(m_root); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(leaf(mark, YamlNode::Kind::Null)); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw Refusal{lineOf(mark), "an alias ('*name') is not allowed; write the value out"};
    }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override {
        throw Refusal{lineOf(mark), "an anchor ('&name') is not allowed; write the value out"};
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        refuseTag(mark, tag);
        YamlNode node = leaf(mark, YamlNode::Kind::Scalar);
        node.text = value;
        node.quoted = tag == "!";
        if (node.quoted && !hasClosingQuote(mark)) {
            throw Refusal{lineOf(mark), "a quote that is not closed; the rest of the file would be its text"};
        }
        add(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
        open(mark, tag, YamlNode::Kind::List);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
        open(mark, tag, YamlNode::Kind::Map);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

  private:
    struct Frame {
        YamlNode node;
        std::optional<YamlNode> key;  ///< of a map: the key whose value comes next
        std::set<std::string> keys;
    };

    static YamlNode leaf(const YAML::Mark& mark, YamlNode::Kind kind) {
        YamlNode node;
        node.kind = kind;
        node.line = lineOf(mark);
        return node;
    }
    /// yaml-cpp says "?" for no tag and "!" for quotes.
    static void refuseTag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") {
            throw Refusal{lineOf(mark), "a tag ('!name') is not allowed; every value is read as text"};
        }
    }
    /// yaml-cpp takes the end of the file for the closing quote when a line feed comes before it.
    [[nodiscard]] bool hasClosingQuote(const YAML::Mark& mark) const {
        std::size_t at = static_cast<std::size_t>(mark.pos) + (m_text.starts_with("\xEF\xBB\xBF") ? 3 : 0);  // it does not count the mark
        const char quote = at < m_text.size() ? m_text[at] : '\0';
        if (quote != '"' && quote != '\'') {
            return true;  // a literal or folded block: "|" and ">" count as quoted too
        }
        while (++at < m_text.size()) {
            const bool escapes = quote == '"' ? m_text[at] == '\\' : m_text.substr(at, 2) == "''";
            if (m_text[at] == quote && !escapes) {
                return true;
            }
            at += escapes ? 1 : 0;
        }
        return false;
    }
    [[nodiscard]] bool keyComesNext() const {
        return !m_open.empty() && m_open.back().node.kind == YamlNode::Kind::Map && !m_open.back().key;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind) {
        refuseTag(mark, tag);
        if (keyComesNext()) {
            throw Refusal{lineOf(mark),
                          std::string("a key must be plain text") + (kind == YamlNode::Kind::Map ? "; " + std::string(kQuoteIt) : "")};
        }
        if (m_open.size() == kDeepest) {
            throw Refusal{lineOf(mark), "more than 32 levels of nesting; no key of ours needs more than 5"};
        }
        m_open.push_back(Frame{leaf(mark, kind), std::nullopt, {}});
    }
    void close() {
        YamlNode done = std::move(m_open.back().node);
        m_open.pop_back();
        add(std::move(done));
    }
    void add(YamlNode node) {
        if (m_open.empty()) {
            m_root = std::move(node);
        } else if (keyComesNext()) {
            addKey(std::move(node));
        } else {
            addValue(m_open.back(), std::move(node));
        }
    }
    void addKey(YamlNode key) {
        if (key.kind != YamlNode::Kind::Scalar || key.text.empty()) {
            throw Refusal{key.line, "a key must be plain text"};
        }
        if (!m_open.back().keys.insert(key.text).second) {
            throw Refusal{key.line, inQuotes(key.text) + " is given twice; remove one of them"};
        }
        m_open.back().key = std::move(key);
    }
    static void addValue(Frame& frame, YamlNode node) {
        if (frame.key) {
            node.key = std::move(frame.key->text);
            node.line = frame.key->line;
            frame.key.reset();
        }
        frame.node.children.push_back(std::move(node));
    }

    std::string_view m_text;
    YamlNode m_root;
    std::vector<Frame> m_open;
};

/// Bytes that yaml-cpp would guess about (other encodings) or take for the end of the file (0x04).
std::optional<Refusal> wrongBytes(std::string_view text) {
    if (text.size() > kLargest) {
        return Refusal{1, "the file has more than 1 MiB; one of this kind is written by hand and small"};
    }
    int line = 1;
    while (!text.empty()) {
        const Utf8Char next = firstCharacter(text);
        if (!next.valid) {
            return Refusal{line, "the file is not UTF-8 text"};
        }
        if ((next.code < 0x20 && next.code != '\t' && next.code != '\n' && next.code != '\r') || next.code == 0x7F) {
            return Refusal{line, "a control character in the file; write it as an escape in double quotes"};
        }
        line += next.code == '\n' ? 1 : 0;
        text.remove_prefix(next.bytes);
    }
    return std::nullopt;
}

/// The usual mistakes behind a parser's error, said in the author's terms. The parser reports where it gave up, which may be lines later.
std::optional<Refusal> usualMistake(std::string_view text, int upToLine) {
    int line = 1;
    while (line <= upToLine && !text.empty()) {
        const std::string_view one = text.substr(0, text.find('\n'));
        const std::size_t variable = one.find("${");
        if (variable != std::string_view::npos && one.substr(0, variable).find_last_of("{[") != std::string_view::npos &&
            one.substr(0, variable).find_first_of("\"'#") == std::string_view::npos) {
            return Refusal{line, std::string(kQuoteVariable)};
        }
        const std::size_t braces = one.find("{{");
        if (braces != std::string_view::npos && one.substr(0, braces).find_first_of("\"'") == std::string_view::npos) {
            return Refusal{line, std::string(kQuoteIt)};
        }
        if (one.substr(0, one.find_first_not_of(" \t")).find('\t') != std::string_view::npos) {
            return Refusal{line, "a tab before the text; YAML is indented with spaces"};
        }
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        ++line;
    }
    return std::nullopt;
}

/// Of the whole tree; `path` is where the node is, for messages.
Status fillInVariables(const YamlAt& at, YamlNode& node, const Variables& variables) {
    if (node.kind == YamlNode::Kind::Scalar && node.text.find("${") != std::string::npos) {
        auto filled = expanded(node.text, variables);
        if (!filled) {
            return at.refuse(filled.error());
        }
        node.written = std::exchange(node.text, std::move(filled->text));
        node.variables = std::move(filled->used);
    }
    const std::vector<YamlAt> places = at.children();
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        LOADGATE_CHECK(fillInVariables(places[i], node.children[i], variables));
    }
    return ok();
}

void addVariables(const YamlNode& node, std::vector<UsedVariable>& all) {
    for (const UsedVariable& one : node.variables) {
        if (std::find(all.begin(), all.end(), one) == all.end()) {
            all.push_back(one);
        }
    }
    std::for_each(node.children.begin(), node.children.end(), [&](const YamlNode& child) { addVariables(child, all); });
}

YamlNode parseOne(std::string_view text) {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(text);
    if (!parser.HandleNextDocument(builder)) {
        throw Refusal{1, "the file is empty"};
    }
    TreeBuilder second(text);
    if (parser.HandleNextDocument(second)) {
        throw Refusal{second.takeRoot().line, "a second document; one file holds one"};
    }
    return builder.takeRoot();
}

}  // namespace

Result<YamlNode> parseYaml(std::string_view text, std::string_view source) {
    const auto refuse = [&](const Refusal& why) {
        return badInput(std::string(source) + ":" + std::to_string(why.line) + ": " + why.sentence);
    };
    if (const auto wrong = wrongBytes(text)) {
        return refuse(*wrong);
    }
    try {
        return parseOne(text);
    } catch (const Refusal& why) {
        return refuse(why);
    } catch (const YAML::Exception& e) {
        return refuse(usualMistake(text, lineOf(e.mark)).value_or(Refusal{lineOf(e.mark), "the file is not YAML: " + forTerminal(e.msg)}));
    }
}

Result<YamlNode> readYaml(std::string_view text, std::string_view source, const Variables& variables) {
    LOADGATE_TRY(YamlNode root, parseYaml(text, source));
    LOADGATE_CHECK(fillInVariables(YamlAt(root, source), root, variables));
    return root;
}

std::vector<UsedVariable> variablesIn(const YamlNode& root) {
    std::vector<UsedVariable> all;
    addVariables(root, all);
    return all;
}

}  // namespace loadgate::config
