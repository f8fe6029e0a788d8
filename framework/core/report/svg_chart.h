// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::report {

/// A straight or logarithmic way from values to 0..1; what lies outside is drawn at the edge.
struct Scale {
    double from{}, to{1};
    bool logarithmic{};
    [[nodiscard]] double at(double value) const;
};

struct Tick {
    double at{};
    std::string label;  ///< plain text, escaped where it is drawn
};
/// Where a straight axis is marked: about `most` round values from 0 to `to`, labelled by `label`.
using Label = std::string (*)(double);
[[nodiscard]] std::vector<Tick> roundTicks(double to, std::size_t most, Label);
/// The same at powers of two, for bytes.
[[nodiscard]] std::vector<Tick> binaryTicks(double to, std::size_t most, Label);
/// Powers of ten, with their double and fivefold where there is room.
[[nodiscard]] std::vector<Tick> decadeTicks(const Scale&, Label);
/// Seconds of a run, at 0.1 s … 1 h and their round multiples.
[[nodiscard]] std::vector<Tick> timeTicks(double to, Label);

struct Point {
    double x{};
    std::optional<double> y;  ///< absent: nothing was measured, the line has a gap
};

/// A drawing with axes as inline SVG: classes for its colours, which the page's style gives, titles for those who do not see it.
/// `description` says in a sentence what is to be seen.
class SvgChart {
  public:
    SvgChart(std::string title, std::string description) : m_title(std::move(title)), m_description(std::move(description)) {}
    void axes(Scale x, const std::vector<Tick>& xTicks, Scale y, const std::vector<Tick>& yTicks);
    /// What stands along the two axes.
    void axisNames(std::string_view x, std::string_view y);
    void line(std::string_view style, const std::vector<Point>&);
    /// A dashed line across, with its text.
    void limit(std::string_view style, double y, std::string_view text);
    /// A ring at one point, with its text.
    void mark(std::string_view style, double x, double y, std::string_view text);
    /// A shaded stretch of time (or of percentiles), with its text.
    void band(double fromX, double toX, std::string_view text);
    /// A thin line down, whose text is shown on hovering.
    void moment(double x, std::string_view text);
    struct Box {
        double fromX{}, toX{}, fromY{}, toY{};
    };
    /// Filled boxes of one colour.
    void boxes(std::string_view style, const std::vector<Box>&);
    [[nodiscard]] std::string take();

  private:
    [[nodiscard]] double left(double x) const;
    [[nodiscard]] double top(double y) const;

    std::string m_title, m_description, m_body;
    Scale m_x, m_y;
    unsigned m_marks{};
};

}  // namespace loadgate::report
