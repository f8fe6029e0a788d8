// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/guarded.h"

namespace loadgate {

namespace {

constexpr std::size_t kLongestMessage = 512;
constexpr Duration kLongest = std::chrono::hours(7 * 24);  // of any load, see config/quantities

class GuardedPattern final : public Pattern {
  public:
    GuardedPattern(std::string plugin, std::unique_ptr<Pattern> pattern) : m_plugin(std::move(plugin)), m_pattern(std::move(pattern)) {}

    [[nodiscard]] Result<PatternShape> shape(const PatternInput& input) const override {
        Result<PatternShape> shape = guarded(m_plugin, "shape()", [&] { return m_pattern->shape(input); });
        if (shape &&
            (shape->curve.model() != input.model || !mayLast(shape->curve.length(), input.length) || shape->curve.knots().empty())) {
            return Error{ErrorCode::Internal, m_plugin + " drew a curve that was not asked for: of another model, empty, or longer than " +
                                                  toText(input.length > Duration{} ? input.length : kLongest) +
                                                  "; this is a defect of the plugin"};
        }
        return shape;
    }

  private:
    static bool mayLast(Duration length, Duration asked) { return length <= (asked > Duration{} ? asked : kLongest); }

    std::string m_plugin;
    std::unique_ptr<Pattern> m_pattern;
};

class GuardedTarget final : public Target {
  public:
    GuardedTarget(std::string plugin, std::unique_ptr<Target> target) : m_plugin(std::move(plugin)), m_target(std::move(target)) {}

    [[nodiscard]] Result<TargetDescription> describe(const Call& call) override {
        return guarded(m_plugin, "describe()", [&] { return m_target->describe(call); });
    }
    [[nodiscard]] Result<std::vector<ResourceSample>> sample(const Call& call) override {
        return guarded(m_plugin, "sample()", [&] { return m_target->sample(call); });
    }

  private:
    std::string m_plugin;
    std::unique_ptr<Target> m_target;
};

}  // namespace

Error threwIn(std::string_view plugin, std::string_view call, std::string_view what) {
    return Error{ErrorCode::Internal,
                 std::string(plugin) + " threw in " + std::string(call) + ": " + std::string(what.substr(0, kLongestMessage))};
}

std::unique_ptr<Pattern> guard(std::string plugin, std::unique_ptr<Pattern> pattern) {
    return std::make_unique<GuardedPattern>(std::move(plugin), std::move(pattern));
}

std::unique_ptr<Target> guard(std::string plugin, std::unique_ptr<Target> target) {
    return std::make_unique<GuardedTarget>(std::move(plugin), std::move(target));
}

}  // namespace loadgate
