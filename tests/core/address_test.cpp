// SPDX-License-Identifier: Apache-2.0
// Whom a run may load, and that nothing but a checked address is ever connected to.
#include "core/session/address_policy.h"
#include "core/session/run_session.h"
#include "show.h"
#include "testkit/phrases.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <QTest>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <atomic>
#include <cstring>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

/// A resolver whose answer changes with each question: what DNS rebinding does.
std::atomic<int> questions{0};
constexpr const char* kChangingName = "changing.example";

using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
Lookup systemLookup() {
    static const auto lookup = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return lookup;
}

sockaddr_storage addressOf(const char* text) {
    sockaddr_storage storage{};
    in6_addr in6{};
    if (::inet_pton(AF_INET6, text, &in6) == 1) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_addr = in6;
        std::memcpy(&storage, &v6, sizeof v6);
        return storage;
    }
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (::inet_pton(AF_INET, text, &v4.sin_addr) != 1) {
        qFatal("%s is no address", text);
    }
    std::memcpy(&storage, &v4, sizeof v4);
    return storage;
}

QString judged(const char* address, const std::vector<std::string>& allowed, bool foundByPlugin = false) {
    const auto result = checkAddress(addressOf(address), {address, allowed, foundByPlugin});
    if (!result) {
        return test::shown(result.error().message);
    }
    return *result == AddressClass::Free ? "free" : "allowed";
}

class Silent final : public RunListener {
  public:
    void onPhase(RunPhase, Duration) override {}
    void onInterval(const LiveInterval&) override {}
    void onNote(const RunNote& note) override { notes.push_back(note.text); }
    std::vector<std::string> notes;
};

PreparedRun runTo(const std::string& url, const std::vector<std::string>& allowed = {}) {
    PreparedRun run;
    GivenOptions options{{"target", {{url, Origin::Option, "--target"}}}};
    run.config = effectiveConfig(std::nullopt, std::nullopt, options).value();
    run.config.allowHosts = allowed;
    run.curve = testkit::curve("0s:100 200ms:100", LoadModel::Open);
    run.target.address.url = url;
    run.connect.url = url;
    RequestSpec get;
    get.name = "GET /";
    run.requests = {get};
    return run;
}
Result<RunRecord> executed(const PreparedRun& run) {
    Silent listener;
    return RunSession::execute(run, listener, {});
}

}  // namespace

/// Stands before the system's own in this program: the engine's resolver asks here.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** entries) {
    if (node == nullptr || std::strcmp(node, kChangingName) != 0) {
        return systemLookup()(node, service, hints, entries);
    }
    // First this machine, then the address where clouds keep their secrets.
    return systemLookup()(questions++ == 0 ? "127.0.0.1" : "169.254.169.254", service, hints, entries);
}

class AddressTest : public QObject {
    Q_OBJECT
  private slots:
    void loopbackIsFree_data() {
        QTest::addColumn<QString>("address");
        for (const char* address : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"}) {
            QTest::newRow(address) << address;
        }
    }
    void loopbackIsFree() {
        QFETCH(QString, address);
        QCOMPARE(judged(address.toUtf8().constData(), {}), QString("free"));
    }

    void somePlacesAreNeverLoaded_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* address, const char* why) { QTest::newRow(address) << address << why; };
        for (const char* address : {"169.254.169.254", "169.254.0.1", "fe80::1", "::ffff:169.254.169.254", "::169.254.169.254",
                                    "64:ff9b::169.254.169.254", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1"}) {
            row(address, "is a link-local address: load is never sent there");
        }
        for (const char* address : {"224.0.0.1", "239.255.255.255", "ff02::1", "::ffff:224.0.0.1"}) {
            row(address, "is a multicast address: load is never sent there");
        }
        row("255.255.255.255", "is the broadcast address: load is never sent there");
        row("::ffff:255.255.255.255", "is the broadcast address: load is never sent there");
        for (const char* address : {"0.0.0.0", "0.1.2.3", "::", "::ffff:0.0.0.0"}) {
            row(address, "is no address of a single host: load is never sent there");
        }
        row("fd00:ec2::254", "is where a cloud keeps its machines' secrets: load is never sent there");
    }
    void somePlacesAreNeverLoaded() {
        QFETCH(QString, address);
        QFETCH(QString, why);
        const QByteArray text = address.toUtf8();
        const std::vector<std::string> everything{"0.0.0.0/0", "::/0", text.toStdString()};
        QVERIFY2(judged(text.constData(), everything).contains(why), qPrintable(judged(text.constData(), everything)));
        QVERIFY2(judged(text.constData(), everything, true).contains(why), "a plugin found it");
    }

    void everythingElseNeedsPermission_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char* address, const char* rule) { QTest::newRow(address) << address << rule; };
        row("10.1.2.3", "10.0.0.0/8");
        row("192.168.1.7", "192.168.1.7");
        row("203.0.113.7", "203.0.113.0/25");
        row("fd00::7", "fd00::/8");
        row("2001:db8::1", "2001:db8::1");
        row("::ffff:10.1.2.3", "10.1.0.0/16");
    }
    void everythingElseNeedsPermission() {
        QFETCH(QString, address);
        QFETCH(QString, rule);
        const QByteArray text = address.toUtf8();
        QVERIFY2(judged(text.constData(), {}).contains("is not on this machine: if you may load it, say so with --allow-host"),
                 qPrintable(judged(text.constData(), {})));
        QVERIFY(judged(text.constData(), {"11.0.0.0/8", "other.example", "fc00::/8"}).contains("is not on this machine"));
        QCOMPARE(judged(text.constData(), {rule.toStdString()}), QString("allowed"));
        QCOMPARE(judged(text.constData(), {}, true), QString("free"));
    }

    void aPermissionForANameIsForThatName() {
        const std::vector<std::string> allowed{"staging.example.com"};
        const sockaddr_storage address = addressOf("203.0.113.7");
        QVERIFY(checkAddress(address, {"Staging.Example.com.", allowed, false}));
        QVERIFY(!checkAddress(address, {"example.com", allowed, false}));
        QVERIFY(!checkAddress(address, {"evil.staging.example.com", allowed, false}));
        QVERIFY(!checkAddress(addressOf("169.254.169.254"), {"staging.example.com", allowed, false}));
    }

    /// What getaddrinfo makes of these is decided on the address, not on its spelling.
    void anotherSpellingIsTheSameAddress_data() {
        QTest::addColumn<QString>("host");
        for (const char* host :
             {"2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]"}) {
            QTest::newRow(host) << host;
        }
    }
    void anotherSpellingIsTheSameAddress() {
        QFETCH(QString, host);
        const auto record = executed(runTo("http://" + host.toStdString() + "/", {"0.0.0.0/0", "::/0", host.toStdString()}));
        QVERIFY2(test::errorOf(record).contains("is a link-local address: load is never sent there"), qPrintable(test::errorOf(record)));
    }

    void aNameIsLookedUpOnceAndItsAddressIsKept() {
        // Every answer closes its connection, so that each request has to connect again.
        testkit::ServerOptions options;
        options.closeAfter = 1;
        const testkit::TestServer server(options);
        questions = 0;
        const auto record = executed(runTo("http://" + std::string(kChangingName) + ":" + std::to_string(server.port()) + "/"));
        QCOMPARE(test::errorOf(record), QString("no error"));
        QCOMPARE(questions.load(), 1);
        QCOMPARE(server.requests(), std::size_t{20});
        QVERIFY(record->measurement.connectTime.count() >= 20);
    }

    void aNameThatNowMeansAnotherHostIsRefused() {
        const testkit::TestServer server;
        questions = 1;
        const auto record =
            executed(runTo("http://" + std::string(kChangingName) + ":" + std::to_string(server.port()) + "/", {kChangingName}));
        QCOMPARE(test::errorOf(record), QString("changing.example (169.254.169.254) is a link-local address: load is never sent there"));
        QCOMPARE(server.requests(), std::size_t{0});
    }

    void aRedirectToAnotherHostIsNotFollowed() {
        const testkit::ScriptedServer other({testkit::okAnswer()});
        const testkit::ScriptedServer server({"HTTP/1.1 302 Found\r\nLocation: " + other.url() + "/\r\nContent-Length: 0\r\n\r\n"});
        const auto record = executed(runTo(server.url() + "/"));
        QCOMPARE(test::errorOf(record), QString("no error"));
        QCOMPARE(server.requests().size(), std::size_t{20});
        QCOMPARE(other.connections(), std::size_t{0});
    }

    void whatATargetSaysToConnectToIsCheckedToo() {
        PreparedRun run = runTo("http://127.0.0.1/");
        run.connect.connectTo = "203.0.113.7:80";
        QVERIFY(test::errorOf(executed(run)).contains("127.0.0.1 (203.0.113.7) is not on this machine"));
        run.config.resolve = {"127.0.0.1:80:169.254.169.254"};
        QVERIFY(test::errorOf(executed(run)).contains("link-local"));
        const testkit::TestServer server;
        run = runTo("http://shop.example/");
        run.connect.connectTo = "127.0.0.1:" + std::to_string(server.port());
        QCOMPARE(test::errorOf(executed(run)), QString("no error"));
        QCOMPARE(server.requests(), std::size_t{20});
    }

    void aLargeLoadOnAnotherHostHasToBeMeant() {
        PreparedRun run = runTo("http://203.0.113.7/", {"203.0.113.7"});
        run.curve = testkit::curve("0s:2000 200ms:2000", LoadModel::Open);
        QCOMPARE(test::errorOf(executed(run)),
                 QString("more than 1000 users or requests per second on 203.0.113.7, which is not on this machine: add --yes "
                         "if that is meant, or max_rate: to its entry in deploy/targets.yml"));
        run.maxRate = Rate{1500};
        QCOMPARE(test::errorOf(executed(run)),
                 QString("more than max_rate, 1500/s, on 203.0.113.7, which is not on this machine: add --yes if that is meant"));
        run.curve = testkit::curve("0s:2000 200ms:2000", LoadModel::Closed);
        run.maxRate = Rate{5000};
        QVERIFY(test::errorOf(executed(run)).startsWith("more than 1000 users or requests per second"));
    }

    void aSecretInAnErrorIsHidden() {
        PreparedRun run = runTo("http://203.0.113.7/");
        run.redactor.hide("203.0.113.7", "${HOST}");
        QCOMPARE(test::errorOf(executed(run)),
                 QString("${HOST} is not on this machine: if you may load it, say so with --allow-host ${HOST}, or in "
                         "allow_hosts: of deploy/targets.yml"));
    }
};

QTEST_GUILESS_MAIN(AddressTest)
#include "address_test.moc"
