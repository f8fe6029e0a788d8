// SPDX-License-Identifier: Apache-2.0
#include "model/request_template.h"

#include <QtTest/QTest>

#include <map>
#include <set>

using namespace loadgate;

namespace {

std::string filled(const RequestTemplate& content, const RequestPlace& place = {1, 2, 3, 4, 5}) {
    std::string bytes(content.most(), '?');
    bytes.resize(content.fill(place, bytes.data()));
    return bytes;
}

std::string filled(std::string_view text, const RequestPlace& place = {1, 2, 3, 4, 5}) {
    return filled(*RequestTemplate::parse(text, {}, RequestTemplate::BodyIs::Literal), place);
}

QString complaint(std::string_view text) {
    const Status status = RequestTemplate::check(text);
    return status ? QString() : QString::fromStdString(status.error().message);
}

}  // namespace

class RequestTemplateTest : public QObject {
    Q_OBJECT
  private slots:
    void textWithoutVariablesIsFixedAndUntouched() {
        const auto content = RequestTemplate::parse("GET / HTTP/1.1\r\n\r\n", "{\"a\": {\"b\": 1}}", RequestTemplate::BodyIs::Template);
        QVERIFY(content->isFixed());
        QCOMPARE(std::string(content->bytes()), std::string("GET / HTTP/1.1\r\n\r\n{\"a\": {\"b\": 1}}"));
        QCOMPARE(filled(*content), std::string(content->bytes()));
    }
    void sequenceAndClockAreWhatTheyAreGiven() {
        QCOMPARE(filled("/a/{{seq}}?t={{ now }}", {1, 1, 0, 42, 1'700'000'000'123}), std::string("/a/42?t=1700000000123"));
    }
    void aUuidIsVersionFourAndDifferentEachTime() {
        std::set<std::string> seen;
        for (std::uint64_t n = 0; n < 10'000; ++n) {
            const std::string uuid = filled("{{uuid}}", {7, n, 0, n, 0});
            QCOMPARE(uuid.size(), std::size_t{36});
            for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
                QCOMPARE(uuid[dash], '-');
            }
            QCOMPARE(uuid[14], '4');
            QVERIFY(std::string("89ab").find(uuid[19]) != std::string::npos);
            QCOMPARE(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos);
            seen.insert(uuid);
        }
        QCOMPARE(seen.size(), std::size_t{10'000});
    }
    void twoVariablesInOneRequestAreIndependent() {
        const std::string two = filled("{{uuid}} {{uuid}}");
        QVERIFY(two.substr(0, 36) != two.substr(37));
        QCOMPARE(filled("{{uuid}} {{uuid}}"), two);
        QVERIFY(filled("{{uuid}} {{uuid}}", {1, 2, 4, 4, 5}) != two);
        QVERIFY(filled("{{uuid}} {{uuid}}", {2, 2, 3, 4, 5}) != two);
    }
    void randomNumbersTakeEachValueOfTheirRangeEquallyOften() {
        std::map<std::string, int> counts;
        for (std::uint64_t n = 0; n < 70'000; ++n) {
            ++counts[filled("{{random:-3:3}}", {1, n, 0, n, 0})];
        }
        QCOMPARE(counts.size(), std::size_t{7});
        // Chi-squared with 6 degrees of freedom stays below 33.1 in all but one of 100,000 such tests; the seed is fixed.
        double chi = 0;
        for (const auto& [value, count] : counts) {
            chi += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
        }
        QVERIFY2(chi < 33.1, qPrintable(QString::number(chi)));
        QVERIFY(counts.contains("-3") && counts.contains("3"));
    }
    void aRangeMayBeOneNumberOrAllOfThem() {
        QCOMPARE(filled("{{random:5:5}}"), std::string("5"));
        const std::string any = filled("{{random:-9223372036854775808:9223372036854775807}}");
        QVERIFY(!any.empty() && any.size() <= 20);
    }
    void whatIsWrongIsSaid_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("misspelt") << "{{uid}}"
                                  << "'{{uid}}' is no variable, did you mean '{{uuid}}'?";
        QTest::newRow("misspelt random") << "{{rnadom}}"
                                         << "'{{rnadom}}' is no variable, did you mean '{{random:1:100}}'?";
        QTest::newRow("unknown") << "{{customer}}"
                                 << "'{{customer}}' is no variable; there are {{uuid}}, {{seq}}, {{now}} and {{random:1:100}}";
        QTest::newRow("empty") << "{{}}"
                               << "'{{}}' is no variable; there are {{uuid}}, {{seq}}, {{now}} and {{random:1:100}}";
        QTest::newRow("open") << "/a/{{uuid"
                              << "'{{' without '}}'";
        QTest::newRow("parameter") << "{{uuid:4}}"
                                   << "'{{uuid:4}}' takes no parameters; write '{{uuid}}'";
        const QString range = " must have two whole numbers, the smaller first, as in '{{random:1:100}}'";
        for (const char* text : {"{{random}}", "{{random:}}", "{{random:1}}", "{{random:9:1}}", "{{random:1:2:3}}", "{{random:1.5:2}}",
                                 "{{random:a:b}}", "{{random:1:99999999999999999999}}"}) {
            QTest::newRow(text) << text << "'" + QString(text) + "'" + range;
        }
        QTest::newRow("data file") << "{{item.name}}"
                                   << "the variable '{{item.name}}' is not in this version: values from data files";
    }
    void whatIsWrongIsSaid() {
        QFETCH(const QString, text);
        QFETCH(const QString, sentence);
        QCOMPARE(complaint(text.toStdString()), sentence);
    }
    void aRequestHasAtMostAHundredVariables() {
        std::string many;
        for (int i = 0; i < 101; ++i) {
            many += "{{seq}}";
        }
        QVERIFY(!RequestTemplate::parse(many, {}, RequestTemplate::BodyIs::Literal));
        QVERIFY(RequestTemplate::parse(many.substr(7), {}, RequestTemplate::BodyIs::Literal).has_value());
    }
};

QTEST_GUILESS_MAIN(RequestTemplateTest)
#include "request_template_test.moc"
