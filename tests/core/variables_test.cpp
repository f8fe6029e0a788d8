// SPDX-License-Identifier: Apache-2.0
#include "core/config/expand.h"
#include "core/config/run_config.h"
#include "show.h"

#include <QTest>

#include <algorithm>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

const Variables kEnvironment{{"HOST", "127.0.0.1"},
                             {"PORT", "8080"},
                             {"TOKEN", "t0p-secret-9"},
                             {"EMPTY", ""},
                             {"LENGTH", "90s"},
                             {"USERS", "50"},
                             {"LIMIT", "250ms"},
                             {"N", "17"},
                             {"QUOTE", "a\"b\\c"},
                             {"LINES", "one\r\nTwo: 3"},
                             {"DOLLAR", "${TOKEN}"},
                             {"BRACES", "{{uuid}}"},
                             {"WEIGHT", "3"},
                             {"SPACE", "a b&c"},
                             {"RAW", "\xff"}};

LoadProfile read(const std::string& yaml) {
    auto profile = readProfile(yaml, "p.yml", kEnvironment);
    if (!profile) {
        qFatal("%s", profile.error().message.c_str());
    }
    return std::move(profile).value();
}
QString refusal(const std::string& yaml) { return test::errorOf(readProfile(yaml, "p.yml", kEnvironment)); }
QString expandedText(const std::string& text) {
    const auto result = config::expanded(text, kEnvironment);
    return result ? test::shown(result->text) : "refused: " + test::errorOf(result);
}

}  // namespace

class VariablesTest : public QObject {
    Q_OBJECT
  private slots:
    void aVariableIsItsValueOrItsDefault_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* written, const char* text) { QTest::newRow(written) << written << text; };
        row("http://${HOST}:${PORT}/", "http://127.0.0.1:8080/");
        row("${NONE:-x y}", "x y");
        row("${NONE:-}", "");
        row("${EMPTY:-x}", "x");
        row("${HOST:-x}", "127.0.0.1");
        row("[${EMPTY}]", "[]");
        row("$${HOST}", "${HOST}");
        row("$$${HOST}", "$${HOST}");
        row("$HOST costs 5$", "$HOST costs 5$");
        row("${DOLLAR}", "${TOKEN}");
        row("${NONE:-:-}", ":-");
        row("${NONE}", "refused: the variable 'NONE' is not set; set it, or write a default as in ${NONE:-x}");
        row("a ${", "refused: 'a ${' has '${' without '}'; write $${ for the characters themselves");
        row("${1A}", "refused: '${1A}' is no variable; write ${NAME}, ${NAME:-otherwise}, or $${ for the characters");
        row("${}", "refused: '${}' is no variable; write ${NAME}, ${NAME:-otherwise}, or $${ for the characters");
        row("${HOST?}", "refused: '${HOST?}' is no variable; write ${NAME}, ${NAME:-otherwise}, or $${ for the characters");
        row("${A:-${HOST}}", "refused: '${A:-${HOST}' has a variable in a variable; write the default out");
    }
    void aVariableIsItsValueOrItsDefault() {
        QFETCH(QString, written);
        QFETCH(QString, text);
        QCOMPARE(expandedText(written.toStdString()), text);
    }

    void textsAreShownAsWrittenAndSentAsMeant() {
        const LoadProfile profile = read(
            "target: http://${HOST}:${PORT}/api\nname: on ${HOST}\nheaders:\n  Authorization: Bearer ${TOKEN}\n"
            "requests:\n  - get: /items/${N}\n    body: ${TOKEN} $${x}\n");
        QCOMPARE(profile.target, std::optional<std::string>("http://${HOST}:${PORT}/api"));
        QCOMPARE(profile.realTarget, std::optional<std::string>("http://127.0.0.1:8080/api"));
        QCOMPARE(profile.name, std::string("on ${HOST}"));
        QCOMPARE(profile.headers[0].value, std::string("Bearer ${TOKEN}"));
        QCOMPARE(profile.headers[0].sent(), std::string("Bearer t0p-secret-9"));
        const RequestSpec& request = profile.requests[0];
        QCOMPARE(request.name, std::string("GET /items/${N}"));
        QCOMPARE(request.path, std::string("/items/${N}"));
        QCOMPARE(request.sentPath(), std::string("/items/17"));
        QCOMPARE(request.body, std::string("${TOKEN} $${x}"));
        QCOMPARE(request.sentBody(), std::string("t0p-secret-9 ${x}"));
    }

    void aTextWithoutVariablesHasNoOtherSide() {
        const LoadProfile profile = read("target: http://127.0.0.1\nheaders: {A: b}\nrequests:\n  - {post: /, json: {a: 1}}\n");
        QVERIFY(!profile.realTarget && !profile.headers[0].real && !profile.requests[0].realPath && !profile.requests[0].realBody);
        QVERIFY(profile.variables.empty());
    }

    void numbersTimesAndWeightsAreTheirValues() {
        const LoadProfile profile = read(
            "requests:\n  - get: /a\n    weight: ${WEIGHT}\n    timeout: ${LENGTH}\n    expect:\n      status: ${OK:-204}\n"
            "load:\n  use: ${SHAPE:-ramp}\n  users: ${USERS}\n  for: ${LENGTH}\n"
            "  with:\n    from: ${FROM:-20%}\nseed: ${N}\nobjectives:\n  - p99(GET /a) <= ${LIMIT}\n");
        QCOMPARE(profile.requests[0].weight, 3.0);
        QVERIFY(profile.requests[0].timeout == 90s && profile.requests[0].expect[0].from == 204);
        QVERIFY(profile.load[0].pattern.id == "ramp" && profile.load[0].peak->amount == 50 && profile.load[0].length == 90s);
        QCOMPARE(profile.load[0].pattern.with[0].text, std::string("${FROM:-20%}"));
        QCOMPARE(profile.load[0].pattern.with[0].real, std::optional<std::string>("20%"));
        QCOMPARE(profile.seed, std::optional<std::uint64_t>(17));
        QCOMPARE(profile.objectives[0].limit, 0.25);
        const auto objectives = readObjectives("latency:\n  p95: ${LIMIT}\nerror_rate: ${RATE:-1%}\n", "o.yml", kEnvironment);
        QVERIFY(objectives->objectives[0].limit == 0.25 && objectives->objectives[1].limit == 0.01);
    }

    void aValueCannotBreakOutOfJsonOrAForm() {
        const LoadProfile profile = read(
            "requests:\n  - post: /a\n    json:\n      text: ${QUOTE}\n      count: ${N}\n      quoted: \"${N}\"\n  - post: /b\n    "
            "form:\n      q: ${SPACE}\n");
        QCOMPARE(profile.requests[0].sentBody(), std::string("{\"text\":\"a\\\"b\\\\c\",\"count\":17,\"quoted\":\"17\"}"));
        QCOMPARE(profile.requests[0].body, std::string("{\"text\":\"${QUOTE}\",\"count\":${N},\"quoted\":\"${N}\"}"));
        QCOMPARE(profile.requests[1].sentBody(), std::string("q=a+b%26c"));
        QCOMPARE(profile.requests[1].body, std::string("q=${SPACE}"));
    }

    void whatLooksLikeAVariableInAValueIsText() {
        const LoadProfile profile = read("headers:\n  A: ${DOLLAR}\n  B: ${BRACES}\n");
        QCOMPARE(profile.headers[0].sent(), std::string("${TOKEN}"));
        QCOMPARE(profile.headers[1].sent(), std::string("{{uuid}}"));
    }

    void aWrongValueIsRefusedInTheWordsOfTheFile_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* yaml, const char* sentence) { QTest::newRow(yaml) << yaml << sentence; };
        row("timeout: ${TOKEN}", "p.yml:1: timeout: '${TOKEN}' is not a length of time: write 300ms, 90s, 5m or 1h30m");
        row("headers:\n  X: ${LINES}",
            "p.yml:2: headers.X: the value of the header 'X' holds a line feed or another control character; a header is one line");
        row("requests:\n  - get: /${SPACE}",
            "p.yml:2: requests[0].get: '/${SPACE}' holds a space, control or non-ASCII character; write it percent-encoded, a space as "
            "'%20'");
        row("requests:\n  - get: ${TOKEN}/x",
            "p.yml:2: requests[0].get: '${TOKEN}/x' is not a path; it begins with '/', as in '/items?page=1'");
        row("requests:\n  - post: /\n    body_file: ${TOKEN}",
            "p.yml:3: requests[0].body_file: no file '${TOKEN}'; the path starts from the profile's folder");
        row("requests:\n  - post: /\n    json:\n      a: ${RAW}", "p.yml:4: requests[0].json.a: is not UTF-8 text, which JSON has to be");
        row("seed: ${NONE}", "p.yml:1: seed: the variable 'NONE' is not set; set it, or write a default as in ${NONE:-x}");
        row("headers: {A: ${TOKEN}}",
            "p.yml:1: between '{' and '}' a text with '${' must be in quotes, as in {Authorization: \"${TOKEN}\"}");
    }
    void aWrongValueIsRefusedInTheWordsOfTheFile() {
        QFETCH(QString, yaml);
        QFETCH(QString, sentence);
        QCOMPARE(refusal(yaml.toStdString()), sentence);
    }

    void onTheCommandLineTheShellFillsThemIn() {
        const GivenOptions options{{"target", {{"http://${HOST}", Origin::Option, "--target"}}}};
        QCOMPARE(
            test::errorOf(effectiveConfig(std::nullopt, std::nullopt, options)),
            QString("--target: 'http://${HOST}' holds a variable, and only the values of files are searched for them; a shell fills it in "
                    "where it stands in double quotes"));
    }

    void anOptionReplacesBothSidesOfATarget() {
        const LoadProfile profile = read("target: http://${HOST}\n");
        const auto fromFile = effectiveConfig(profile, std::nullopt, {});
        QCOMPARE(fromFile->realTarget, std::optional<std::string>("http://127.0.0.1"));
        const auto fromOption = effectiveConfig(profile, std::nullopt, {{"target", {{"http://127.0.0.2", Origin::Option, "--target"}}}});
        QVERIFY(!fromOption->realTarget && fromOption->target.value == "http://127.0.0.2");
    }
};

QTEST_APPLESS_MAIN(VariablesTest)
#include "variables_test.moc"
