// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"
#include "loadgate/params.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// What a pattern draws for. Grows at the end without a new ABI number.
struct PatternInput {
    LoadModel model{LoadModel::Closed};
    double peak{};      ///< > 0: users, or requests per second
    Duration length{};  ///< > 0; 0 for a plugin whose metadata say own_length: as long as it is by itself
    std::uint64_t seed{1};
};

/// A point that a designer can drag: the parameter's value is (coordinate - zero) / unit, coordinate in seconds or in load. Data, so
/// that a drag calls no plugin.
struct Handle {
    enum class Axis : std::uint8_t { Load, Time };
    std::string key;
    Axis axis{Axis::Load};
    Duration at{};
    double load{}, zero{}, unit{1};
};

/// A handle of this key is the load's own peak, which belongs to no pattern; no parameter goes by this name.
inline constexpr std::string_view kPeakKey = "peak";
[[nodiscard]] inline Handle peakHandle(Duration at, double peak) {
    return {.key = std::string(kPeakKey), .axis = Handle::Axis::Load, .at = at, .load = peak};
}

struct PatternShape {
    LoadCurve curve;
    std::vector<Handle> handles;
};

/// Turns parameters into a curve, once per run, never per request. Pure: same input, same shape; any thread, one at a time per object;
/// under 100 ms. A plugin's class also has:
///     static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
/// which checks relations between parameters ("length is not below every").
class LOADGATE_API Pattern {
  public:
    virtual ~Pattern();
    [[nodiscard]] virtual Result<PatternShape> shape(const PatternInput&) const = 0;
};

}  // namespace loadgate
