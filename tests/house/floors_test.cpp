// SPDX-License-Identifier: Apache-2.0
#include "floors.h"

#include <QFile>
#include <QtTest>

using loadgate::house::Floors;
using loadgate::house::Sources;

class FloorsTest : public QObject {
    Q_OBJECT

  private slots:
    void noIncludeClimbs();
    void aPlantedIncludeIsFound_data();
    void aPlantedIncludeIsFound();
    void everyFolderOfSourcesIsARoom();

  private:
    static Floors floors() {
        QFile file(LOADGATE_SOURCE_DIR "/tests/house/floors.txt");
        return file.open(QIODevice::ReadOnly) ? loadgate::house::readFloors(file.readAll().toStdString()) : Floors{};
    }

    Floors m_floors = floors();
    Sources m_sources = loadgate::house::readSources(LOADGATE_SOURCE_DIR);
};

void FloorsTest::noIncludeClimbs() {
    QVERIFY(m_sources.size() > 100);
    const auto found = loadgate::house::violations(m_floors, m_sources);
    for (const std::string& sentence : found) {
        qWarning("%s", sentence.c_str());
    }
    QCOMPARE(found.size(), std::size_t{0});
}

void FloorsTest::aPlantedIncludeIsFound_data() {
    QTest::addColumn<QString>("include");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* file, const char* include, const char* sentence) {
        QTest::newRow(file) << QString(include) << QString(sentence);
    };
    row("framework/sdk/src/planted.cpp", "\"model/histogram.h\"",
        "may not include framework/model/histogram.h: framework/sdk does not know it");
    row("framework/sdk/loadgate/planted.h", "<QString>", "includes QString, which is neither here nor in floors.txt");
    row("framework/model/planted.h", "\"stats/judge.h\"", "may not include framework/stats/judge.h: framework/model does not know it");
    row("framework/model/planted.cpp", "<zlib.h>", "may not include <zlib.h>: its door is framework/model/zlib_bytes.cpp");
    row("framework/stats/planted.cpp", "\"engine/measure.h\"",
        "may not include framework/engine/measure.h: framework/stats does not know it");
    row("framework/engine/planted.cpp", "\"core/plugins/catalog.h\"",
        "may not include framework/core/plugins/catalog.h: framework/engine does not know it");
    row("framework/engine/planted.h", "<boost/math/distributions/normal.hpp>",
        "may not include <boost/math/distributions/normal.hpp>: its door is framework/stats");
    row("framework/core/config/planted.cpp", "\"engine/measure.h\"",
        "may not include framework/engine/measure.h: framework/core/config does not know it");
    row("framework/core/session/planted.cpp", "<QPluginLoader>",
        "may not include <QPluginLoader>: its door is framework/core/plugins/library.cpp");
    row("framework/core/report/planted.cpp", "<yaml-cpp/yaml.h>", "may not include <yaml-cpp/yaml.h>: its door is framework/core/config");
    row("framework/core/report/planted.h", "<sys/socket.h>", "may not include <sys/socket.h>: its door is framework/engine");
    row("plugins/patterns/planted.cpp", "\"model/load_profile.h\"",
        "may not include framework/model/load_profile.h: plugins does not know it");
    row("plugins/targets/planted.cpp", "<unistd.h>", "may not include <unistd.h>: its door is framework/engine");
    row("cli/planted.cpp", "\"engine/measure.h\"", "may not include framework/engine/measure.h: cli does not know it");
    row("cli/planted.h", "<boost/asio/ip/tcp.hpp>", "may not include <boost/asio/ip/tcp.hpp>: its door is cli/demo");
    row("cli/demo/planted.cpp", "\"../../framework/engine/measure.h\"", "includes by '..', which goes around the walls: name the folder");
    row("framework/new_folder/planted.h", "<string>", "lies in no room of floors.txt");
}

void FloorsTest::aPlantedIncludeIsFound() {
    QFETCH(QString, include);
    QFETCH(QString, sentence);
    const std::string file = QTest::currentDataTag();
    Sources planted = m_sources;
    planted[file] = "// SPDX-License-Identifier: Apache-2.0\n  #include " + include.toStdString() + "  // planted\n";
    const auto found = loadgate::house::violations(m_floors, planted);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(found.front()), QString::fromStdString(file + ":2 ") + sentence);
}

void FloorsTest::everyFolderOfSourcesIsARoom() {
    for (const auto& [path, text] : m_sources) {
        const bool known = std::ranges::any_of(m_floors.rooms, [&](const auto& room) { return path.starts_with(room.first + "/"); });
        QVERIFY2(known, path.c_str());
    }
}

QTEST_GUILESS_MAIN(FloorsTest)
#include "floors_test.moc"
