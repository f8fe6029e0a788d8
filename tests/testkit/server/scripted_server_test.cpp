// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/scripted_server.h"
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/raw_client.h"

#include <QtTest/QTest>

using namespace loadgate::testkit;

namespace {

const std::string kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace

class ScriptedServerTest : public QObject {
    Q_OBJECT
  private slots:
    void sendsTheAnswersInOrderAndRepeatsTheLast();
    void rememberedRequestsAreByteForByte();
    void theNthConnectionPlaysTheNthScript();
    void closesAndResetsAreToldApart();
    void anEarlyAnswerComesBeforeTheBody();
    void aSilentServerLeavesWhenTheTestEnds();
    void everyScriptHasAName();
};

void ScriptedServerTest::sendsTheAnswersInOrderAndRepeatsTheLast() {
    const ScriptedServer server({okAnswer("one"), okAnswer("two")});
    RawClient client(server.port());
    const std::string expected = okAnswer("one") + okAnswer("two") + okAnswer("two") + okAnswer("two");
    QCOMPARE(client.send(kGet + kGet + kGet + kGet).read(expected.size()), expected);
}

void ScriptedServerTest::rememberedRequestsAreByteForByte() {
    const ScriptedServer server({okAnswer()}, {"::1", 0});
    RawClient client(server.port(), "::1");
    const std::string post = "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    (void)client.send(post + kGet).read(2 * okAnswer().size());
    QCOMPARE(server.requests(), (std::vector<std::string>{post, kGet}));
    QCOMPARE(server.connections(), std::size_t{1});
}

void ScriptedServerTest::theNthConnectionPlaysTheNthScript() {
    const ScriptedServer server({scripts::closesAtOnce(), scripts::keepsAnswering()});
    QCOMPARE(RawClient(server.port()).readToEnd(), std::string());
    QCOMPARE(RawClient(server.port()).send(kGet).read(okAnswer().size()), okAnswer());
    QCOMPARE(RawClient(server.port()).send(kGet).read(okAnswer().size()), okAnswer());
}

void ScriptedServerTest::closesAndResetsAreToldApart() {
    const ScriptedServer closing(scripts::closesAfter(1));
    RawClient closed(closing.port());
    QCOMPARE(closed.send(kGet).readToEnd(), okAnswer());
    QVERIFY(!closed.wasReset());
    const ScriptedServer resetting(scripts::resets());
    RawClient reset(resetting.port());
    QCOMPARE(reset.send(kGet).readToEnd(), std::string());
    QVERIFY(reset.wasReset());
}

void ScriptedServerTest::anEarlyAnswerComesBeforeTheBody() {
    const ScriptedServer server(scripts::earlyAnswerKeepsReading());
    RawClient client(server.port());
    QCOMPARE(client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n").read(okAnswer().size()), okAnswer());
    QVERIFY(server.requests().empty());
    QCOMPARE(client.send("abcPOST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n").read(okAnswer().size()), okAnswer());
}

void ScriptedServerTest::aSilentServerLeavesWhenTheTestEnds() {
    RawClient client = [] {
        const ScriptedServer server(scripts::neverAnswers());
        return RawClient(server.port());
    }();
    QCOMPARE(client.readToEnd(), std::string());
}

void ScriptedServerTest::everyScriptHasAName() {
    for (const std::string_view name : scriptNames()) {
        QVERIFY(scriptNamed(name).has_value());
    }
    QVERIFY(!scriptNamed("noSuchScript"));
}

QTEST_GUILESS_MAIN(ScriptedServerTest)
#include "scripted_server_test.moc"
