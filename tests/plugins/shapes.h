// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plugins/catalog.h"

#include "plugin_folder.h"

namespace loadgate::test {

using Knots = std::vector<LoadCurve::Knot>;

[[nodiscard]] inline GivenParam given(const std::string& key, const std::string& text) {
    return {.key = key, .text = text, .where = "--set", .baseDir = {}};
}

[[nodiscard]] inline PatternInput asked(double peak, Duration length, LoadModel model = LoadModel::Open) {
    return {.model = model, .peak = peak, .length = length};
}

/// The shipped patterns, through the libraries that are shipped.
class Shapes {
  public:
    [[nodiscard]] Result<PatternShape> shape(const std::string& id, std::vector<GivenParam> with, const PatternInput& input) const {
        LOADGATE_TRY(const auto pattern, m_catalog.createPattern({.id = id, .with = std::move(with), .where = "--pattern"}));
        return pattern->shape(input);
    }
    [[nodiscard]] Knots knots(const std::string& id, std::vector<GivenParam> with, const PatternInput& input) const {
        const auto drawn = shape(id, std::move(with), input);
        return drawn ? drawn->curve.knots() : Knots{};
    }
    [[nodiscard]] QString refusal(const std::string& id, std::vector<GivenParam> with, const PatternInput& input) const {
        const auto drawn = shape(id, std::move(with), input);
        return drawn ? "no error" : QString::fromStdString(drawn.error().message);
    }
    [[nodiscard]] const Catalog& catalog() const { return m_catalog; }

  private:
    Catalog m_catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
};

[[nodiscard]] inline const Handle* handle(const PatternShape& shape, std::string_view key) {
    const auto found = std::ranges::find(shape.handles, key, &Handle::key);
    return found == shape.handles.end() ? nullptr : &*found;
}

[[nodiscard]] inline double coordinate(const Handle& handle) {
    return handle.axis == Handle::Axis::Load ? handle.load : toSeconds(handle.at);
}

/// The parameter's value that a handle stands for.
[[nodiscard]] inline double dragged(const Handle& handle) { return (coordinate(handle) - handle.zero) / handle.unit; }

}  // namespace loadgate::test
