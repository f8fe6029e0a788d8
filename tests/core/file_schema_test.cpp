// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"
#include "yaml_as_json.h"

#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <map>

using namespace loadgate;
namespace fs = std::filesystem;

namespace {

struct Kind {
    QString name, schema;
    std::function<QString(const std::string& yaml, const std::string& source)> refusal;
};
template <class File>
Kind kind(const char* name, const char* schema, Result<File> (*read)(std::string_view, std::string, const Variables&)) {
    return {name, schema, [read](const std::string& yaml, const std::string& source) { return test::errorOf(read(yaml, source, {})); }};
}
const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{kind("profile", "profile-1.schema.json", &readProfile),
                                       kind("objectives", "performance-config-1.schema.json", &readObjectives),
                                       kind("targets", "targets-1.schema.json", &readTargets)};
    return all;
}

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".yml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}
fs::path dataOf(const char* quality, const Kind& kind) { return fs::path(LOADGATE_TEST_DATA) / quality / kind.name.toStdString(); }
QJsonValue jsonOf(const std::string& yaml) {
    const auto tree = config::parseYaml(yaml, "x.yml");
    return tree ? test::asJson(*tree) : QJsonValue(QJsonValue::Undefined);
}

/// Every YAML text that the repository's pages show whole: what stands between ```yaml and ```, if its first line is a comment "# file
/// NAME".
struct Example {
    QString place, kind;
    std::string yaml;
};
std::vector<Example> examplesOfTheRepository() {
    const fs::path root = LOADGATE_SOURCE_DIR;
    std::vector<Example> examples{{"deploy/performance_config.yml", "objectives", test::textOf(root / "deploy/performance_config.yml")},
                                  {"deploy/targets.yml", "targets", test::textOf(root / "deploy/targets.yml")}};
    for (const fs::path& file : filesIn(root / "deploy/profiles")) {
        examples.push_back({test::shown(file.filename().string()), "profile", test::textOf(file)});
    }
    std::vector<fs::path> pages{root / "README.md"};
    for (const auto& entry : fs::directory_iterator(root / "docs")) {
        pages.push_back(entry.path());
    }
    static const QRegularExpression block("```ya?ml\\n# (profile|objectives|targets):[^\\n]*\\n(.*?)```",
                                          QRegularExpression::DotMatchesEverythingOption);
    for (const fs::path& page : pages) {
        for (auto match = block.globalMatch(page.extension() == ".md" ? test::shown(test::textOf(page)) : QString()); match.hasNext();) {
            const auto one = match.next();
            examples.push_back({test::shown(page.filename().string()), one.captured(1), one.captured(2).toStdString()});
        }
    }
    return examples;
}

}  // namespace

/// The published schema of each file and the reader of it say the same, by the judgement of a validator that is not ours.
class FileSchemaTest : public QObject {
    Q_OBJECT

    /// What python3-jsonschema says to each (schema, instance): empty where it is valid. One process for all of them.
    static QStringList complaints(const std::vector<std::pair<QString, QJsonValue>>& instances) {
        QJsonArray pairs;
        for (const auto& [schema, instance] : instances) {
            pairs.append(QJsonArray{schema, instance});
        }
        QProcess python;
        python.start("python3", {"-W", "ignore", "-c",
                                 "import json, sys, jsonschema\n"
                                 "schemas = {}\n"
                                 "for name, instance in json.load(sys.stdin):\n"
                                 "    if name not in schemas:\n"
                                 "        schema = json.load(open(sys.argv[1] + '/' + name))\n"
                                 "        jsonschema.Draft202012Validator.check_schema(schema)\n"
                                 "        schemas[name] = jsonschema.Draft202012Validator(schema)\n"
                                 "    error = next(schemas[name].iter_errors(instance), None)\n"
                                 "    print('' if error is None else error.message.replace('\\n', ' ')[:200])\n",
                                 LOADGATE_SOURCE_DIR "/docs/schemas"});
        python.write(QJsonDocument(pairs).toJson(QJsonDocument::Compact));
        python.closeWriteChannel();
        python.waitForFinished();
        const QStringList lines = QString::fromUtf8(python.readAllStandardOutput()).split('\n');
        if (python.exitCode() != 0 || lines.size() != pairs.size() + 1) {
            qFatal("%s", python.readAllStandardError().constData());
        }
        return lines.mid(0, pairs.size());
    }
    static QStringList keysOf(const Kind& kind) {
        const std::string text = test::textOf(fs::path(LOADGATE_SOURCE_DIR) / "docs/schemas" / kind.schema.toStdString());
        return test::SchemaKeys(QJsonDocument::fromJson(QByteArray::fromStdString(text)).object()).all();
    }
    /// "requests.timeout" of "requests[0].timeout"; the names that authors choose as '*'.
    static QString general(QString path, const Kind& kind) {
        static const QRegularExpression index("\\[[0-9]*\\]");
        static const QRegularExpression quoted("'[^']*'");
        path.remove(index).replace(quoted, "*");
        QStringList parts = path.split('.');
        if (parts.size() > 1 && (parts[0] == "targets" || parts[0] == "deployments" || parts[0] == "endpoints") && kind.name != "profile") {
            parts[1] = "*";
        }
        return parts.join('.');
    }
    static void addPaths(const QJsonValue& value, const QString& path, QStringList& all) {
        all << path;
        const QJsonObject object = value.toObject();
        for (const QString& key : object.keys()) {
            addPaths(object[key], path.isEmpty() ? key : path + "." + key, all);
        }
        for (const QJsonValue& one : value.toArray()) {
            addPaths(one, path + "[]", all);
        }
    }
    /// The same file with each of the schema's keys misspelt in turn.
    static QJsonValue misspelt(const QJsonValue& value, const QString& path, const QString& key, const Kind& kind) {
        if (value.isArray()) {
            QJsonArray array;
            for (const QJsonValue& one : value.toArray()) {
                array.append(misspelt(one, path + "[]", key, kind));
            }
            return array;
        }
        QJsonObject result;
        const QJsonObject object = value.toObject();
        for (const QString& name : object.keys()) {
            const QString here = path.isEmpty() ? name : path + "." + name;
            result[general(here, kind) == key ? name + "_x" : name] = misspelt(object[name], here, key, kind);
        }
        return value.isObject() ? QJsonValue(result) : value;
    }

  private slots:
    void initTestCase() {
        if (QProcess::execute("python3", {"-c", "import jsonschema; jsonschema.Draft202012Validator"}) != 0) {
            QSKIP("python3 has no jsonschema with draft 2020-12 here (Debian: python3-jsonschema)");
        }
    }

    void everyExampleOfTheRepositoryIsReadAndValid() {
        std::vector<std::pair<QString, QJsonValue>> instances;
        const std::vector<Example> examples = examplesOfTheRepository();
        for (const Example& example : examples) {
            const auto found = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& one) { return one.name == example.kind; });
            QCOMPARE(found->refusal(example.yaml, example.place.toStdString()), QString("no error"));
            instances.emplace_back(found->schema, jsonOf(example.yaml));
        }
        const QStringList said = complaints(instances);
        for (std::size_t i = 0; i < examples.size(); ++i) {
            QVERIFY2(said[static_cast<qsizetype>(i)].isEmpty(), qPrintable(examples[i].place + ": " + said[static_cast<qsizetype>(i)]));
        }
        QVERIFY(examples.size() >= 3);
    }

    void goodFilesAreReadAndValidAndHaveEveryKey() {
        for (const Kind& kind : kinds()) {
            QStringList present;
            std::vector<std::pair<QString, QJsonValue>> instances;
            const std::vector<fs::path> files = filesIn(dataOf("good", kind));
            for (const fs::path& file : files) {
                QCOMPARE(kind.refusal(test::textOf(file), file.string()), QString("no error"));
                instances.emplace_back(kind.schema, jsonOf(test::textOf(file)));
                addPaths(instances.back().second, {}, present);
            }
            const QStringList said = complaints(instances);
            for (std::size_t i = 0; i < files.size(); ++i) {
                QVERIFY2(said[static_cast<qsizetype>(i)].isEmpty(),
                         qPrintable(test::shown(files[i].string()) + ": " + said[static_cast<qsizetype>(i)]));
            }
            std::transform(present.begin(), present.end(), present.begin(), [&](const QString& path) { return general(path, kind); });
            for (const QString& key : keysOf(kind)) {
                QVERIFY2(present.contains(key), qPrintable("no good example has " + kind.name + " " + key));
            }
        }
    }

    void everyKeyHasABadExample() {
        for (const Kind& kind : kinds()) {
            QStringList refused;
            for (const fs::path& file : filesIn(dataOf("bad", kind))) {
                const QString sentence = test::shown(test::textOf(fs::path(file).replace_extension(".expected")));
                static const QRegularExpression place("^[^:]+:[0-9]+: ((?:'[^']*'|[^':])+): ");
                const QString path = general(place.match(sentence).captured(1), kind);
                // A key is wrong where its value is, or where something in it is.
                for (qsizetype end = path.size(); end > 0; end = std::max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
                    refused << path.left(end);
                }
            }
            for (const QString& key : keysOf(kind)) {
                QVERIFY2(refused.contains(key), qPrintable("no bad example is refused for " + kind.name + " " + key));
            }
        }
    }

    void aMisspeltKeyIsRefusedByBoth() {
        for (const Kind& kind : kinds()) {
            const QJsonValue good = jsonOf(test::textOf(dataOf("good", kind) / "every_key.yml"));
            std::vector<std::pair<QString, QJsonValue>> instances;
            QStringList keys;
            for (const QString& key : keysOf(kind)) {
                const QJsonValue wrong = misspelt(good, {}, key, kind);
                if (wrong == good) {
                    continue;
                }
                // JSON is YAML, so the reader can be given the same text.
                const std::string text = QJsonDocument(wrong.toObject()).toJson(QJsonDocument::Compact).toStdString();
                const QString refusal = kind.refusal(text, (dataOf("good", kind) / "x.yml").string());
                QVERIFY2(refusal != "no error", qPrintable("the reader takes " + kind.name + " with a misspelt " + key));
                instances.emplace_back(kind.schema, wrong);
                keys << key;
            }
            const QStringList said = complaints(instances);
            for (qsizetype i = 0; i < keys.size(); ++i) {
                QVERIFY2(!said[i].isEmpty(), qPrintable("the schema takes " + kind.name + " with a misspelt " + keys[i]));
            }
            QVERIFY(keys.size() >= 7);
        }
    }

    void badFilesWithUnknownKeysAreNotValid() {
        for (const Kind& kind : kinds()) {
            std::vector<std::pair<QString, QJsonValue>> instances;
            QStringList names;
            for (const fs::path& file : filesIn(dataOf("bad", kind))) {
                const std::string sentence = test::textOf(fs::path(file).replace_extension(".expected"));
                const QJsonValue json = jsonOf(test::textOf(file));
                if (sentence.find("unknown key") != std::string::npos && !json.isUndefined()) {
                    instances.emplace_back(kind.schema, json);
                    names << test::shown(file.string());
                }
            }
            const QStringList said = complaints(instances);
            for (qsizetype i = 0; i < names.size(); ++i) {
                QVERIFY2(!said[i].isEmpty(), qPrintable("the schema takes " + names[i]));
            }
            QVERIFY(names.size() >= 3);
        }
    }
};

QTEST_GUILESS_MAIN(FileSchemaTest)
#include "file_schema_test.moc"
