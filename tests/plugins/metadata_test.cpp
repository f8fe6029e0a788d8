// SPDX-License-Identifier: Apache-2.0
// Metadata that do not follow loadgate.plugin/1: tests/data/bad/plugin_metadata.txt changes good ones, a line at a time.
#include "core/plugins/metadata.h"
#include "loadgate/abi.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace loadgate;

namespace {

QJsonObject goodParameter() {
    return {{"key", "wait"},    {"kind", "duration"}, {"title", "Wait"}, {"help", "How long."},
            {"default", "30s"}, {"min", "10ms"},      {"max", "1h"},     {"required", false}};
}

QJsonObject goodMetadata() {
    return {{"schema", "loadgate.plugin/1"},
            {"id", "marking"},
            {"kind", "pattern"},
            {"version", "1.0"},
            {"sdk", "1"},
            {"compiler", "g++ 12"},
            {"face", LOADGATE_FACE},
            {"title", "Marking"},
            {"summary", "Leaves a mark"},
            {"help", "For a test."},
            {"schemes", QJsonArray{"mark"}}};
}

/// RFC 7396, one level: null takes a member away.
QJsonObject changed(QJsonObject object, const QJsonObject& changes) {
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change->isNull()) {
            object.remove(change.key());
        } else {
            object.insert(change.key(), *change);
        }
    }
    return object;
}

/// "parameter" in the changes changes the one parameter, anything else the metadata.
Result<PluginInfo> described(QJsonObject changes) {
    const QJsonObject parameter = changed(goodParameter(), changes.take("parameter").toObject());
    QJsonObject metadata = goodMetadata();
    metadata.insert("parameters", QJsonArray{parameter});
    const QString iid = "org.loadgate.pattern/" + QString::number(LOADGATE_SDK_ABI);
    return describePlugin({{"IID", iid}, {"MetaData", changed(metadata, changes)}});
}

}  // namespace

class MetadataTest : public QObject {
    Q_OBJECT
  private slots:
    void goodMetadataDescribeThePlugin() {
        const auto plugin = described({});
        QVERIFY2(plugin, plugin ? "" : plugin.error().message.c_str());
        QCOMPARE(QString::fromStdString(plugin->id), QString("marking"));
        QCOMPARE(plugin->parameters.size(), std::size_t{1});
    }

    void wrongMetadataAreRejectedInOneSentence_data() {
        QTest::addColumn<QByteArray>("changes");
        QTest::addColumn<QString>("sentence");
        QFile table(QStringLiteral(LOADGATE_TEST_DATA "/bad/plugin_metadata.txt"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        while (!table.atEnd()) {
            const QList<QByteArray> cells = table.readLine().trimmed().split('\t');
            QCOMPARE(cells.size(), 2);
            QTest::newRow(cells[0].constData()) << cells[0] << QString::fromUtf8(cells[1]);
        }
    }
    void wrongMetadataAreRejectedInOneSentence() {
        QFETCH(QByteArray, changes);
        QFETCH(QString, sentence);
        const QJsonDocument json = QJsonDocument::fromJson(changes);
        QVERIFY2(json.isObject(), "the line is no JSON object");
        const auto plugin = described(json.object());
        QVERIFY2(!plugin, "nothing was wrong");
        QCOMPARE(QString::fromStdString(plugin.error().message), "its metadata are not usable: " + sentence);
        QCOMPARE(plugin.error().code, ErrorCode::Incompatible);
    }
};

QTEST_GUILESS_MAIN(MetadataTest)
#include "metadata_test.moc"
