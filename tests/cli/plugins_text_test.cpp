// SPDX-License-Identifier: Apache-2.0
#include "cli/plugins_text.h"
#include "cli/plugin_page.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace loadgate;
using namespace loadgate::cli;

namespace {

PluginInfo burst() {
    PluginInfo plugin;
    plugin.id = "burst";
    plugin.version = "0.1.0";
    plugin.title = "Burst";
    plugin.summary = "short peaks over a base";
    plugin.file = "/x/libburst.so";
    plugin.shipped = true;
    ParamSpec every;
    every.key = "every";
    every.kind = ParamKind::Duration;
    every.help = "from peak to peak";
    every.defaultValue = "30s";
    every.min = "1s";
    plugin.parameters = {every};
    return plugin;
}

const std::vector<RejectedPlugin> kRejected{{"/y/libbad.so", "built for ABI 7, this program has 1"}};

}  // namespace

class PluginsTextTest : public QObject {
    Q_OBJECT
  private slots:
    void theListShowsTheRejectedWithTheirReason();
    void aNarrowListHasTwoLinesForEach();
    void nothingFoundIsSaid();
    void textFromPluginsCannotActOnTheTerminal();
    void theJsonSaysTheSame();
    void anUnknownNameIsExplained();
};

void PluginsTextTest::theListShowsTheRejectedWithTheirReason() {
    QCOMPARE(pluginsAsText({burst()}, kRejected, 100),
             std::string(
                 "pattern   burst  0.1.0    short peaks over a base\n\nRejected\n  /y/libbad.so: built for ABI 7, this program has 1\n"));
}

void PluginsTextTest::aNarrowListHasTwoLinesForEach() {
    QCOMPARE(pluginsAsText({burst()}, {}, 40), std::string("pattern burst 0.1.0\n    short peaks over a base\n"));
}

void PluginsTextTest::nothingFoundIsSaid() { QCOMPARE(pluginsAsText({}, {}, 80), std::string("no plugin was found\n")); }

void PluginsTextTest::textFromPluginsCannotActOnTheTerminal() {
    PluginInfo hostile = burst();
    hostile.title = "a\x1b[31mb";
    hostile.parameters[0].help = "x\r\ny\x07";
    hostile.parameters[0].defaultValue = "d\x1b[2J";
    hostile.summary = "c\x1b]0;t\x07";
    const Error error{ErrorCode::Internal, "e\x1b[2J"};
    const std::string all = pluginPage(hostile, error, {80, true}) + pluginsAsText({hostile}, {{"/z\x1b[2J", "r\x1b[2J"}}, 80);
    QVERIFY(all.find_first_of("\x1b\x07\r") == std::string::npos);
}

void PluginsTextTest::theJsonSaysTheSame() {
    const QJsonObject root = QJsonDocument::fromJson(QByteArray::fromStdString(pluginsAsJson({burst()}, kRejected))).object();
    QCOMPARE(root["schema"].toString(), QStringLiteral("loadgate.plugins/1"));
    const QJsonObject plugin = root["plugins"].toArray()[0].toObject();
    QCOMPARE(plugin["id"].toString(), QStringLiteral("burst"));
    QCOMPARE(plugin["parameters"].toArray()[0].toObject()["default"].toString(), QStringLiteral("30s"));
    QCOMPARE(root["rejected"].toArray()[0].toObject()["reason"].toString(), QStringLiteral("built for ABI 7, this program has 1"));
}

void PluginsTextTest::anUnknownNameIsExplained() {
    QCOMPARE(noSuchPlugin("brust", {burst()}, {}), std::string("there is no plugin 'brust', did you mean 'burst'?"));
    QCOMPARE(noSuchPlugin("bad", {burst()}, kRejected),
             std::string("there is no plugin 'bad'; /y/libbad.so was rejected: built for ABI 7, this program has 1"));
    QCOMPARE(noSuchPlugin("zzzzzz", {burst()}, {}), std::string("there is no plugin 'zzzzzz'; plugins list shows what there is"));
}

QTEST_APPLESS_MAIN(PluginsTextTest)
#include "plugins_text_test.moc"
