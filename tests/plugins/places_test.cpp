// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/catalog.h"

#include "plugin_folder.h"

using namespace loadgate;

class PlacesTest : public QObject {
    Q_OBJECT

  private slots:
    void init();
    void theInstallationIsBesideTheProgram();
    void givenFoldersComeBeforeTheEnvironmentsAndThoseBeforeTheUsers();
    void anEmptyEntryIsNotTheWorkingDirectory();
    void inAPipelineTheUsersFolderIsNotSearched();
    void aRelativeDataHomeIsIgnored();

  private:
    PluginFolder m_home;
};

void PlacesTest::init() {
    qputenv("HOME", m_home.path().c_str());
    for (const char* name : {"CI", "XDG_DATA_HOME", "LOADGATE_PLUGIN_PATH"}) {
        qunsetenv(name);
    }
    std::filesystem::create_directories(m_home.file(".local/share/loadgate/plugins"));
}

void PlacesTest::theInstallationIsBesideTheProgram() {
    const PluginPlaces places = PluginPlaces::standard({});
    QVERIFY(std::filesystem::equivalent(places.installation, PluginFolder::shipped("").toStdString()));
    QVERIFY(Catalog::scan(places).find(PluginKind::Pattern, "sustained"));
}

void PlacesTest::givenFoldersComeBeforeTheEnvironmentsAndThoseBeforeTheUsers() {
    qputenv("LOADGATE_PLUGIN_PATH", "/env/one:/env/two");
    const std::vector<std::filesystem::path> expected{"/given", "/env/one", "/env/two", m_home.file(".local/share/loadgate/plugins")};
    QCOMPARE(PluginPlaces::standard({"/given"}).others, expected);
}

void PlacesTest::anEmptyEntryIsNotTheWorkingDirectory() {
    qputenv("CI", "true");
    qputenv("LOADGATE_PLUGIN_PATH", ":/env/one::");
    QCOMPARE(PluginPlaces::standard({}).others, std::vector<std::filesystem::path>{"/env/one"});
    qputenv("LOADGATE_PLUGIN_PATH", "");
    QVERIFY(PluginPlaces::standard({}).others.empty());
}

void PlacesTest::inAPipelineTheUsersFolderIsNotSearched() {
    QCOMPARE(PluginPlaces::standard({}).others.size(), std::size_t{1});
    qputenv("CI", "true");
    QVERIFY(PluginPlaces::standard({}).others.empty());
}

void PlacesTest::aRelativeDataHomeIsIgnored() {
    qputenv("XDG_DATA_HOME", "somewhere");
    QCOMPARE(PluginPlaces::standard({}).others, std::vector<std::filesystem::path>{m_home.file(".local/share/loadgate/plugins")});
    qputenv("XDG_DATA_HOME", m_home.file("data").c_str());
    std::filesystem::create_directories(m_home.file("data/loadgate/plugins"));
    QCOMPARE(PluginPlaces::standard({}).others, std::vector<std::filesystem::path>{m_home.file("data/loadgate/plugins")});
}

QTEST_GUILESS_MAIN(PlacesTest)
#include "places_test.moc"
