// SPDX-License-Identifier: Apache-2.0
// What the catalog refuses, and that no code of what it refuses runs.
#include "core/plugins/catalog.h"

#include "plugin_folder.h"

namespace {

using namespace loadgate;

Catalog scanned(const PluginFolder& installation) { return Catalog::scan({.installation = installation.path(), .others = {}}); }

std::string reasonOf(const Catalog& catalog) {
    return catalog.rejected().empty() ? "nothing was rejected" : catalog.rejected().front().reason;
}

/// A short text as it lies in the metadata (RFC 8949: a byte with its length in front).
QByteArray cborText(const QByteArray& text) { return QByteArray(1, static_cast<char>(0x60 + text.size())) + text; }

}  // namespace

#define COMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))

class RejectionTest : public QObject {
    Q_OBJECT

  private slots:
    void aFileThatIsNoPluginIsRejectedWithItsReason_data();
    void aFileThatIsNoPluginIsRejectedWithItsReason();
    void metadataThatDoNotFitAreRejectedBeforeAnyCodeRuns_data();
    void metadataThatDoNotFitAreRejectedBeforeAnyCodeRuns();
    void scanningAGoodPluginRunsNoneOfItsCodeEither();
    void theEarlierOfTwoWithOneIdWins();
    void aShippedPluginCannotBeReplaced();
    void aFolderGivenTwiceIsNoConflict();
    void whatOthersCanWriteIsRejected();
    void aFolderThatIsNotThereIsSaid();
};

void RejectionTest::aFileThatIsNoPluginIsRejectedWithItsReason_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const QByteArray good = PluginFolder::bytesOf(PluginFolder::fixture("marking.so"));
    QByteArray broken = good;
    broken.replace(cborText("Marking"), "\x60Marking");  // says that it is empty, and is not
    QTest::newRow("a text file") << QByteArray("pattern: burst\n").repeated(50) << "is not a valid ELF object";
    QTest::newRow("an empty file") << QByteArray() << "";
    QTest::newRow("a library cut short") << good.left(500) << "";
    QTest::newRow("a library with broken metadata") << broken << "Metadata parsing error";
    QTest::newRow("a library without metadata") << PluginFolder::bytesOf(LOADGATE_TEST_SDK) << "is not a Qt plugin (metadata not found)";
}

void RejectionTest::aFileThatIsNoPluginIsRejectedWithItsReason() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, reason);
    const PluginFolder folder;
    folder.write("broken.so", bytes);
    folder.write("README", "not a library and not looked at");
    const Catalog catalog = scanned(folder);
    QVERIFY(catalog.plugins().empty());
    QCOMPARE(catalog.rejected().size(), std::size_t{1});
    QCOMPARE(catalog.rejected().front().file, folder.file("broken.so"));
    const QString said = QString::fromStdString(reasonOf(catalog));
    QVERIFY2(said.startsWith("not a plugin: ") && said.contains(reason), qPrintable(said));
    QVERIFY2(!said.contains("Unknown error") && said.size() > 30, qPrintable(said));
}

void RejectionTest::metadataThatDoNotFitAreRejectedBeforeAnyCodeRuns_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const QByteArray& before, const QByteArray& after, const char* reason) {
        QTest::newRow(name) << before << after << QString(reason);
    };
    row("another ABI", "org.loadgate.pattern/2", "org.loadgate.pattern/0", "built for SDK ABI 0, this is 2: build it again");
    row("another program", "org.loadgate.pattern/2", "org.somebody.pattern/2",
        "a Qt plugin of another program: its interface is 'org.somebody.pattern/2', not one of Loadgate's");
    row("another kind", "org.loadgate.pattern/2", "org.loadgate.gadgets/2",
        "of kind 'gadgets', which this version does not know; it knows pattern and target");
    row("another C++ library", "libstdc++ cxx11", "libstdc++ cxx98",
        "built with the C++ library 'libstdc++ cxx98', this program with 'libstdc++ cxx11': build it with the same");
    row("another schema", "loadgate.plugin/1", "loadgate.plugin/7",
        "its metadata are not usable: their schema is 'loadgate.plugin/7', this version reads 'loadgate.plugin/1'");
    row("a misspelt key", cborText("summary"), cborText("sumnary"),
        "its metadata are not usable: unknown key 'sumnary', did you mean 'summary'?");
    row("a misspelt key of a parameter", cborText("default"), cborText("defautl"),
        "its metadata are not usable: parameter 'wait': unknown key 'defautl', did you mean 'default'?");
    row("an unknown kind of parameter", cborText("duration"), cborText("fortnite"),
        "its metadata are not usable: parameter 'wait': unknown kind 'fortnite', known are: flag, count, number, level, duration, percent, "
        "bytes, text, "
        "choice, path, secret");
    row("a default without unit", cborText("30s"), cborText("300"),
        "its metadata are not usable: a default or bound of its own is refused: wait: '300' has no unit: write 300ms, 300s or 300m");
    row("a default below its minimum", cborText("30s"), cborText("1us"),
        "its metadata are not usable: a default or bound of its own is refused: wait: 1us is too small: at least 10ms");
    row("two kinds", cborText("pattern"), cborText("gadgets"),
        "its metadata are not usable: they say kind 'gadgets', its interface says 'pattern'");
}

void RejectionTest::metadataThatDoNotFitAreRejectedBeforeAnyCodeRuns() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, reason);
    const PluginFolder folder;
    const std::filesystem::path mark = folder.file("mark");
    qputenv("LOADGATE_TEST_MARK", mark.c_str());
    folder.copyWith("marking.so", PluginFolder::fixture("marking.so"), before, after);
    const Catalog catalog = scanned(folder);
    QVERIFY(catalog.plugins().empty());
    QVERIFY(!catalog.createPattern({.id = "marking", .with = {}, .where = {}}));
    QVERIFY2(!std::filesystem::exists(mark), "code of a rejected plugin ran");
    QCOMPARE(QString::fromStdString(reasonOf(catalog)), reason);
}

void RejectionTest::scanningAGoodPluginRunsNoneOfItsCodeEither() {
    const PluginFolder folder;
    const std::filesystem::path mark = folder.file("mark");
    qputenv("LOADGATE_TEST_MARK", mark.c_str());
    folder.copy("marking.so", PluginFolder::fixture("marking.so"));
    const Catalog catalog = scanned(folder);
    QCOMPARE(catalog.plugins().size(), std::size_t{1});
    QVERIFY(!std::filesystem::exists(mark));
    QVERIFY(catalog.createPattern({.id = "marking", .with = {}, .where = {}}));
    QVERIFY2(std::filesystem::exists(mark), "the mark does not work, so its absence proves nothing");
}

void RejectionTest::theEarlierOfTwoWithOneIdWins() {
    const PluginFolder installation;
    const PluginFolder first;
    const PluginFolder second;
    first.copy("burst.so", PluginFolder::shipped("pattern/burst.so"));
    second.copy("other.so", PluginFolder::shipped("pattern/burst.so"));
    const Catalog catalog = Catalog::scan({.installation = installation.path(), .others = {first.path(), second.path()}});
    QCOMPARE(catalog.plugins().size(), std::size_t{1});
    QCOMPARE(catalog.plugins().front().file, first.file("burst.so"));
    QVERIFY(!catalog.plugins().front().shipped);
    QCOMPARE(catalog.rejected().front().file, second.file("other.so"));
    COMPARE_TEXT(reasonOf(catalog), "pattern 'burst' comes from " + first.file("burst.so").string() + " already: give it another id");
}

void RejectionTest::aShippedPluginCannotBeReplaced() {
    const PluginFolder installation;
    const PluginFolder mine;
    installation.copy("burst.so", PluginFolder::shipped("pattern/burst.so"));
    mine.copy("burst.so", PluginFolder::shipped("pattern/burst.so"));
    const Catalog catalog = Catalog::scan({.installation = installation.path(), .others = {mine.path()}});
    const auto burst = catalog.find(PluginKind::Pattern, "burst");
    QVERIFY(burst);
    QVERIFY((*burst)->shipped);
    COMPARE_TEXT(reasonOf(catalog), "pattern 'burst' comes from " + installation.file("burst.so").string() +
                                        " already, and a shipped plugin cannot be replaced: give it another id");
}

void RejectionTest::aFolderGivenTwiceIsNoConflict() {
    const PluginFolder folder;
    folder.copy("burst.so", PluginFolder::shipped("pattern/burst.so"));
    const Catalog catalog = Catalog::scan({.installation = folder.path(), .others = {folder.path()}});
    QCOMPARE(catalog.plugins().size(), std::size_t{1});
    COMPARE_TEXT(reasonOf(catalog), "nothing was rejected");
}

void RejectionTest::whatOthersCanWriteIsRejected() {
    using std::filesystem::perms;
    const PluginFolder folder;
    folder.copy("burst.so", PluginFolder::shipped("pattern/burst.so"));
    const auto library = folder.file("burst.so");
    std::filesystem::permissions(library, perms::others_write, std::filesystem::perm_options::add);
    COMPARE_TEXT(reasonOf(scanned(folder)), "the file can be written by others: chmod o-w " + library.string());
    std::filesystem::permissions(library, perms::others_write, std::filesystem::perm_options::remove);
    COMPARE_TEXT(reasonOf(scanned(folder)), "nothing was rejected");
    std::filesystem::permissions(folder.path(), perms::others_write, std::filesystem::perm_options::add);
    COMPARE_TEXT(reasonOf(scanned(folder)), "its folder can be written by others: chmod o-w " + folder.path().string());
    // A link in a good folder does not make a bad one good.
    const PluginFolder links;
    std::filesystem::create_symlink(library, links.file("burst.so"));
    COMPARE_TEXT(reasonOf(scanned(links)), "its folder can be written by others: chmod o-w " + folder.path().string());
}

void RejectionTest::aFolderThatIsNotThereIsSaid() {
    const PluginFolder folder;
    const Catalog catalog = Catalog::scan({.installation = folder.path(), .others = {folder.file("plugns")}});
    QCOMPARE(catalog.rejected().front().file, folder.file("plugns"));
    COMPARE_TEXT(reasonOf(catalog), "there is no such folder to look for plugins in");
}

QTEST_GUILESS_MAIN(RejectionTest)
#include "rejection_test.moc"
