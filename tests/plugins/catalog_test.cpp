// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/catalog.h"

#include "plugin_folder.h"

#include <QProcess>

namespace {

using namespace loadgate;
using namespace std::chrono_literals;

Catalog scanned(const PluginFolder& installation) { return Catalog::scan({.installation = installation.path(), .others = {}}); }

std::string reasonOf(const Catalog& catalog) {
    return catalog.rejected().empty() ? "nothing was rejected" : catalog.rejected().front().reason;
}

PluginUse use(const char* id, std::vector<GivenParam> with = {}) { return {.id = id, .with = std::move(with), .where = "checkout.yml:6"}; }

GivenParam given(const char* key, const char* text) { return {.key = key, .text = text, .where = "checkout.yml:7", .baseDir = {}}; }

template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? "no error" : result.error().message;
}

constexpr PatternInput kInput{.model = LoadModel::Closed, .peak = 10, .length = 60s};

}  // namespace

#define COMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))

class CatalogTest : public QObject {
    Q_OBJECT

  private slots:
    void thePluginsOfAFolderAreListedByKindAndId();
    void removingALibraryMakesOnlyItsIdUnknown();
    void aMisspeltIdGetsTheNearestSpelling();
    void anIdWhoseFileWasRejectedSaysWhy();
    void withoutAnyPluginTheSearchedFolderIsNamed();
    void parameterProblemsCarryFileLineAndPlugin();
    void aRelationThatThePluginRefusesCarriesItsPlace();
    void whateverAPluginThrowsBecomesAnErrorThatNamesIt_data();
    void whateverAPluginThrowsBecomesAnErrorThatNamesIt();
    void objectsOutliveTheirCatalog();
    void theFingerprintIsTheFilesSha256();
};

void CatalogTest::thePluginsOfAFolderAreListedByKindAndId() {
    const Catalog catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    COMPARE_TEXT(reasonOf(catalog), "nothing was rejected");
    std::string ids;
    for (const PluginInfo& plugin : catalog.plugins()) {
        ids += std::string(toText(plugin.kind)) + ":" + plugin.id + " ";
        QVERIFY(plugin.shipped);
        QVERIFY(plugin.file.is_absolute());
    }
    COMPARE_TEXT(
        ids,
        "pattern:burst pattern:ramp pattern:replay pattern:spike pattern:step pattern:sustained pattern:wave target:process target:url ");
    const auto burst = catalog.find(PluginKind::Pattern, "burst");
    QVERIFY(burst);
    QCOMPARE((*burst)->parameters.size(), std::size_t{3});
    COMPARE_TEXT((*burst)->parameters[0].key, "base");  // the order of the author's JSON
    COMPARE_TEXT((*burst)->parameters[0].defaultValue.value_or(""), "20%");
    COMPARE_TEXT((*burst)->version, "0.1.0");
}

void CatalogTest::removingALibraryMakesOnlyItsIdUnknown() {
    const PluginFolder folder;
    for (const char* name : {"burst.so", "ramp.so", "sustained.so"}) {
        folder.copy(name, PluginFolder::shipped("pattern/") + name);
    }
    QVERIFY(scanned(folder).createPattern(use("burst")));
    std::filesystem::remove(folder.file("burst.so"));
    const Catalog without = scanned(folder);
    const auto burst = without.createPattern(use("burst"));
    QVERIFY(!burst);
    QCOMPARE(burst.error().code, ErrorCode::NotFound);
    COMPARE_TEXT(messageOf(burst),
                 "checkout.yml:6: unknown pattern 'burst': no plugin of that name is installed; there are ramp, sustained");
    QVERIFY(without.createPattern(use("ramp")));
    QVERIFY(without.createPattern(use("sustained")));
    COMPARE_TEXT(reasonOf(without), "nothing was rejected");
}

void CatalogTest::aMisspeltIdGetsTheNearestSpelling() {
    const Catalog catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    COMPARE_TEXT(messageOf(catalog.createPattern(use("brust"))), "checkout.yml:6: unknown pattern 'brust', did you mean 'burst'?");
    COMPARE_TEXT(messageOf(catalog.find(PluginKind::Target, "urll")), "unknown target 'urll', did you mean 'url'?");
    // One kind's id is not another's.
    QVERIFY(!catalog.find(PluginKind::Target, "burst"));
}

void CatalogTest::anIdWhoseFileWasRejectedSaysWhy() {
    const PluginFolder folder;
    folder.copyWith("burst.so", PluginFolder::shipped("pattern/burst.so"), "org.loadgate.pattern/2", "org.loadgate.pattern/0");
    COMPARE_TEXT(messageOf(scanned(folder).createPattern(use("burst"))),
                 "checkout.yml:6: pattern 'burst' cannot be used: " + folder.file("burst.so").string() +
                     " was rejected: built for SDK ABI 0, this is 2: build it again");
}

void CatalogTest::withoutAnyPluginTheSearchedFolderIsNamed() {
    const PluginFolder folder;
    COMPARE_TEXT(messageOf(scanned(folder).find(PluginKind::Pattern, "burst")),
                 "unknown pattern 'burst': no pattern plugin at all was found in " + folder.path().string());
}

void CatalogTest::parameterProblemsCarryFileLineAndPlugin() {
    const Catalog catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    COMPARE_TEXT(messageOf(catalog.createPattern(use("burst", {given("evry", "30s")}))),
                 "checkout.yml:7: pattern 'burst': unknown parameter 'evry', did you mean 'every'?");
    const auto both = catalog.createPattern(use("burst", {given("evry", "30s"), given("length", "5 parsecs")}));
    QVERIFY2(messageOf(both).find("'every'?; checkout.yml:7: pattern 'burst': length: ") != std::string::npos, messageOf(both).c_str());
    QCOMPARE(both.error().code, ErrorCode::BadInput);
    COMPARE_TEXT(messageOf(catalog.createTarget(use("url"))), "checkout.yml:6: target 'url': parameter 'url' is missing: it is required");
}

void CatalogTest::aRelationThatThePluginRefusesCarriesItsPlace() {
    const Catalog catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    COMPARE_TEXT(messageOf(catalog.createPattern(use("burst", {given("every", "5s")}))),
                 "checkout.yml:6: pattern 'burst': length (5s) must be shorter than every (5s), or the load never returns to its base");
}

void CatalogTest::whateverAPluginThrowsBecomesAnErrorThatNamesIt_data() {
    QTest::addColumn<QString>("message");
    QTest::newRow("not_at_all") << "no error";
    QTest::newRow("throws_in_create") << "pattern 'misbehaving' threw in create(): the disk is full of bees";
    QTest::newRow("creates_nothing") << "pattern 'misbehaving' created nothing and gave no reason; this is a defect of the plugin";
    QTest::newRow("throws_a_number") << "pattern 'misbehaving' threw in shape(): something that is no std::exception";
    const char* unasked =
        "pattern 'misbehaving' drew a curve that was not asked for: of another model, empty, or longer than 1m; "
        "this is a defect of the plugin";
    QTest::newRow("draws_too_long") << unasked;
    QTest::newRow("draws_nothing") << unasked;
}

void CatalogTest::whateverAPluginThrowsBecomesAnErrorThatNamesIt() {
    QFETCH(QString, message);
    const Catalog catalog = Catalog::scan({.installation = PluginFolder::fixture("").toStdString(), .others = {}});
    auto pattern = catalog.createPattern(use("misbehaving", {given("how", QTest::currentDataTag())}));
    const auto shape = pattern ? (*pattern)->shape(kInput) : Result<PatternShape>(std::move(pattern).error());
    QCOMPARE(QString::fromStdString(messageOf(shape)), message);
    QVERIFY(shape || shape.error().code == ErrorCode::Internal);
}

void CatalogTest::objectsOutliveTheirCatalog() {
    std::unique_ptr<Pattern> pattern;
    {
        const PluginFolder folder;
        folder.copy("sustained.so", PluginFolder::shipped("pattern/sustained.so"));
        pattern = scanned(folder).createPattern(use("sustained")).value();
    }  // catalog and even the file are gone, the code is not
    const auto shape = pattern->shape(kInput);
    QVERIFY(shape);
    QCOMPARE(shape->curve.peak(), 10.0);
}

void CatalogTest::theFingerprintIsTheFilesSha256() {
    const QString file = QString::fromLocal8Bit(PluginFolder::shipped("pattern/burst.so"));
    const Catalog catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    const auto used = catalog.fingerprint(PluginKind::Pattern, "burst");
    QVERIFY(used);
    QProcess tool;
    tool.start("sha256sum", {file});
    QVERIFY(tool.waitForFinished());
    QCOMPARE(QString::fromStdString(used->sha256), QString::fromLatin1(tool.readAllStandardOutput().left(64)));
    COMPARE_TEXT(used->id + " " + used->version, "burst 0.1.0");
}

QTEST_GUILESS_MAIN(CatalogTest)
#include "catalog_test.moc"
