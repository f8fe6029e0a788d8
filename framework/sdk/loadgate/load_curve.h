// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/export.h"
#include "loadgate/units.h"

#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// Load over time: straight lines between knots, starting at t = 0; two knots at one time are a step. One value for designer, plan,
/// engine and report: what is drawn is what is sent. Immutable.
///
/// Open model: the load is requests per second and the area under the curve counts requests. Request n (from 1) is due when the area
/// reaches n - 1/2: at a constant 1000/s each second then holds exactly 1000 requests and the last one is due before the end.
/// Closed model: the load is users. User u (from 1) is present while the curve is at least u - 1/2, so the number present is the load
/// rounded to the nearest whole user.
class LOADGATE_API LoadCurve {
  public:
    struct Knot {
        Duration at{};
        double load{};
        bool operator==(const Knot&) const = default;
    };
    struct Stage {
        Duration from{};
        std::string name;
        bool operator==(const Stage&) const = default;
    };
    struct Span {
        Duration from{}, to{};
        bool operator==(const Span&) const = default;
    };

    LoadCurve() = default;
    /// Refuses fewer than two knots, a first knot that is not at 0, backwards time, zero length, negative or non-finite load.
    [[nodiscard]] static Result<LoadCurve> through(LoadModel, std::vector<Knot>);

    [[nodiscard]] LoadModel model() const { return m_model; }
    [[nodiscard]] const std::vector<Knot>& knots() const { return m_knots; }
    [[nodiscard]] const std::vector<Stage>& stages() const { return m_stages; }
    [[nodiscard]] Duration length() const { return m_knots.empty() ? Duration{} : m_knots.back().at; }
    [[nodiscard]] double peak() const;
    /// Right-continuous at a step; at and after the end, the last knot's load.
    [[nodiscard]] double loadAt(Duration) const;
    /// Requests (open) or user-seconds (closed) in [from, to), clipped to the curve.
    [[nodiscard]] double area(Duration from, Duration to) const;
    [[nodiscard]] double area() const { return area(Duration{}, length()); }
    /// Open model: how many requests are due in the whole curve: the area rounded to the nearest whole number (half up).
    [[nodiscard]] std::uint64_t requests() const;
    /// Open model: when the area reaches `a` (first such time); empty beyond the curve's whole area.
    [[nodiscard]] std::optional<Duration> timeOfArea(double a) const;
    /// Open model: when request n (from 1) is due; empty beyond requests().
    [[nodiscard]] std::optional<Duration> dueTime(std::uint64_t n) const;
    /// Closed model: when user u (from 1) is present; several spans when the curve comes and goes. Zero-length spans are left out.
    [[nodiscard]] std::vector<Span> presence(std::uint64_t user) const;

    /// This curve, then that one. Conflict when the models differ.
    [[nodiscard]] Result<LoadCurve> then(const LoadCurve&) const;
    /// The same shape with another peak; the model becomes the load's. A curve that is 0 everywhere stays 0.
    [[nodiscard]] LoadCurve scaledToPeak(Load) const;
    /// The same shape stretched or shrunk to another length (> 0).
    [[nodiscard]] LoadCurve stretchedTo(Duration) const;
    /// The same curve as one stage of this name.
    [[nodiscard]] LoadCurve named(std::string stage) const;

    bool operator==(const LoadCurve&) const = default;

  private:
    LoadModel m_model{LoadModel::Closed};
    std::vector<Knot> m_knots;
    std::vector<Stage> m_stages;
    std::vector<double> m_areas;  ///< area from 0 to each knot
};

}  // namespace loadgate
