// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/export.h"
#include "loadgate/units.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace loadgate {

// g++ 12 takes a scoped enumerator for a shadow of the type of that name.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class ParamKind : std::uint8_t { Flag, Count, Number, Level, Duration, Percent, Bytes, Text, Choice, Path, Secret };
#pragma GCC diagnostic pop
[[nodiscard]] LOADGATE_API std::string_view toText(ParamKind);
[[nodiscard]] LOADGATE_API std::optional<ParamKind> paramKindFromText(std::string_view);

/// One parameter as the plugin's JSON declares it. Values are texts, so that "250ms" stays "250ms" in form, help and reference page.
struct ParamSpec {
    std::string key, title, help;
    ParamKind kind{ParamKind::Text};
    std::optional<std::string> defaultValue, min, max;  ///< written like a value
    std::vector<std::string> choices;                   ///< kind Choice only
    bool required{}, advanced{};
    bool operator==(const ParamSpec&) const = default;
};
using ParamSchema = std::vector<ParamSpec>;

/// Cannot be printed, compared or stored by accident. What is stored and shown is the reference, "${DEPLOY_TOKEN}".
class Secret {
  public:
    Secret() = default;
    Secret(std::string reference, std::string value) : m_reference(std::move(reference)), m_value(std::move(value)) {}
    [[nodiscard]] const std::string& reference() const { return m_reference; }
    [[nodiscard]] const std::string& reveal() const { return m_value; }

  private:
    std::string m_reference, m_value;
};

/// What an author wrote for one key, and where: "checkout.yml:7", "--set", "LOADGATE_RATE". Relative paths start from baseDir. `real`: what
/// the variables in `text` ("${TOKEN}") make of it, absent without any; it is what is read, and `text` is what is shown and stored.
struct GivenParam {
    std::string key, text, where, baseDir;
    std::optional<std::string> real{};
    bool operator==(const GivenParam&) const = default;
};

using ParamValue = std::variant<bool, std::int64_t, double, Level, Duration, Share, ByteCount, std::string, Secret>;

/// Complete, typed, checked values. Asking for an undeclared key or a wrong type throws std::logic_error: a defect of the plugin,
/// caught by its conformance test. Kinds hold: Flag bool, Count int64, Number double, Level Level, Duration Duration, Percent Share,
/// Bytes ByteCount, Text, Choice and Path std::string, Secret Secret.
class LOADGATE_API ParamValues {
  public:
    void set(std::string key, ParamValue value);
    /// False for an optional parameter that was not given and has no default.
    [[nodiscard]] bool has(std::string_view key) const;
    template <class T>
    [[nodiscard]] const T& get(std::string_view key) const {
        if (const auto* value = std::get_if<T>(&one(key))) {
            return *value;
        }
        wrongType(key);
    }

  private:
    [[nodiscard]] const ParamValue& one(std::string_view key) const;
    [[noreturn]] static void wrongType(std::string_view key);
    std::map<std::string, ParamValue, std::less<>> m_values;
};

/// `message` is whole: "unknown parameter 'peek', did you mean 'peak'?"; the caller puts `where` in front.
struct ParamProblem {
    std::string key, where, message;
    bool operator==(const ParamProblem&) const = default;
};
struct ResolvedParams {
    ParamValues values;
    std::vector<ParamProblem> problems;  ///< all of them, in the order given; values are complete only if there are none
};

/// Fills defaults, parses units, checks ranges and choices, and reports every problem with its key and the nearest right spelling.
/// A key given twice: the later one wins. Pure.
[[nodiscard]] LOADGATE_API ResolvedParams resolveParams(const ParamSchema&, std::span<const GivenParam>);

/// The candidate nearest in spelling (Damerau-Levenshtein, at most a third of its length + 1 away), for "did you mean …?".
[[nodiscard]] LOADGATE_API std::optional<std::string> nearestSpelling(std::string_view word, std::span<const std::string> candidates);

}  // namespace loadgate
