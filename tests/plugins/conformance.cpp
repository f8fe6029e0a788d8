// SPDX-License-Identifier: Apache-2.0
// loadgate_conformance FILE [key=value…]: does a plugin library keep the promises of its kind? Run as plugin.<id> for each plugin built
// with loadgate_add_plugin(), here and outside.
#include "core/plugins/catalog.h"

#include "testkit/quiet_call.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <iostream>

namespace {

using namespace loadgate;
using namespace std::chrono_literals;

std::vector<PatternInput> inputs(bool ownLength) {
    std::vector<PatternInput> all;
    if (ownLength) {
        all.push_back({.model = LoadModel::Open, .peak = 10, .length = 0s, .seed = 7});
    }
    for (const LoadModel model : {LoadModel::Open, LoadModel::Closed}) {
        for (const double peak : {1.0, 10.0, 2500.0}) {
            for (const Duration length : {Duration(1s), Duration(30s), Duration(300s), Duration(303s + 1ns), Duration(24h)}) {
                all.push_back({.model = model, .peak = peak, .length = length, .seed = 7});
            }
        }
    }
    return all;
}

QByteArray described(const PatternInput& input) {
    return QByteArray::fromStdString((input.model == LoadModel::Open ? "open, peak " : "closed, peak ") + toText(input.peak) + ", " +
                                     toText(input.length));
}

/// A parameter's value as the number that a handle stands for.
std::optional<double> numberOf(const ParamValue& value) {
    return std::visit(
        []<class T>(const T& held) -> std::optional<double> {
            if constexpr (std::is_same_v<T, Level>) {
                return held.amount;
            } else if constexpr (std::is_same_v<T, Duration>) {
                return toSeconds(held);
            } else if constexpr (std::is_same_v<T, Share>) {
                return held.fraction;
            } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
                return static_cast<double>(held);
            } else {
                return std::nullopt;
            }
        },
        value);
}

bool sameHandle(const Handle& a, const Handle& b) {
    return a.key == b.key && a.axis == b.axis && a.at == b.at && a.load == b.load && a.zero == b.zero && a.unit == b.unit;
}

template <class T>
ParamValue valueAs(const ParamValues& values, const std::string& key) {
    return values.get<T>(key);
}

ParamValue valueOf(const ParamValues& values, const ParamSpec& spec) {
    switch (spec.kind) {
        case ParamKind::Count: return valueAs<std::int64_t>(values, spec.key);
        case ParamKind::Number: return valueAs<double>(values, spec.key);
        case ParamKind::Level: return valueAs<Level>(values, spec.key);
        case ParamKind::Duration: return valueAs<Duration>(values, spec.key);
        case ParamKind::Percent: return valueAs<Share>(values, spec.key);
        default: return false;  // no handle can stand for it
    }
}

}  // namespace

/// One plugin, alone in its catalog, and the parameters to create it with.
struct Subject {
    std::shared_ptr<Catalog> catalog;
    PluginInfo plugin;
    PluginUse use;
};

/// What every plugin promises.
class PluginConformance : public QObject {
    Q_OBJECT

  public:
    explicit PluginConformance(Subject subject) : m_plugin(std::move(subject)) {}

  private slots:
    void itsMetadataAreComplete();
    void everyParameterIsDocumented();
    void itsDefaultsResolve();

  protected:
    [[nodiscard]] const PluginInfo& info() const { return m_plugin.plugin; }
    [[nodiscard]] ResolvedParams params() const { return resolveParams(m_plugin.plugin.parameters, m_plugin.use.with); }
    [[nodiscard]] auto createPattern() const { return m_plugin.catalog->createPattern(m_plugin.use); }
    [[nodiscard]] auto createTarget() const { return m_plugin.catalog->createTarget(m_plugin.use); }

  private:
    Subject m_plugin;
};

class PatternConformance final : public PluginConformance {
    Q_OBJECT

  public:
    using PluginConformance::PluginConformance;

  private slots:
    void createWorksOnDefaults();
    void aCurveStaysWithinWhatWasAsked();
    void theSameInputGivesTheSameShape();
    void aShapeIsDrawnQuickly();
    void handlesStandForParameters();

  private:
    template <class Check>
    void forEachShape(Check check);
};

class TargetConformance final : public PluginConformance {
    Q_OBJECT

  public:
    using PluginConformance::PluginConformance;

  private slots:
    void createWorksOnDefaults();
    void itSaysWhereItIs();
};

void PluginConformance::itsMetadataAreComplete() {
    QCOMPARE(info().id, info().file.stem().string());
    for (const std::string* text : {&info().title, &info().summary, &info().help, &info().version, &info().compiler}) {
        QVERIFY(!text->empty());
    }
    QVERIFY2(info().summary.size() <= 80, "the summary is one line of a list: at most 80 characters");
    QVERIFY2(!info().summary.ends_with('.'), "the summary is a phrase, not a sentence");
    QVERIFY2(info().help.ends_with('.'), "the help is made of whole sentences");
}

void PluginConformance::everyParameterIsDocumented() {
    for (const ParamSpec& spec : info().parameters) {
        QVERIFY2(!spec.title.empty() && spec.title != spec.key, spec.key.c_str());
        QVERIFY2(spec.help.ends_with('.'), spec.key.c_str());
        QVERIFY2(!(spec.required && spec.defaultValue), (spec.key + " is required and has a default: it can only be one of both").c_str());
    }
}

void PluginConformance::itsDefaultsResolve() {
    const ResolvedParams resolved = params();
    QVERIFY2(resolved.problems.empty(), resolved.problems.empty() ? "" : resolved.problems.front().message.c_str());
    for (const ParamSpec& spec : info().parameters) {
        QVERIFY2(resolved.values.has(spec.key) || !spec.defaultValue, spec.key.c_str());
    }
}

void PatternConformance::createWorksOnDefaults() {
    const auto made = createPattern();
    QVERIFY2(made, made ? "" : made.error().message.c_str());
}

/// Asks the pattern for all inputs. A plugin may refuse an input with a sentence, but not the common ones, and never by throwing.
template <class Check>
void PatternConformance::forEachShape(Check check) {
    const auto pattern = createPattern();
    QVERIFY(pattern);
    for (const PatternInput& input : inputs(info().ownLength)) {
        const auto shape = (*pattern)->shape(input);
        if (!shape) {
            const bool common = input.length == 0s || input.length == 30s || input.length == 300s;
            QVERIFY2(!common && shape.error().code == ErrorCode::BadInput,
                     (described(input) + ": " + shape.error().message.c_str()).data());
            continue;
        }
        check(**pattern, input, *shape);
    }
}

void PatternConformance::aCurveStaysWithinWhatWasAsked() {
    forEachShape([](const Pattern& /*pattern*/, const PatternInput& input, const PatternShape& shape) {
        QVERIFY2(shape.curve.model() == input.model, described(input).data());
        QVERIFY2(shape.curve.length() > Duration{}, described(input).data());
        QVERIFY2(input.length == 0s || shape.curve.length() <= input.length, described(input).data());
        QVERIFY2(shape.curve.peak() <= input.peak * (1 + 1e-12), described(input).data());
        for (const LoadCurve::Knot& knot : shape.curve.knots()) {
            QVERIFY2(std::isfinite(knot.load) && knot.load >= 0, described(input).data());
        }
    });
}

void PatternConformance::theSameInputGivesTheSameShape() {
    const auto twin = createPattern();
    forEachShape([&](const Pattern& pattern, const PatternInput& input, const PatternShape& shape) {
        for (const Pattern* asked : {&pattern, static_cast<const Pattern*>(twin->get())}) {
            const auto again = asked->shape(input);
            QVERIFY2(again && again->curve == shape.curve, described(input).data());
            QVERIFY2(std::ranges::equal(again->handles, shape.handles, sameHandle), described(input).data());
        }
    });
}

void PatternConformance::aShapeIsDrawnQuickly() {
    forEachShape([](const Pattern& pattern, const PatternInput& input, const PatternShape& /*shape*/) {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(pattern.shape(input));
        if (timer.elapsed() > 100) {
            qWarning("%s took %lld ms; the promise is 100 ms", described(input).data(), static_cast<long long>(timer.elapsed()));
        }
        QVERIFY2(timer.elapsed() <= 1000, described(input).data());  // the promise times ten: the machine may be busy
    });
}

void PatternConformance::handlesStandForParameters() {
    const ResolvedParams resolved = params();
    forEachShape([&](const Pattern& /*pattern*/, const PatternInput& input, const PatternShape& shape) {
        for (const Handle& handle : shape.handles) {
            const auto spec = std::ranges::find(info().parameters, handle.key, &ParamSpec::key);
            const bool isPeak = handle.key == kPeakKey;
            QVERIFY2(isPeak != (spec != info().parameters.end()), (handle.key + " is no parameter").c_str());
            QVERIFY2(handle.at >= Duration{} && handle.at <= shape.curve.length(), handle.key.c_str());
            const auto value = isPeak ? std::optional(input.peak) : numberOf(valueOf(resolved.values, *spec));
            QVERIFY2(value, (handle.key + " cannot be dragged: it is no number").c_str());
            const double coordinate = handle.axis == Handle::Axis::Load ? handle.load : toSeconds(handle.at);
            const double dragged = (coordinate - handle.zero) / handle.unit;
            QVERIFY2(std::abs(dragged - *value) <= 1e-9 * (1 + std::abs(*value)), (described(input) + ": " + handle.key.c_str()).data());
        }
    });
}

void TargetConformance::createWorksOnDefaults() {
    const auto made = createTarget();
    QVERIFY2(made, made ? "" : made.error().message.c_str());
}

void TargetConformance::itSaysWhereItIs() {
    const auto target = createTarget();
    QVERIFY(target);
    const auto description = (*target)->describe(QuietCall().call);
    if (description) {
        QVERIFY(!description->name.empty());
        QVERIFY(description->address.url.starts_with("http"));
    } else {  // what it describes need not be there during the test
        QVERIFY2(description.error().code != ErrorCode::Internal, description.error().message.c_str());
        QVERIFY(!description.error().message.empty());
    }
}

namespace {

/// The plugin as the catalog accepts it, or the reason why not. The folder holds a link to this one file, so that nothing else is seen.
Result<Subject> accepted(const std::filesystem::path& file, const std::filesystem::path& folder, PluginUse use) {
    std::error_code failure;
    std::filesystem::create_symlink(std::filesystem::absolute(file), folder / file.filename(), failure);
    auto catalog = std::make_shared<Catalog>(Catalog::scan({.installation = folder, .others = {}}));
    for (const RejectedPlugin& rejected : catalog->rejected()) {
        return Error{ErrorCode::Incompatible, file.string() + " was rejected: " + rejected.reason};
    }
    if (catalog->plugins().empty()) {
        return Error{ErrorCode::NotFound, file.string() + " is not there, or its name does not end in .so"};
    }
    const PluginInfo plugin = catalog->plugins().front();
    use.id = plugin.id;
    return Subject{std::move(catalog), plugin, std::move(use)};
}

PluginUse exampleOf(std::span<const std::string> words) {
    PluginUse use;
    for (const std::string& word : words) {
        const auto equals = word.find('=');
        const std::string text = equals == std::string::npos ? "" : word.substr(equals + 1);
        use.with.push_back({.key = word.substr(0, equals), .text = text, .where = "EXAMPLE", .baseDir = {}});
    }
    return use;
}

template <class Test>
int run(Subject subject) {
    Test test(std::move(subject));
    return QTest::qExec(&test, QStringList{"loadgate_conformance"});
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv, argv + argc);
    if (words.size() < 2) {
        std::cerr << "usage: loadgate_conformance FILE [key=value...]\n";
        return 2;
    }
    const QTemporaryDir folder;
    auto subject = accepted(words[1], folder.path().toStdString(), exampleOf(std::span(words).subspan(2)));
    if (!subject) {
        std::cerr << subject.error().message << '\n';
        return 1;
    }
    const bool isPattern = subject->plugin.kind == PluginKind::Pattern;
    return isPattern ? run<PatternConformance>(std::move(subject).value()) : run<TargetConformance>(std::move(subject).value());
}

#include "conformance.moc"
