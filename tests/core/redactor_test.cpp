// SPDX-License-Identifier: Apache-2.0
#include "core/config/redactor.h"
#include "core/config/run_config.h"
#include "show.h"

#include <QTest>

using namespace loadgate;

namespace {

QString redacted(const Redactor& redactor, const std::string& text) { return test::shown(redactor(text)); }

}  // namespace

class RedactorTest : public QObject {
    Q_OBJECT
  private slots:
    void aSecretIsFoundWhereverItComesBack() {
        Redactor redactor;
        redactor.hide("top secret/9\"", "${TOKEN}");
        QCOMPARE(redacted(redactor, "it was top secret/9\" twice: top secret/9\""), QString("it was ${TOKEN} twice: ${TOKEN}"));
        QCOMPARE(redacted(redactor, "{\"a\":\"top secret/9\\\"\"}"), QString("{\"a\":\"${TOKEN}\"}"));
        QCOMPARE(redacted(redactor, "q=top+secret%2F9%22&r"), QString("q=${TOKEN}&r"));
        QCOMPARE(redacted(redactor, "/top%20secret%2F9%22/"), QString("/${TOKEN}/"));
    }

    void aSecretThatWasCutIsFoundByItsBeginning() {
        Redactor redactor;
        redactor.hide("0123456789abcdef");
        QCOMPARE(redacted(redactor, "refused: '0123456789…'"), QString("refused: '***…'"));
        QCOMPARE(redacted(redactor, "the end 01234567"), QString("the end ***"));
        QCOMPARE(redacted(redactor, "0123 of them"), QString("0123 of them"));
    }

    void aShortSecretIsNoPartOfAWord() {
        Redactor redactor;
        redactor.hide("prod");
        redactor.hide("abc");
        QCOMPARE(redacted(redactor, "prod product x-prod abc"), QString("*** product x-*** abc"));
    }

    void theLongerSecretIsFoundFirst() {
        Redactor redactor;
        redactor.hide("password", "${SHORT}");
        redactor.hide("password-and-more", "${LONG}");
        QCOMPARE(redacted(redactor, "password-and-more password"), QString("${LONG} ${SHORT}"));
    }

    void userinfoAndCredentialsNeedNotBeKnown() {
        const Redactor redactor;
        QCOMPARE(redacted(redactor, "see http://u:p@a/x and https://t@b:1?c=@ or http://plain/@x"),
                 QString("see http://***@a/x and https://***@b:1?c=@ or http://plain/@x"));
        QCOMPARE(redacted(redactor, "status 500 Set-Cookie: sid=1; Path=/\nNext: x"), QString("status 500 Set-Cookie: ***\nNext: x"));
        QCOMPARE(redacted(redactor, "authorization:Bearer x"), QString("authorization: ***"));
        QCOMPARE(redacted(redactor, "X-Authorization: shown, Cookies: none"), QString("X-Authorization: shown, Cookies: none"));
    }

    void itIsBuiltFromTheConfiguration() {
        const Variables environment{{"TOKEN", "t0p-secret-9"}, {"LENGTH", "300000ms"}, {"PART", "eu-central"}};
        const auto profile = readProfile(
            "target: http://127.0.0.1/${PART}\nheaders:\n  Authorization: Bearer abcdefgh\n  Cookie: sid=12345678; theme=dark-blue\n"
            "requests:\n  - post: /\n    body: \"${TOKEN}\"\nload:\n  for: ${LENGTH}\n",
            "p.yml", environment);
        const Redactor redactor = redactorFor(effectiveConfig(*profile, std::nullopt, {}).value());
        QCOMPARE(redacted(redactor, "t0p-secret-9 eu-central abcdefgh 12345678 dark-blue"), QString("${TOKEN} ${PART} *** *** ***"));
        QCOMPARE(redacted(redactor, "300000ms is what LENGTH says, and nothing else of it is a text"),
                 QString("300000ms is what LENGTH says, and nothing else of it is a text"));
    }

    void aRequestIsShownWithoutWhatIsSent() {
        Redactor redactor;
        redactor.hide("t0p-secret-9", "${TOKEN}");
        RequestSpec request;
        request.path = "/${TOKEN}";
        request.realPath = "/t0p-secret-9";
        request.headers = {{"authorization", "Bearer x"}, {"X", "t0p-secret-9"}};
        request.body = "http://u:p@h/";
        request = redactor(request);
        QVERIFY(!request.realPath && request.path == "/${TOKEN}");
        QVERIFY(request.headers == (std::vector<NameValue>{{"authorization", "***"}, {"X", "${TOKEN}"}}));
        QCOMPARE(request.body, std::string("http://***@h/"));
    }
};

QTEST_APPLESS_MAIN(RedactorTest)
#include "redactor_test.moc"
