// SPDX-License-Identifier: Apache-2.0
// What io_uring's reactor promises beyond what engine.measure sees of both.
#include "engine/reactor_uring.h"
#include "engine/resolve.h"
#include "testkit/server/test_server.h"

#include <QtTest>
#include <string>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

struct Witness {
    bool connected{};
    std::string got;
    void onConnected(std::uint32_t /*id*/, int error) { connected = error == 0; }
    void onReceived(std::uint32_t /*id*/, std::span<const char> bytes) { got.append(bytes.data(), bytes.size()); }
    void onEnd(std::uint32_t /*id*/, int /*error*/) {}
};

template <class Until>
void turnUntil(UringReactor& reactor, Witness& witness, Until&& reached) {
    const Duration giveUp = reactor.now() + 10s;
    while (!reached() && reactor.now() < giveUp) {
        if (reactor.wait(giveUp)) {
            reactor.dispatch(witness);
        }
    }
}

}  // namespace

class ReactorUringTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() {
        if (!UringReactor::probe()) {
            QSKIP(qPrintable(QString::fromStdString("io_uring: " + UringReactor::probe().error().message)));
        }
    }

    void aRequestIsUnsentUntilItIsSubmitted() {
        const testkit::TestServer server;
        UringReactor reactor = UringReactor::create(1).value();
        Witness witness;
        reactor.attach();
        QCOMPARE(reactor.connect(0, resolve("127.0.0.1", server.port()).value().front()), 0);
        turnUntil(reactor, witness, [&] { return witness.connected; });
        QVERIFY(witness.connected);

        const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        reactor.send(0, request);
        QCOMPARE(reactor.unsent(0), request.size());  // so an answer that comes now is no answer to it
        reactor.settle(0);
        QCOMPARE(reactor.unsent(0), std::size_t{0});
        turnUntil(reactor, witness, [&] { return witness.got.ends_with("ok"); });
        QVERIFY(witness.got.starts_with("HTTP/1.1 200 OK\r\n"));
    }
};

QTEST_GUILESS_MAIN(ReactorUringTest)
#include "reactor_uring_test.moc"
