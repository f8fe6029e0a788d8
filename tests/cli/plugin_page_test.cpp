// SPDX-License-Identifier: Apache-2.0
#include "cli/plugin_page.h"
#include "cli/wrap.h"
#include "core/config/run_config.h"
#include "testkit/phrases.h"

#include <QTest>

using namespace loadgate;
using namespace loadgate::cli;

namespace {

ParamSpec parameter(const char* key, ParamKind kind, const char* help) {
    ParamSpec spec;
    spec.key = key;
    spec.kind = kind;
    spec.help = help;
    return spec;
}

PluginInfo burst() {
    PluginInfo plugin;
    plugin.id = "burst";
    plugin.version = "0.1.0";
    plugin.title = "Burst";
    plugin.summary = "Short peaks over a base";
    plugin.help = "Holds the base and goes up to the peak for a short time, again and again.";
    plugin.file = "/x/burst.so";
    plugin.shipped = true;
    ParamSpec every = parameter("every", ParamKind::Duration, "From the start of one burst to the start of the next.");
    every.defaultValue = "30s";
    every.min = "10ms";
    ParamSpec file = parameter("curve", ParamKind::Path, "The file.");
    file.required = true;
    plugin.parameters = {every, file, parameter("mark", ParamKind::Text, "Optional.")};
    return plugin;
}

LoadCurve drawn() { return testkit::curve("0s:20 30s:20 30s:100 35s:100 35s:20 120s:20", LoadModel::Closed); }

}  // namespace

class PluginPageTest : public QObject {
    Q_OBJECT
  private slots:
    void aWidePageHasATable();
    void aNarrowPageHasAListAndFits();
    void theExamplesAreWhatTheProgramReads();
    void aCurveThatCannotBeDrawnSaysWhy();
    void aTargetIsShownInItsFile();
};

void PluginPageTest::aWidePageHasATable() {
    const std::string page = pluginPage(burst(), drawn(), {80, false});
    QVERIFY2(page.starts_with("pattern burst 0.1.0: Burst\nShort peaks over a base\n\nHolds the base"), page.c_str());
    QVERIFY2(page.find("Parameters\n"
                       "  key    kind      default   range\n"
                       "  every  duration  30s       at least 10ms\n"
                       "         From the start of one burst to the start of the next.\n"
                       "  curve  path      required\n"
                       "         The file.\n"
                       "  mark   text      none\n"
                       "         Optional.\n") != std::string::npos,
             page.c_str());
    QVERIFY2(page.find("In a profile\n  load:\n    - use: burst\n      users: 100\n      for: 2m\n      with:\n        every: 30s\n"
                       "        curve: FILE\n") != std::string::npos,
             page.c_str());
    QVERIFY2(page.find("  loadgate run --target http://127.0.0.1:8080/ --concurrency 100 --duration 2m \\\n"
                       "    --pattern burst --set every=30s --set curve=FILE\n") != std::string::npos,
             page.c_str());
    QVERIFY2(page.find("  100 users |") != std::string::npos && page.find("\n          0 +----") != std::string::npos, page.c_str());
    QVERIFY2(page.ends_with("\nFile\n  /x/burst.so (shipped)\n"), page.c_str());
}

void PluginPageTest::aNarrowPageHasAListAndFits() {
    const std::string page = pluginPage(burst(), drawn(), {40, true});
    QVERIFY2(
        page.find("  every\n    duration, default 30s, at least 10ms\n    From the start of one burst to the\n    start of the next.\n") !=
            std::string::npos,
        page.c_str());
    for (unsigned columns = 40; columns <= 120; ++columns) {
        for (const QString& line : QString::fromStdString(pluginPage(burst(), drawn(), {columns, true})).split('\n')) {
            QVERIFY2(columnsOf(line.toStdString()) <= columns, qPrintable(QString::number(columns) + ": " + line));
        }
    }
}

void PluginPageTest::theExamplesAreWhatTheProgramReads() {
    const auto profile = readProfile(exampleYaml(burst()), "example.yml");
    QVERIFY2(profile, profile ? "" : profile.error().message.c_str());
    QCOMPARE(profile->load.front().pattern.id, std::string("burst"));
    QCOMPARE(profile->load.front().length, std::optional<Duration>(kExampleLength));
    QCOMPARE(profile->load.front().pattern.with[0].text, std::string("30s"));
    PluginInfo recorded = burst();
    recorded.ownLength = true;
    QVERIFY(!readProfile(exampleYaml(recorded), "example.yml")->load.front().length);
    QVERIFY(exampleCommand(recorded, 200).find("--duration") == std::string::npos);
}

void PluginPageTest::aCurveThatCannotBeDrawnSaysWhy() {
    const std::string page = pluginPage(burst(), notDrawable(burst()), {200, true});
    QVERIFY2(
        page.find(
            "Curve\n  It cannot be drawn from defaults alone: loadgate plan --target URL --pattern burst --set curve=FILE draws it.\n") !=
            std::string::npos,
        page.c_str());
}

void PluginPageTest::aTargetIsShownInItsFile() {
    PluginInfo process;
    process.id = "process";
    process.kind = PluginKind::Target;
    QVERIFY(pluginPage(process, notDrawable(process), {}).find("In deploy/targets.yml\n  targets:\n    NAME:\n      use: process\n") !=
            std::string::npos);
    process.schemes = {"http"};
    const std::string page = pluginPage(process, notDrawable(process), {});
    QVERIFY(page.find("In a profile\n  target: http://127.0.0.1:8080/\n") != std::string::npos);
    QVERIFY(page.find("On the command line\n  loadgate run --target http://127.0.0.1:8080/\n") != std::string::npos);
    QVERIFY(page.find("Curve") == std::string::npos);
}

QTEST_APPLESS_MAIN(PluginPageTest)
#include "plugin_page_test.moc"
