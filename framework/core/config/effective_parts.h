// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/run_config.h"

#include <optional>
#include <string_view>
#include <vector>

namespace loadgate::config {

/// The options that were given, by precedence.
class Given {
  public:
    explicit Given(const GivenOptions& options) : m_options(options) {}
    /// The one that counts: option before environment. Null if not given.
    [[nodiscard]] const GivenOption* find(std::string_view name) const;
    /// All of a repeatable option, lowest precedence first.
    [[nodiscard]] std::vector<GivenOption> all(std::string_view name) const;
    /// Only those of the highest origin among them: options replace what the environment says.
    [[nodiscard]] std::vector<GivenOption> highest(std::string_view name) const;

  private:
    const GivenOptions& m_options;
};

/// Option, else file, else built in. `read(text)` reads the option's text; its error gets the option's name in front.
template <class T, class Read>
Result<Chosen<T>> choose(const Given& given, std::string_view name, const Chosen<T>& otherwise, Read read) {
    const GivenOption* option = given.find(name);
    if (option == nullptr) {
        return otherwise;
    }
    auto value = read(std::string_view(option->text));
    if (!value) {
        return std::move(value).error().within(option->where);
    }
    return Chosen<T>{std::move(value).value(), option->origin, option->where};
}

struct Requests {
    std::vector<RequestSpec> requests;  ///< as RunConfig has them
    std::vector<NameValue> headers;
};
[[nodiscard]] Result<Requests> effectiveRequests(const std::optional<LoadProfile>&, const Given&);

struct LoadChoice {
    Chosen<std::vector<StageConfig>> stages;
    Chosen<Load> peak;
    Chosen<Duration> length;
    std::optional<Load> scaleToPeak;
    std::optional<Duration> stretchTo;
};
[[nodiscard]] Result<LoadChoice> effectiveLoad(const std::optional<LoadProfile>&, const Given&);

/// Everything that was given, merged; empty if nothing was.
[[nodiscard]] Result<std::vector<Objective>> effectiveObjectives(const std::optional<LoadProfile>&, const std::optional<ObjectivesFile>&,
                                                                 const Given&);
/// Each can be met or missed by this run: its endpoint exists and its limit is not above what a request waits for.
[[nodiscard]] Status objectivesFit(const RunConfig&);

}  // namespace loadgate::config
