// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"
#include "built_record.h"
#include "core/report/deployment_report.h"
#include "core/report/github_report.h"
#include "core/report/reports.h"
#include "core/report/utf8.h"
#include "show.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace loadgate;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongest = 512;

/// Nothing that a terminal, a browser or an editor acts on, and no second line.
bool isOneHarmlessLine(const std::string& text) {
    const QString shown = test::shown(text);
    static const QRegularExpression acting(
        "[\\x{00}-\\x{1f}\\x{7f}-\\x{9f}\\x{061c}\\x{200b}\\x{200e}\\x{200f}\\x{2028}-\\x{202e}\\x{2060}\\x{2066}-\\x{2069}\\x{feff}]");
    return isUtf8(text) && !shown.contains(acting);
}

/// The runner's own rule: a line that begins, after blanks, with "::name …::"; "##[" anywhere.
bool isWorkflowCommand(const QString& line) {
    static const QRegularExpression command("^\\s*::.*::");
    return line.contains(command) || line.contains("##[");
}

/// RFC 4180 with commas: the cells of one line; empty where it is not one.
QStringList csvCells(const QString& line) {
    QStringList cells{""};
    bool quoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] != '"') {
            if (line[i] == ',' && !quoted) {
                cells << "";
            } else {
                cells.last() += line[i];
            }
        } else if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
            cells.last() += line[++i];
        } else {
            quoted = !quoted;
        }
    }
    return quoted ? QStringList{} : cells;
}

/// Bars that part cells, as GitHub counts them.
qsizetype columnsOf(const QString& row) { return QString(row).remove("\\\\").remove("\\|").count('|') - 1; }

/// A record in which every text from outside is `bytes`.
RunRecord recordOf(const std::string& bytes) {
    RunRecord record = test::builtRecord();
    test::addResources(record.measurement);
    record.id = record.name = record.verdict.reason = record.targetName = record.targetUrl = record.verdict.checks[1].reason = bytes;
    record.verdict.checks[1].objective.endpoint = record.verdict.checks[1].objective.where = bytes;
    record.measurement.examples[1].text = record.measurement.endpoints[1] = record.measurement.reactor = bytes;
    record.measurement.notes = {{std::chrono::seconds(3), Note::Level::Warning, bytes, bytes}};
    record.tags = {{bytes, bytes}};
    record.requests[0].name = record.requests[0].method = record.requests[0].path = record.requests[0].body = bytes;
    record.stages[0].pattern.id = record.stages[0].pattern.with[0].key = record.stages[0].pattern.with[0].text = bytes;
    record.plugins = {{bytes, bytes, bytes}};
    record.environment.host = record.environment.kernel = record.toolVersion = bytes;
    record.generator.reasons = {bytes};
    record.targetIdentity = Identity{bytes, bytes, bytes, {}};
    return record;
}

/// Names of elements and attributes in order, and how often; what a text could add to.
QStringList skeletonOf(const std::string& document, QString& error) {
    QStringList names;
    QXmlStreamReader reader(test::shown(document));
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement) {
            names << reader.name().toString();
            for (const QXmlStreamAttribute& attribute : reader.attributes()) {
                names << "@" + attribute.name().toString();
            }
        }
    }
    error = reader.errorString();
    return names;
}

}  // namespace

/// Whatever stands in tests/data/hostile, what each sink is given stays well-formed and says no more than a text.
class EscapeTest : public QObject {
    Q_OBJECT

    static void addCorpus() {
        QTest::addColumn<QByteArray>("bytes");
        for (const auto& entry : fs::directory_iterator(fs::path(LOADGATE_TEST_DATA) / "hostile")) {
            const std::string text = test::textOf(entry.path());
            QTest::newRow(entry.path().stem().c_str()) << QByteArray(text.data(), static_cast<qsizetype>(text.size()));
        }
    }
    static std::string hostile() {
        QFETCH(QByteArray, bytes);
        return bytes.toStdString();
    }

  private slots:
    void aTerminalShowsOneLineAndObeysNothing_data() { addCorpus(); }
    void aTerminalShowsOneLineAndObeysNothing() {
        const std::string shown = forTerminal(hostile());
        QVERIFY(isOneHarmlessLine(shown));
        QVERIFY(!isWorkflowCommand(test::shown(shown)));
        for (const QString& word : test::shown(shown).split(' ')) {
            QVERIFY2(!isWorkflowCommand(word), qPrintable(word));
        }
        QVERIFY(shown.size() <= 2 * kLongest);
    }

    void aMarkdownCellStaysOneCell_data() { addCorpus(); }
    void aMarkdownCellStaysOneCell() {
        const std::string cell = forMarkdown(hostile());
        QVERIFY(isOneHarmlessLine(cell));
        QCOMPARE(columnsOf("| " + test::shown(cell) + " | x |"), qsizetype{2});
        static const QRegularExpression markup("(?<!\\\\)(?:\\\\\\\\)*[`\\[\\]|~$#!]|<|(?<!&#64;)@");
        const QString bare = test::shown(cell).remove("&#64;");
        QVERIFY2(!bare.contains(markup), qPrintable(bare));
    }

    void htmlAndXmlReadAsTheTextAlone_data() { addCorpus(); }
    void htmlAndXmlReadAsTheTextAlone() {
        const std::string bytes = hostile();
        for (const std::string& text : {forXml(bytes), forHtml(bytes)}) {
            QVERIFY(isOneHarmlessLine(text));
            const QString document = "<t name=\"" + test::shown(text) + "\">" + test::shown(text) + "</t>";
            QXmlStreamReader reader(document);
            QVERIFY(reader.readNextStartElement());
            const QString attribute = reader.attributes().value("name").toString();
            const QString content = reader.readElementText();
            QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
            QCOMPARE(content, attribute);
        }
    }

    void aWorkflowCommandEndsWithItsLine_data() { addCorpus(); }
    void aWorkflowCommandEndsWithItsLine() {
        const std::string bytes = hostile();
        const std::string title = forWorkflowProperty(bytes);
        QVERIFY(isOneHarmlessLine(title) && isOneHarmlessLine(forWorkflowMessage(bytes)));
        QVERIFY(title.find(':') == std::string::npos && title.find(',') == std::string::npos);
        const QString line = test::shown("::error title=" + title + "::" + forWorkflowMessage(bytes));
        // The first "::" behind the title parts it from the message, whatever is in either.
        QCOMPARE(line.section("::", 1, 1), test::shown("error title=" + title));
    }

    void aGithubOutputCannotEndItself_data() { addCorpus(); }
    void aGithubOutputCannotEndItself() {
        const std::string bytes = hostile();
        const QStringList lines = test::shown(forGithubOutput("reason", bytes)).split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[0].startsWith("reason<<") && lines[3].isEmpty());
        QCOMPARE(lines[2], lines[0].mid(8));
        QVERIFY(lines[2].size() > 20 && !lines[1].contains(lines[2]));
        QVERIFY(forGithubOutput("reason", bytes) != forGithubOutput("reason", bytes));
    }

    void aLabelIsOneLineThatIsNotEscapedYet_data() { addCorpus(); }
    void aLabelIsOneLineThatIsNotEscapedYet() {
        QVERIFY(isOneHarmlessLine(forPrometheusLabel(hostile())));
        QCOMPARE(forPrometheusLabel("say \"x\\y\""), std::string("say \"x\\y\""));
    }

    void aCsvCellIsOneCellAndNoFormula_data() { addCorpus(); }
    void aCsvCellIsOneCellAndNoFormula() {
        const std::string cell = forCsv(hostile());
        QVERIFY(isOneHarmlessLine(cell));
        const QStringList cells = csvCells(test::shown(cell) + ",end");
        QCOMPARE(cells.size(), 2);
        QCOMPARE(cells[1], QString("end"));
        static const QRegularExpression formula("^\\s*[=+\\-@\\x{ff1d}\\x{ff0b}\\x{ff0d}\\x{ff20}]");
        QVERIFY2(!cells[0].contains(formula), qPrintable(cells[0]));
    }

    void everySinkKeepsPlainText() {
        const std::string plain = "p99 was 410 ms, the limit is 250 ms (GET /orders)";
        for (const std::string& shown :
             {forTerminal(plain), forHtml(plain), forXml(plain), forWorkflowMessage(plain), forPrometheusLabel(plain)}) {
            QCOMPARE(shown, plain);
        }
        QCOMPARE(forCsv(plain), "\"" + plain + "\"");
        QCOMPARE(forWorkflowProperty("a: b, c"), std::string("a%3A b%2C c"));
        QCOMPARE(forTerminal("connect to [::1]:80 or ::1"), std::string("connect to [::1]:80 or ::1"));
        QCOMPARE(forCsv("say \"x\""), std::string("\"say \"\"x\"\"\""));
    }

    void whateverAServerSaysTheReportsStayWellFormed_data() { addCorpus(); }
    void whateverAServerSaysTheReportsStayWellFormed() {
        const std::string bytes = hostile();
        RunRecord record = test::builtRecord();
        const QString plain = test::shown(markdownSection(record));
        record.name = record.verdict.reason = record.targetName = record.verdict.checks[1].reason = bytes;
        record.measurement.examples[1].text = record.measurement.endpoints[1] = bytes;
        record.tags = {{bytes, bytes}};
        record.requests[0].path = record.requests[0].body = bytes;
        const QByteArray json = test::shown(jsonReport(record)).toUtf8();
        QJsonParseError error{};
        const QJsonDocument document = QJsonDocument::fromJson(json, &error);
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QCOMPARE(document.object()["verdict"].toObject()["status"].toString(), QString("FAIL"));
        for (const QString& line : test::shown(textReport(record, {false, 80})).split('\n')) {
            QVERIFY2(isOneHarmlessLine(line.toStdString()) && !isWorkflowCommand(line), qPrintable(line));
        }
        const QString markdown = test::shown(markdownSection(record));
        static const QRegularExpression heading("^## ", QRegularExpression::MultilineOption);
        QCOMPARE(markdown.count(heading), plain.count(heading));
        QCOMPARE(markdown.count("\n|"), plain.count("\n|"));
        qsizetype columns = 0;
        for (const QString& line : markdown.split('\n')) {
            columns = line.startsWith('|') ? columns : 0;
            QVERIFY2(columns == 0 || columnsOf(line) == columns, qPrintable(line));
            columns = line.startsWith('|') ? columnsOf(line) : 0;
        }
    }

    void pagesAndTestResultsHaveTheSameElementsWhateverAServerSays_data() { addCorpus(); }
    void pagesAndTestResultsHaveTheSameElementsWhateverAServerSays() {
        const RunRecord record = recordOf(hostile());
        const RunRecord plain = recordOf("plain");
        for (const auto& report : {junitReport, htmlReport}) {
            QString error;
            const QStringList wanted = skeletonOf(report(plain), error);
            QCOMPARE(error, QString());
            QStringList found = skeletonOf(report(record), error);
            QVERIFY2(error.isEmpty(), qPrintable(error));
            if (!hostile().empty()) {  // an empty sentence has no paragraph, and a check of no endpoint is of all
                QCOMPARE(found, wanted);
            }
        }
    }

    void whatGithubIsToldStaysWellFormed_data() { addCorpus(); }
    void whatGithubIsToldStaysWellFormed() {
        const RunRecord record = recordOf(hostile());
        const QStringList lines = test::shown(githubOutputs(record, hostile())).split('\n');
        for (qsizetype i = 0; i + 2 < lines.size(); i += 3) {
            static const QRegularExpression head("^(verdict|reason|p95_ms|error_rate|throughput_rps|report|rollback)<<loadgate_[0-9_]+$");
            QVERIFY2(lines[i].contains(head) && lines[i].section("<<", 1) == lines[i + 2], qPrintable(lines[i]));
        }
        QCOMPARE(lines.size() % 3, qsizetype{1});
        const QStringList annotations = test::shown(githubAnnotations(record)).split('\n');
        QCOMPARE(annotations.size(), qsizetype{2});
        QVERIFY(annotations[0].startsWith("::error title=Loadgate%3A p99") && isOneHarmlessLine(annotations[0].toStdString()));
        static const QRegularExpression heading("^## ", QRegularExpression::MultilineOption);
        QCOMPARE(test::shown(githubSummary(record)).count(heading), qsizetype{1});
    }

    void theDeploymentReportStaysWellFormed_data() { addCorpus(); }
    void theDeploymentReportStaysWellFormed() {
        const RunRecord record = recordOf(hostile());
        const QString section = test::shown(deploymentSection(record));
        static const QRegularExpression heading("^## ", QRegularExpression::MultilineOption);
        QCOMPARE(section.count(heading), qsizetype{1});
        QCOMPARE(section.count("Auto-rollback triggered: N (no gate)"), qsizetype{1});
        const std::string line = deploymentLine(record);
        QCOMPARE(std::count(line.begin(), line.end(), '\n'), std::ptrdiff_t{1});
        QVERIFY(QJsonDocument::fromJson(test::shown(line).toUtf8()).isObject());
    }
};

QTEST_APPLESS_MAIN(EscapeTest)
#include "escape_test.moc"
