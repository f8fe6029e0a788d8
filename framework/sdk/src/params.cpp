// SPDX-License-Identifier: Apache-2.0
#include "loadgate/params.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <stdexcept>

namespace loadgate {
namespace {

constexpr std::array<std::string_view, 11> kKindNames{"flag",  "count", "number", "level", "duration", "percent",
                                                      "bytes", "text",  "choice", "path",  "secret"};

std::string joined(std::span<const std::string> words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

std::string didYouMean(std::string_view word, std::span<const std::string> known) {
    const auto nearest = nearestSpelling(word, known);
    return nearest ? ", did you mean '" + *nearest + "'?" : "";
}

Error bad(std::string message) { return {ErrorCode::BadInput, std::move(message)}; }

Result<ParamValue> readFlag(const std::string& text) {
    if (text == "true" || text == "yes" || text == "on") {
        return ParamValue(true);
    }
    if (text == "false" || text == "no" || text == "off") {
        return ParamValue(false);
    }
    return bad("'" + text + "' is neither true nor false");
}

Result<ParamValue> readCount(const std::string& text) {
    LOADGATE_TRY(const std::uint64_t count, parseCount(text));
    return ParamValue(static_cast<std::int64_t>(count));
}

Result<ParamValue> readChoice(const ParamSpec& spec, const std::string& text) {
    if (std::find(spec.choices.begin(), spec.choices.end(), text) != spec.choices.end()) {
        return ParamValue(text);
    }
    const std::string hint = didYouMean(text, spec.choices);
    return bad("'" + text + "' is not one of " + joined(spec.choices) + hint);
}

std::string readPath(const std::string& text, const std::string& baseDir) {
    return baseDir.empty() || text.empty() ? text : (std::filesystem::path(baseDir) / text).string();
}

/// A value written out in a file must not be shown as its own reference.
Secret secretOf(const GivenParam& given) {
    const bool isReference = given.real || given.text.find("${") != std::string::npos;
    return {isReference ? given.text : "(hidden)", given.real.value_or(given.text)};
}

template <class T>
Result<ParamValue> wrapped(Result<T> value) {
    if (!value) {
        return std::move(value).error();
    }
    return ParamValue(std::move(value).value());
}

Result<ParamValue> read(const ParamSpec& spec, const std::string& text, const std::string& baseDir) {
    switch (spec.kind) {
        case ParamKind::Flag: return readFlag(text);
        case ParamKind::Count: return readCount(text);
        case ParamKind::Number: return wrapped(parseNumber(text));
        case ParamKind::Level: return wrapped(parseLevel(text));
        case ParamKind::Duration: return wrapped(parseDuration(text));
        case ParamKind::Percent: return wrapped(parseShare(text));
        case ParamKind::Bytes: return wrapped(parseByteCount(text));
        case ParamKind::Text: return ParamValue(text);
        case ParamKind::Choice: return readChoice(spec, text);
        case ParamKind::Path: return ParamValue(readPath(text, baseDir));
        case ParamKind::Secret: return ParamValue(secretOf({spec.key, text, {}, {}}));
    }
    return bad("'" + spec.key + "' is of a kind that does not exist");
}

/// Whether a < b; false for kinds without order, and for levels of different kinds: "20%" and "100" meet only when a peak is known.
bool below(const ParamValue& a, const ParamValue& b) {
    if (const auto* level = std::get_if<Level>(&a)) {
        const auto* other = std::get_if<Level>(&b);
        return other != nullptr && level->ofPeak == other->ofPeak && level->amount < other->amount;
    }
    if (a.index() != b.index() || std::holds_alternative<std::string>(a) || std::holds_alternative<Secret>(a)) {
        return false;
    }
    return std::visit(
        [&b]<class T>(const T& value) {
            if constexpr (std::is_same_v<T, Secret>) {
                return false;
            } else {
                return value < std::get<T>(b);
            }
        },
        a);
}

Result<ParamValue> readChecked(const ParamSpec& spec, const std::string& text, const std::string& baseDir) {
    LOADGATE_TRY(ParamValue value, read(spec, text, baseDir));
    if (spec.min) {
        LOADGATE_TRY(const ParamValue least, read(spec, *spec.min, {}).within("the declared minimum"));
        if (below(value, least)) {
            return bad(text + " is too small: at least " + *spec.min);
        }
    }
    if (spec.max) {
        LOADGATE_TRY(const ParamValue most, read(spec, *spec.max, {}).within("the declared maximum"));
        if (below(most, value)) {
            return bad(text + " is too large: at most " + *spec.max);
        }
    }
    return value;
}

std::string unknownKey(const std::string& key, const ParamSchema& schema) {
    std::vector<std::string> known;
    for (const ParamSpec& spec : schema) {
        known.push_back(spec.key);
    }
    const std::string hint = didYouMean(key, known);
    if (!hint.empty()) {
        return "unknown parameter '" + key + "'" + hint;
    }
    return "unknown parameter '" + key + "': " + (known.empty() ? "there are none" : "there are " + joined(known));
}

bool givenAgain(std::span<const GivenParam> later, const std::string& key) {
    return std::any_of(later.begin(), later.end(), [&key](const GivenParam& other) { return other.key == key; });
}

void take(ResolvedParams& resolved, const GivenParam& from, Result<ParamValue> value) {
    if (value) {
        resolved.values.set(from.key, std::move(value).value());
        return;
    }
    resolved.problems.push_back({from.key, from.where, std::move(value).error().within(from.key).message});
}

}  // namespace

std::string_view toText(ParamKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

std::optional<ParamKind> paramKindFromText(std::string_view text) {
    const auto* const found = std::find(kKindNames.begin(), kKindNames.end(), text);
    if (found == kKindNames.end()) {
        return std::nullopt;
    }
    return static_cast<ParamKind>(found - kKindNames.begin());
}

void ParamValues::set(std::string key, ParamValue value) { m_values.insert_or_assign(std::move(key), std::move(value)); }

bool ParamValues::has(std::string_view key) const { return m_values.find(key) != m_values.end(); }

const ParamValue& ParamValues::one(std::string_view key) const {
    const auto found = m_values.find(key);
    if (found == m_values.end()) {
        throw std::logic_error("parameter '" + std::string(key) +
                               "' has no value: it is not declared, or optional and not asked for with has()");
    }
    return found->second;
}

void ParamValues::wrongType(std::string_view key) {
    throw std::logic_error("parameter '" + std::string(key) + "' is read as another type than its kind holds");
}

ResolvedParams resolveParams(const ParamSchema& schema, std::span<const GivenParam> given) {
    ResolvedParams resolved;
    std::set<std::string, std::less<>> seen;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const GivenParam& one = given[i];
        if (givenAgain(given.subspan(i + 1), one.key)) {
            continue;
        }
        const auto spec = std::find_if(schema.begin(), schema.end(), [&one](const ParamSpec& s) { return s.key == one.key; });
        if (spec == schema.end()) {
            resolved.problems.push_back({one.key, one.where, unknownKey(one.key, schema)});
            continue;
        }
        seen.insert(one.key);
        take(resolved, one,
             spec->kind == ParamKind::Secret ? ParamValue(secretOf(one)) : readChecked(*spec, one.real.value_or(one.text), one.baseDir));
    }
    for (const ParamSpec& spec : schema) {
        if (seen.contains(spec.key)) {
            continue;
        }
        if (spec.defaultValue) {
            take(resolved, {spec.key, *spec.defaultValue, "default", {}}, readChecked(spec, *spec.defaultValue, {}));
        } else if (spec.required) {
            resolved.problems.push_back({spec.key, {}, "parameter '" + spec.key + "' is missing: it is required"});
        }
    }
    return resolved;
}

}  // namespace loadgate
