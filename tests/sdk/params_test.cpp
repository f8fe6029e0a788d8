// SPDX-License-Identifier: Apache-2.0
#include "loadgate/params.h"

#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

ParamSpec spec(std::string key, ParamKind kind) {
    ParamSpec made;
    made.key = std::move(key);
    made.kind = kind;
    return made;
}

/// One parameter of each kind; `every` from 1s to 1h, `steps` from 1 to 100, `container` required.
ParamSchema schemaOfEachKind() {
    ParamSpec every = spec("every", ParamKind::Duration);
    every.defaultValue = "30s";
    every.min = "1s";
    every.max = "1h";
    ParamSpec steps = spec("steps", ParamKind::Count);
    steps.defaultValue = "5";
    steps.min = "1";
    steps.max = "100";
    ParamSpec base = spec("base", ParamKind::Level);
    base.defaultValue = "20%";
    base.max = "100%";
    ParamSpec mode = spec("mode", ParamKind::Choice);
    mode.choices = {"fast", "slow"};
    ParamSpec container = spec("container", ParamKind::Text);
    container.required = true;
    return {every,
            steps,
            base,
            mode,
            container,
            spec("loud", ParamKind::Flag),
            spec("factor", ParamKind::Number),
            spec("part", ParamKind::Percent),
            spec("memory", ParamKind::Bytes),
            spec("curve", ParamKind::Path),
            spec("token", ParamKind::Secret)};
}

GivenParam given(std::string key, std::string text) { return {std::move(key), std::move(text), "profile.yml:7", "/home/me"}; }

ResolvedParams resolve(std::vector<GivenParam> params) {
    params.push_back(given("container", "shop"));
    return resolveParams(schemaOfEachKind(), params);
}

std::string onlyProblem(const ResolvedParams& resolved) {
    return resolved.problems.size() == 1 ? resolved.problems.front().message : std::to_string(resolved.problems.size()) + " problems";
}

}  // namespace

class ParamsTest : public QObject {
    Q_OBJECT
  private slots:
    void defaultsFillWhatWasNotGiven();
    void eachKindHoldsItsType();
    void pathsStartWhereTheyWereWritten();
    void aSecretWrittenOutIsNotItsOwnReference();
    void badValuesNameTheirKey_data();
    void badValuesNameTheirKey();
    void allProblemsAreReportedInTheOrderGiven();
    void theLaterOfTwoWins();
    void levelsOfDifferentKindsAreNotCompared();
    void askingForWhatIsNotThereIsADefect();
    void aBrokenDefaultIsFound();
    void kindsHaveTheirNames();
    void nearestSpellingForgivesSlipsAndNoMore();
};

void ParamsTest::defaultsFillWhatWasNotGiven() {
    const auto resolved = resolve({});
    QVERIFY(resolved.problems.empty());
    QCOMPARE(resolved.values.get<Duration>("every"), Duration(30s));
    QCOMPARE(resolved.values.get<std::int64_t>("steps"), std::int64_t(5));
    QCOMPARE(resolved.values.get<Level>("base"), (Level{0.2, true}));
    QVERIFY(!resolved.values.has("mode"));
    QVERIFY(resolved.values.has("container"));
}

void ParamsTest::eachKindHoldsItsType() {
    const auto resolved = resolve({given("every", "1m"), given("steps", "7"), given("base", "100"), given("mode", "slow"),
                                   given("loud", "yes"), given("factor", "-0.5"), given("part", "5%"), given("memory", "1MiB"),
                                   given("curve", "/abs/c.csv"), given("token", "${TOKEN}")});
    QVERIFY2(resolved.problems.empty(), onlyProblem(resolved).c_str());
    const ParamValues& values = resolved.values;
    QCOMPARE(values.get<Duration>("every"), Duration(1min));
    QCOMPARE(values.get<std::int64_t>("steps"), std::int64_t(7));
    QCOMPARE(values.get<Level>("base"), (Level{100, false}));
    QCOMPARE(values.get<std::string>("mode"), std::string("slow"));
    QCOMPARE(values.get<bool>("loud"), true);
    QCOMPARE(values.get<double>("factor"), -0.5);
    QCOMPARE(values.get<Share>("part"), Share{0.05});
    QCOMPARE(values.get<ByteCount>("memory"), ByteCount{1U << 20U});
    QCOMPARE(values.get<std::string>("container"), std::string("shop"));
    QCOMPARE(values.get<std::string>("curve"), std::string("/abs/c.csv"));
    QCOMPARE(values.get<Secret>("token").reference(), std::string("${TOKEN}"));
    for (const char* no : {"false", "no", "off"}) {
        QCOMPARE(resolve({given("loud", no)}).values.get<bool>("loud"), false);
    }
}

void ParamsTest::pathsStartWhereTheyWereWritten() {
    QCOMPARE(resolve({given("curve", "load/c.csv")}).values.get<std::string>("curve"), std::string("/home/me/load/c.csv"));
    QCOMPARE(resolve({{"curve", "c.csv", "--set", ""}}).values.get<std::string>("curve"), std::string("c.csv"));
}

void ParamsTest::aSecretWrittenOutIsNotItsOwnReference() {
    const auto resolved = resolve({given("token", "s3cr3t")});
    QCOMPARE(resolved.values.get<Secret>("token").reveal(), std::string("s3cr3t"));
    QCOMPARE(resolved.values.get<Secret>("token").reference(), std::string("(hidden)"));
}

void ParamsTest::badValuesNameTheirKey_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* key, const char* text, const char* sentence) {
        QTest::newRow(sentence) << QString(key) << QString(text) << QString(sentence);
    };
    row("every", "250", "every: '250' has no unit: write 250ms, 250s or 250m");
    row("every", "999ms", "every: 999ms is too small: at least 1s");
    row("every", "2h", "every: 2h is too large: at most 1h");
    row("steps", "0", "steps: 0 is too small: at least 1");
    row("steps", "101", "steps: 101 is too large: at most 100");
    row("base", "101%", "base: 101% is too large: at most 100%");
    row("mode", "fats", "mode: 'fats' is not one of fast, slow, did you mean 'fast'?");
    row("mode", "sideways", "mode: 'sideways' is not one of fast, slow");
    row("loud", "maybe", "loud: 'maybe' is neither true nor false");
    row("evrey", "30s", "unknown parameter 'evrey', did you mean 'every'?");
    row("zzzzzz", "1",
        "unknown parameter 'zzzzzz': there are every, steps, base, mode, container, loud, factor, part, memory, curve, token");
}

void ParamsTest::badValuesNameTheirKey() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const auto resolved = resolve({given(key.toStdString(), text.toStdString())});
    QCOMPARE(QString::fromStdString(onlyProblem(resolved)), sentence);
    QCOMPARE(resolved.problems.front().where, std::string("profile.yml:7"));
    QCOMPARE(QString::fromStdString(resolved.problems.front().key), key);
}

void ParamsTest::allProblemsAreReportedInTheOrderGiven() {
    const std::vector<GivenParam> params{given("steps", "x"), given("peek", "1"), given("every", "0s")};
    const auto resolved = resolveParams(schemaOfEachKind(), params);
    QCOMPARE(resolved.problems.size(), std::size_t(4));
    QCOMPARE(resolved.problems[0].key, std::string("steps"));
    QCOMPARE(resolved.problems[1].key, std::string("peek"));
    QCOMPARE(resolved.problems[2].key, std::string("every"));
    QCOMPARE(resolved.problems[3].message, std::string("parameter 'container' is missing: it is required"));
    QCOMPARE(resolveParams({}, params).problems[0].message, std::string("unknown parameter 'steps': there are none"));
}

void ParamsTest::theLaterOfTwoWins() {
    // "--set every=1m" repairs the file's mistake.
    const auto resolved = resolve({given("every", "nonsense"), {"every", "1m", "--set", ""}});
    QVERIFY2(resolved.problems.empty(), onlyProblem(resolved).c_str());
    QCOMPARE(resolved.values.get<Duration>("every"), Duration(1min));
}

void ParamsTest::levelsOfDifferentKindsAreNotCompared() { QVERIFY(resolve({given("base", "5000")}).problems.empty()); }

void ParamsTest::askingForWhatIsNotThereIsADefect() {
    const ParamValues values = resolve({}).values;
    QVERIFY_EXCEPTION_THROWN((void)values.get<bool>("undeclared"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN((void)values.get<bool>("mode"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN((void)values.get<double>("every"), std::logic_error);
}

void ParamsTest::aBrokenDefaultIsFound() {
    ParamSpec broken = spec("every", ParamKind::Duration);
    broken.defaultValue = "30";
    const auto resolved = resolveParams({broken}, {});
    QCOMPARE(onlyProblem(resolved), std::string("every: '30' has no unit: write 30ms, 30s or 30m"));
    QCOMPARE(resolved.problems.front().where, std::string("default"));
}

void ParamsTest::kindsHaveTheirNames() {
    for (const char* name : {"flag", "count", "number", "level", "duration", "percent", "bytes", "text", "choice", "path", "secret"}) {
        QVERIFY(paramKindFromText(name).has_value());
        QCOMPARE(std::string(toText(*paramKindFromText(name))), std::string(name));
    }
    QCOMPARE(toText(ParamKind::Level), std::string_view("level"));
    QCOMPARE(toText(ParamKind::Secret), std::string_view("secret"));
    QVERIFY(!paramKindFromText("load"));
}

void ParamsTest::nearestSpellingForgivesSlipsAndNoMore() {
    const std::vector<std::string> words{"peak", "length", "every", "base"};
    QCOMPARE(nearestSpelling("peek", words), std::optional<std::string>("peak"));
    QCOMPARE(nearestSpelling("lenght", words), std::optional<std::string>("length"));
    const std::vector<std::string> in{"in"};
    QCOMPARE(nearestSpelling("ni", in), std::optional<std::string>("in"));  // two neighbours swapped: one slip
    QCOMPARE(nearestSpelling("BASE", words), std::optional<std::string>("base"));
    QCOMPARE(nearestSpelling("bass", words), std::optional<std::string>("base"));
    QCOMPARE(nearestSpelling("quux", words), std::nullopt);
    QCOMPARE(nearestSpelling("", words), std::nullopt);
    const std::vector<std::string> one{"b"};
    QCOMPARE(nearestSpelling("a", one), std::nullopt);  // all letters replaced is no slip
    QCOMPARE(nearestSpelling(std::string(1'000'000, 'x'), words), std::nullopt);
    // Three letters allow two slips, four as well: "a third of the length, and one".
    const std::vector<std::string> cat{"abc"};
    QCOMPARE(nearestSpelling("xyc", cat), std::optional<std::string>("abc"));
    QCOMPARE(nearestSpelling("xyz", cat), std::nullopt);
}

QTEST_APPLESS_MAIN(ParamsTest)
#include "params_test.moc"
