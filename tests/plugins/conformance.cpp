// SPDX-License-Identifier: Apache-2.0
// loadgate_conformance FILE [key=value…]: does a plugin library keep the promises of its kind? Run as plugin.<id> for each plugin built
// with loadgate_add_plugin(), here and outside.
#include "core/plugins/catalog.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <iostream>

namespace {

using namespace loadgate;
using namespace std::chrono_literals;

class StillClock final : public Clock {
  public:
    [[nodiscard]] Duration now() const override { return Duration{}; }
    [[nodiscard]] WallTime wall() const override { return WallTime{}; }
    Status waitUntil(Duration /*when*/, const std::stop_token& /*stop*/) override { return ok(); }
};

class UnheardNotes final : public Notes {
  public:
    void add(Note /*note*/) override {}
};

std::vector<PatternInput> inputs() {
    std::vector<PatternInput> all;
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

class PluginConformance : public QObject {
    Q_OBJECT

  public:
    PluginConformance(std::filesystem::path file, PluginUse use) : m_file(std::move(file)), m_use(std::move(use)) {}

  private slots:
    void initTestCase();
    void itsMetadataAreCompleteAndItIsAccepted();
    void everyParameterIsDocumented();
    void itsDefaultsResolve();
    void createWorksOnDefaults();
    void aCurveStaysWithinWhatWasAsked();
    void theSameInputGivesTheSameShape();
    void aShapeIsDrawnQuickly();
    void handlesStandForParameters();
    void aTargetSaysWhereItIs();

  private:
    template <class Check>
    void forEachShape(Check check);

    QTemporaryDir m_folder;  // holds a link to this one plugin, so that the catalog sees no other
    std::filesystem::path m_file;
    PluginUse m_use;
    std::unique_ptr<Catalog> m_catalog;
    const PluginInfo* m_plugin{};
};

void PluginConformance::initTestCase() {
    const std::filesystem::path folder = m_folder.path().toStdString();
    std::filesystem::create_symlink(std::filesystem::absolute(m_file), folder / m_file.filename());
    m_catalog = std::make_unique<Catalog>(Catalog::scan({.installation = folder, .others = {}}));
    for (const RejectedPlugin& rejected : m_catalog->rejected()) {
        QFAIL(("rejected: " + rejected.reason).c_str());
    }
    QCOMPARE(m_catalog->plugins().size(), std::size_t{1});
    m_plugin = &m_catalog->plugins().front();
    m_use.id = m_plugin->id;
}

void PluginConformance::itsMetadataAreCompleteAndItIsAccepted() {
    QCOMPARE(m_plugin->id, m_file.stem().string());
    for (const std::string* text : {&m_plugin->title, &m_plugin->summary, &m_plugin->help, &m_plugin->version, &m_plugin->compiler}) {
        QVERIFY(!text->empty());
    }
    QVERIFY2(m_plugin->summary.size() <= 80, "the summary is one line of a list: at most 80 characters");
    QVERIFY2(!m_plugin->summary.ends_with('.'), "the summary is a phrase, not a sentence");
    QVERIFY2(m_plugin->help.ends_with('.'), "the help is made of whole sentences");
}

void PluginConformance::everyParameterIsDocumented() {
    for (const ParamSpec& spec : m_plugin->parameters) {
        QVERIFY2(!spec.title.empty() && spec.title != spec.key, spec.key.c_str());
        QVERIFY2(spec.help.ends_with('.'), spec.key.c_str());
        QVERIFY2(!(spec.required && spec.defaultValue), (spec.key + " is required and has a default: it can only be one of both").c_str());
    }
}

void PluginConformance::itsDefaultsResolve() {
    const ResolvedParams resolved = resolveParams(m_plugin->parameters, m_use.with);
    QVERIFY2(resolved.problems.empty(), resolved.problems.empty() ? "" : resolved.problems.front().message.c_str());
    for (const ParamSpec& spec : m_plugin->parameters) {
        QVERIFY2(resolved.values.has(spec.key) || !spec.defaultValue, spec.key.c_str());
    }
}

void PluginConformance::createWorksOnDefaults() {
    if (m_plugin->kind == PluginKind::Pattern) {
        const auto made = m_catalog->createPattern(m_use);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
    } else {
        const auto made = m_catalog->createTarget(m_use);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
    }
}

/// Asks the pattern for all inputs. A plugin may refuse an input with a sentence, but not the common ones, and never by throwing.
template <class Check>
void PluginConformance::forEachShape(Check check) {
    if (m_plugin->kind != PluginKind::Pattern) {
        QSKIP("a pattern's promise");
    }
    const auto pattern = m_catalog->createPattern(m_use);
    QVERIFY(pattern);
    for (const PatternInput& input : inputs()) {
        const auto shape = (*pattern)->shape(input);
        if (!shape) {
            const bool common = input.length == 30s || input.length == 300s;
            QVERIFY2(!common && shape.error().code == ErrorCode::BadInput,
                     (described(input) + ": " + shape.error().message.c_str()).data());
            continue;
        }
        check(**pattern, input, *shape);
    }
}

void PluginConformance::aCurveStaysWithinWhatWasAsked() {
    forEachShape([](const Pattern& /*pattern*/, const PatternInput& input, const PatternShape& shape) {
        QVERIFY2(shape.curve.model() == input.model, described(input).data());
        QVERIFY2(shape.curve.length() > Duration{} && shape.curve.length() <= input.length, described(input).data());
        QVERIFY2(shape.curve.peak() <= input.peak * (1 + 1e-12), described(input).data());
        for (const LoadCurve::Knot& knot : shape.curve.knots()) {
            QVERIFY2(std::isfinite(knot.load) && knot.load >= 0, described(input).data());
        }
    });
}

void PluginConformance::theSameInputGivesTheSameShape() {
    const auto twin = m_plugin->kind == PluginKind::Pattern ? m_catalog->createPattern(m_use) : Error{};
    forEachShape([&](const Pattern& pattern, const PatternInput& input, const PatternShape& shape) {
        for (const Pattern* asked : {&pattern, static_cast<const Pattern*>(twin->get())}) {
            const auto again = asked->shape(input);
            QVERIFY2(again && again->curve == shape.curve, described(input).data());
            QVERIFY2(std::ranges::equal(again->handles, shape.handles, sameHandle), described(input).data());
        }
    });
}

void PluginConformance::aShapeIsDrawnQuickly() {
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

void PluginConformance::handlesStandForParameters() {
    const ResolvedParams resolved = resolveParams(m_plugin->parameters, m_use.with);
    forEachShape([&](const Pattern& /*pattern*/, const PatternInput& input, const PatternShape& shape) {
        for (const Handle& handle : shape.handles) {
            const auto spec = std::ranges::find(m_plugin->parameters, handle.key, &ParamSpec::key);
            QVERIFY2(spec != m_plugin->parameters.end(), (handle.key + " is no parameter").c_str());
            QVERIFY2(handle.at >= Duration{} && handle.at <= input.length, handle.key.c_str());
            const auto value = numberOf(valueOf(resolved.values, *spec));
            QVERIFY2(value, (handle.key + " cannot be dragged: it is no number").c_str());
            const double coordinate = handle.axis == Handle::Axis::Load ? handle.load : toSeconds(handle.at);
            const double dragged = (coordinate - handle.zero) / handle.unit;
            QVERIFY2(std::abs(dragged - *value) <= 1e-9 * (1 + std::abs(*value)), (described(input) + ": " + handle.key.c_str()).data());
        }
    });
}

void PluginConformance::aTargetSaysWhereItIs() {
    if (m_plugin->kind != PluginKind::Target) {
        QSKIP("a target's promise");
    }
    const auto target = m_catalog->createTarget(m_use);
    QVERIFY(target);
    StillClock clock;
    UnheardNotes notes;
    const auto description = (*target)->describe(Call(clock, notes, {}, 10s));
    if (description) {
        QVERIFY(!description->name.empty());
        QVERIFY(description->address.url.starts_with("http"));
    } else {  // what it describes need not be there during the test
        QVERIFY2(description.error().code != ErrorCode::Internal, description.error().message.c_str());
        QVERIFY(!description.error().message.empty());
    }
}

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv, argv + argc);
    if (words.size() < 2) {
        std::cerr << "usage: loadgate_conformance FILE [key=value...]\n";
        return 2;
    }
    PluginUse use;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        use.with.push_back({.key = words[i].substr(0, equals),
                            .text = equals == std::string::npos ? "" : words[i].substr(equals + 1),
                            .where = "EXAMPLE",
                            .baseDir = {}});
    }
    PluginConformance test(words[1], use);
    return QTest::qExec(&test, QStringList{QString::fromStdString(words[0])});
}

#include "conformance.moc"
