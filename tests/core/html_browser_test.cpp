// SPDX-License-Identifier: Apache-2.0
// A real browser opens the page as a file: it asks for nothing, and whatever a server said is text there.
#include "built_record.h"
#include "show.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace loadgate;
namespace fs = std::filesystem;

class HtmlBrowserTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    void write(const std::string& page) const { std::ofstream(m_folder.filePath("page.html").toStdString(), std::ios::binary) << page; }
    /// What the browser made of the page, as HTML again; its own networking is logged.
    QString opened() const {
        QProcess browser;
        browser.start(LOADGATE_CHROMIUM,
                      {"--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
                       "--disable-component-update", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
                       "--user-data-dir=" + m_folder.filePath("profile"), "--log-net-log=" + m_folder.filePath("net.json"),
                       "--enable-logging=stderr", "--dump-dom", "file://" + m_folder.filePath("page.html")});
        if (!browser.waitForFinished(90'000)) {
            browser.kill();
            browser.waitForFinished();
        }
        const QString complaints = QString::fromUtf8(browser.readAllStandardError());
        if (complaints.contains("Content Security Policy")) {
            return "refused by its own policy: " + complaints;
        }
        return QString::fromUtf8(browser.readAllStandardOutput());
    }
    /// The addresses that something on the page asked for.
    QStringList requested() const {
        QFile log(m_folder.filePath("net.json"));
        if (!log.open(QIODevice::ReadOnly)) {
            return {"no log"};
        }
        QStringList urls;
        static const QRegularExpression url("\"url\":\"([^\"]*)\"");
        auto match = url.globalMatch(QString::fromUtf8(log.readAll()));
        while (match.hasNext()) {
            urls << match.next().captured(1);
        }
        return urls;
    }

  private slots:
    void initTestCase() {
        if (QString(LOADGATE_CHROMIUM).isEmpty()) {
            QSKIP("no chromium here (Debian: chromium): the page is not opened in a real browser");
        }
    }
    void thePageAsksForNothing() {
        RunRecord record = test::builtRecord();
        record.name = record.verdict.reason = "<img src=http://asked.example/x><script src=http://asked.example/y></script>";
        record.measurement.examples[1].text = "</td></style><link rel=stylesheet href=http://asked.example/z>";
        test::addResources(record.measurement);
        write(htmlReport(record));
        const QString dom = opened();
        QVERIFY2(dom.contains("Percentiles of the latency"), qPrintable(dom.left(500)));
        for (const QString& url : requested()) {
            QVERIFY2(!url.contains("asked.example"), qPrintable(url));
        }
        QVERIFY(!dom.contains("<img") && !dom.contains("<script") && !dom.contains("<link"));
    }
    void whateverAServerSaysIsText() {
        // All of the corpus in one page: starting a browser takes a second.
        RunRecord record = test::builtRecord();
        write(htmlReport(record));
        const QString plain = opened();
        QVERIFY2(plain.contains("Percentiles of the latency"), qPrintable(plain.left(500)));
        static const QRegularExpression element("<([a-z0-9]+)");
        const auto elements = [](const QString& dom) {
            QMap<QString, qsizetype> counts;
            auto match = element.globalMatch(dom);
            while (match.hasNext()) {
                ++counts[match.next().captured(1)];
            }
            return counts;
        };
        for (const auto& file : fs::directory_iterator(fs::path(LOADGATE_TEST_DATA) / "hostile")) {
            const std::string bytes = test::textOf(file.path());
            record.tags.push_back({bytes, bytes});
            record.verdict.checks.push_back(test::builtCheck(Metric::Latency, 0.99, 0.4, 10, VerdictStatus::Fail, bytes));
        }
        write(htmlReport(record));
        const QMap<QString, qsizetype> hostile = elements(opened());
        const QMap<QString, qsizetype> wanted = elements(plain);
        QCOMPARE(hostile.keys(), wanted.keys());
    }
};

QTEST_GUILESS_MAIN(HtmlBrowserTest)
#include "html_browser_test.moc"
