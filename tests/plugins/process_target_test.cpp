// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/catalog.h"

#include "plugin_folder.h"
#include "process_tree.h"
#include "testkit/quiet_call.h"

#include <QProcess>

using namespace loadgate;
using namespace std::chrono_literals;

class ProcessTargetTest : public QObject {
    Q_OBJECT

  private slots:
    void itIsFoundByNameNumberAndPort();
    void whatIsNotThereIsSaid_data();
    void whatIsNotThereIsSaid();
    void theAddressIsThePortItListensOn();
    void severalPortsNeedAWord();
    void aBadAddressIsRefused();
    void childrenBelongToIt();
    void aNameWithSpacesAndParenthesesIsRead();
    void cpuTimeStaysWhenAChildWasWaitedFor();
    void cpuTimeStaysWhenAChildWasNotWaitedFor();
    void aChildWhoseParentEndedStillBelongs();
    void anEndIsToldAndNeverAZero();
    void aRestartIsFoundAgainByNameAsAnotherInstance();
    void aNumberGivenToAnotherProcessIsNotMeant();
    void limitsAreTheTightestOnTheWayUp();
    void limitsOfTheOlderControllerAreSeen();
    void aCgroupOfItsOwnIsItsAccount();
    void aCgroupWithOthersIsNot();
    void whoComesIntoTheCgroupEndsItsAccountWithoutAStep();
    void aKillForWantOfMemoryIsSeen();
    void aRealProcessIsSampled();

  private:
    using Given = QList<QPair<const char*, QString>>;
    [[nodiscard]] Result<std::unique_ptr<Target>> make(const Given& given) const {
        PluginUse use{"process", {}, ""};
        for (const auto& [key, text] : given) {
            use.with.push_back({key, text.toStdString(), "", ""});
        }
        use.with.push_back({"procfs", m_tree->proc().toStdString(), "", ""});
        use.with.push_back({"cgroupfs", m_tree->cgroup().toStdString(), "", ""});
        return m_catalog.createTarget(use);
    }
    [[nodiscard]] std::unique_ptr<Target> target(const Given& given) const { return make(given).value(); }
    [[nodiscard]] ResourceSample sample(Target& target) const {
        auto samples = target.sample(m_quiet.call);
        if (!samples || samples->size() != 1) {
            qFatal("%s", samples ? "not one sample" : samples.error().message.c_str());
        }
        return samples->front();
    }
    [[nodiscard]] double cpu(Target& target) const { return toSeconds(sample(target).cpuTime.value()); }

    Catalog m_catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    QuietCall m_quiet;
    std::unique_ptr<ProcessTree> m_tree;

  private slots:
    void init() {
        m_tree = std::make_unique<ProcessTree>();
        m_tree->put({.pid = 1, .parent = 0, .name = "init", .user = 9999});
        m_tree->put({.pid = 50, .name = "other", .user = 777, .sockets = {7}});
        m_tree->put({.pid = 100, .user = 100, .system = 20, .threads = 3, .kibibytes = 2048, .sockets = {55}});
        m_tree->listen({{"0100007F:1F90", 55}, {"00000000:0016", 7}});  // 127.0.0.1:8080, 0.0.0.0:22
    }
};

#define QCOMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QString(expected))

void ProcessTargetTest::itIsFoundByNameNumberAndPort() {
    for (const Given& given : {Given{{"name", "shop"}}, Given{{"name", "100"}}, Given{{"pid", "100"}}, Given{{"port", "8080"}}}) {
        const auto found = target(given);
        const auto description = found->describe(m_quiet.call);
        QVERIFY2(description, description ? "" : description.error().message.c_str());
        QCOMPARE_TEXT(description->name, "shop");
        QCOMPARE_TEXT(description->address.url, "http://127.0.0.1:8080");
        const ResourceSample seen = sample(*found);
        QCOMPARE_TEXT(seen.instance, "100-100");
        QCOMPARE(toSeconds(*seen.cpuTime), 1.2);
        QCOMPARE(seen.memory->bytes, std::uint64_t{2048 * 1024});
        QCOMPARE(*seen.threads, std::uint64_t{3});
        QCOMPARE(*seen.descriptors, std::uint64_t{1});
        QCOMPARE(*seen.machineCores, 4.0);
        QVERIFY(seen.running && !seen.cpuLimitCores && !seen.memoryLimit && !seen.periods);
    }
}

void ProcessTargetTest::whatIsNotThereIsSaid_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("message");
    QTest::newRow("name") << "name"
                          << "shopp"
                          << "no process is called 'shopp': write its name as 'ps -e' shows it, its number, or the port it listens on";
    QTest::newRow("number") << "pid"
                            << "4711"
                            << "no process has the number 4711";
    QTest::newRow("port") << "port"
                          << "9999"
                          << "no process listens on port 9999";
    QTest::newRow("two of a name")
        << "name"
        << "twin"
        << "'twin' is the name of 2 processes that do not belong together (300, 301): say which with its number or its port";
    QTest::newRow("unreadable")
        << "port"
        << "443"
        << "port 443 is listened on by a process whose descriptors cannot be read: say which it is with its name or "
           "number, or run as its user";
}

void ProcessTargetTest::whatIsNotThereIsSaid() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, message);
    m_tree->put({.pid = 300, .name = "twin"});
    m_tree->put({.pid = 301, .name = "twin"});
    m_tree->listen({{"00000000:01BB", 99}});
    const QByteArray name = key.toUtf8();
    const auto missing = target({{name.constData(), value}});
    QCOMPARE_TEXT(missing->describe(m_quiet.call).error().message, message);
    QCOMPARE_TEXT(missing->sample(m_quiet.call).error().message, message);
}

void ProcessTargetTest::theAddressIsThePortItListensOn() {
    const auto urlOf = [this](const QByteArray& address, const Given& given) {
        m_tree->listen({{address, 55}});
        return QString::fromStdString(target(given)->describe(m_quiet.call)->address.url);
    };
    QCOMPARE(urlOf("00000000:0050", {{"name", "shop"}}), "http://127.0.0.1:80");
    QCOMPARE(urlOf("0200000A:0050", {{"name", "shop"}}), "http://10.0.0.2:80");
    QCOMPARE(urlOf("00000000000000000000000001000000:0050", {{"name", "shop"}}), "http://[::1]:80");
    QCOMPARE(urlOf("00000000000000000000000000000000:0050", {{"name", "shop"}}), "http://127.0.0.1:80");
    QCOMPARE(urlOf("00000000:0050", {{"name", "shop"}, {"port", "81"}}), "http://127.0.0.1:81");  // a proxy of it
    QCOMPARE(urlOf("00000000:0050", {{"name", "shop"}, {"url", "http://shop.test/x"}}), "http://shop.test/x");
}

void ProcessTargetTest::severalPortsNeedAWord() {
    m_tree->listen({{"00000000:0050", 55}, {"00000000:0051", 55}});
    QCOMPARE_TEXT(target({{"name", "shop"}})->describe(m_quiet.call).error().message,
                  "'shop' listens on several ports (80, 81): say where the load goes with port or url");
    m_tree->listen({});
    QCOMPARE_TEXT(target({{"name", "shop"}})->describe(m_quiet.call).error().message,
                  "'shop' listens on no port that could be seen: say where the load goes with port or url");
}

void ProcessTargetTest::aBadAddressIsRefused() {
    const QString sentence = "target 'process': its url is not an address to load: write http://HOST[:PORT][/PATH], without a user name";
    for (const char* url : {"ftp://x", "http://a b", "http://me:pw@x", "http://x\r\nX: y"}) {
        QCOMPARE_TEXT(make({{"name", "shop"}, {"url", url}}).error().message, sentence);
    }
    QCOMPARE_TEXT(make({{"url", "http://x"}}).error().message,
                  "target 'process': does not know which process is meant: give its name, pid or port");
    QCOMPARE_TEXT(make({{"name", "x"}, {"pid", "5"}}).error().message, "target 'process': has both a name and a pid: give one of them");
}

void ProcessTargetTest::childrenBelongToIt() {
    m_tree->put({.pid = 101, .parent = 100, .user = 10, .kibibytes = 1024});
    m_tree->put({.pid = 102, .parent = 101, .name = "worker", .user = 1, .kibibytes = 1024});
    const auto shop = target({{"name", "shop"}});  // 101 has the name as well, and belongs to 100
    QCOMPARE(cpu(*shop), 1.31);
    QCOMPARE(sample(*shop).memory->bytes, std::uint64_t{4096 * 1024});
    QCOMPARE(*sample(*shop).threads, std::uint64_t{5});
    QCOMPARE(*sample(*shop).descriptors, std::uint64_t{5});
    m_tree->put({.pid = 99, .parent = 102, .user = 200});  // born later, with a lower number
    QCOMPARE(cpu(*shop), 3.31);
    QCOMPARE_TEXT(target({{"name", "shop"}})->describe(m_quiet.call)->summary, "shop (process 100 and 3 more)");
}

void ProcessTargetTest::aNameWithSpacesAndParenthesesIsRead() {
    m_tree->put({.pid = 200, .name = "a) S 1 (b", .user = 50});
    QCOMPARE(cpu(*target({{"pid", "200"}})), 0.5);
    QCOMPARE(cpu(*target({{"name", "a) S 1 (b"}})), 0.5);
}

void ProcessTargetTest::cpuTimeStaysWhenAChildWasWaitedFor() {
    m_tree->put({.pid = 101, .parent = 100, .user = 500});
    const auto shop = target({{"pid", "100"}});
    QCOMPARE(cpu(*shop), 6.2);
    m_tree->put({.pid = 101, .parent = 100, .state = 'Z', .user = 510});
    QCOMPARE(cpu(*shop), 6.3);
    m_tree->end(101);  // its 5.1 s are in the parent's account now, which used 0.3 s itself
    m_tree->put({.pid = 100, .user = 130, .system = 20, .childUser = 510});
    QCOMPARE(cpu(*shop), 6.6);
}

void ProcessTargetTest::cpuTimeStaysWhenAChildWasNotWaitedFor() {
    m_tree->put({.pid = 101, .parent = 100, .user = 500});
    m_tree->put({.pid = 102, .parent = 100, .user = 300});
    const auto shop = target({{"pid", "100"}});
    QCOMPARE(cpu(*shop), 9.2);
    m_tree->end(101);  // 5 s in nobody's account; the parent used 1 s meanwhile, which must not vanish behind them
    m_tree->put({.pid = 100, .user = 200, .system = 20});
    QCOMPARE(cpu(*shop), 10.2);
    m_tree->end(102);  // this one was waited for
    m_tree->put({.pid = 100, .user = 200, .system = 20, .childUser = 310});
    QCOMPARE(cpu(*shop), 10.3);
}

void ProcessTargetTest::aChildWhoseParentEndedStillBelongs() {
    m_tree->put({.pid = 101, .parent = 100, .user = 100});
    m_tree->put({.pid = 102, .parent = 101, .user = 100});
    const auto shop = target({{"pid", "100"}});
    QCOMPARE(cpu(*shop), 3.2);
    m_tree->end(101);
    m_tree->put({.pid = 100, .user = 100, .system = 20, .childUser = 100});
    m_tree->put({.pid = 102, .parent = 1, .user = 150});
    QCOMPARE(cpu(*shop), 3.7);
}

void ProcessTargetTest::anEndIsToldAndNeverAZero() {
    const auto shop = target({{"pid", "100"}});
    QVERIFY(sample(*shop).running);
    m_tree->put({.pid = 100, .state = 'Z', .user = 100, .system = 20});  // ended, and not yet waited for
    for (int i = 0; i < 3; ++i) {
        const ResourceSample ended = sample(*shop);
        QVERIFY(!ended.running && !ended.cpuTime && !ended.memory && !ended.threads && !ended.descriptors);
        QCOMPARE_TEXT(ended.instance, "100-100");
        QCOMPARE_TEXT(ended.name, "shop");
        m_tree->end(100);
    }
}

void ProcessTargetTest::aRestartIsFoundAgainByNameAsAnotherInstance() {
    for (const Given& given : {Given{{"name", "shop"}}, Given{{"port", "8080"}}}) {
        init();
        const auto shop = target(given);
        QVERIFY(sample(*shop).running);
        m_tree->end(100);
        QVERIFY(!sample(*shop).running);
        QVERIFY(!sample(*shop).running);
        m_tree->put({.pid = 140, .user = 5, .started = 900, .sockets = {55}});
        const ResourceSample again = sample(*shop);
        QVERIFY(again.running);
        QCOMPARE_TEXT(again.instance, "140-900");
        QCOMPARE_TEXT(again.name, "shop");
        QCOMPARE(toSeconds(*again.cpuTime), 0.05);
    }
}

void ProcessTargetTest::aNumberGivenToAnotherProcessIsNotMeant() {
    const auto shop = target({{"pid", "100"}});
    QVERIFY(sample(*shop).running);
    m_tree->put({.pid = 100, .user = 5, .started = 900});
    QVERIFY(!sample(*shop).running);
    QVERIFY(!sample(*shop).running);
}

void ProcessTargetTest::limitsAreTheTightestOnTheWayUp() {
    m_tree->put({.pid = 100, .sockets = {55}, .cgroup = "1:name=systemd:/x\n0::/web.slice/shop.service\n"});
    m_tree->write("cgroup/web.slice/cpu.max", "150000 100000\n");
    m_tree->write("cgroup/web.slice/cpu.stat", "usage_usec 1\nnr_periods 50\nnr_throttled 5\n");
    m_tree->write("cgroup/web.slice/memory.max", "max\n");
    m_tree->write("cgroup/web.slice/shop.service/cpu.max", "max 100000\n");
    m_tree->write("cgroup/web.slice/shop.service/memory.max", "536870912\n");
    const auto shop = target({{"name", "shop"}});
    const ResourceSample seen = sample(*shop);
    QCOMPARE(*seen.cpuLimitCores, 1.5);
    QCOMPARE(seen.memoryLimit->bytes, std::uint64_t{512} << 20U);
    QCOMPARE(*seen.periods, std::uint64_t{50});
    QCOMPARE(*seen.throttledPeriods, std::uint64_t{5});
    const auto description = target({{"name", "shop"}})->describe(m_quiet.call);
    QCOMPARE(description->limits.size(), std::size_t{1});
    QCOMPARE(*description->limits[0].cpuLimitCores, 1.5);
}

void ProcessTargetTest::limitsOfTheOlderControllerAreSeen() {
    m_tree->put({.pid = 100, .sockets = {55}, .cgroup = "5:memory:/m\n4:cpuset:/cpu\n3:cpu,cpuacct:/web/shop\n0::/\n"});
    m_tree->write("cgroup/cpu/web/shop/cpu.cfs_quota_us", "-1\n");
    m_tree->write("cgroup/cpu/web/shop/cpu.cfs_period_us", "100000\n");
    m_tree->write("cgroup/cpu/web/shop/cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n");
    QVERIFY(!sample(*target({{"name", "shop"}})).periods);  // no limit, and nothing throttles
    m_tree->write("cgroup/cpu/web/cpu.cfs_quota_us", "50000\n");
    m_tree->write("cgroup/cpu/web/cpu.cfs_period_us", "100000\n");
    m_tree->write("cgroup/cpu/web/cpu.stat", "nr_periods 70\nnr_throttled 7\nthrottled_time 12345\n");
    const ResourceSample seen = sample(*target({{"name", "shop"}}));
    QCOMPARE(*seen.cpuLimitCores, 0.5);
    QCOMPARE(*seen.periods, std::uint64_t{70});
    QCOMPARE(*seen.throttledPeriods, std::uint64_t{7});
}

void ProcessTargetTest::aCgroupOfItsOwnIsItsAccount() {
    m_tree->put({.pid = 100, .user = 100, .cgroup = "0::/shop.service\n"});
    m_tree->put({.pid = 101, .parent = 100, .user = 100});
    m_tree->write("cgroup/shop.service/cgroup.procs", "100\n101\n");
    m_tree->write("cgroup/shop.service/cpu.stat", "usage_usec 2345678\nuser_usec 1\n");
    m_tree->write("cgroup/shop.service/memory.current", "10000000\n");
    m_tree->write("cgroup/shop.service/memory.stat", "anon 5\ninactive_file 4000000\n");
    const auto shop = target({{"name", "shop"}});
    QCOMPARE(cpu(*shop), 2.345678);
    QCOMPARE(sample(*shop).memory->bytes, std::uint64_t{6000000});
}

void ProcessTargetTest::aCgroupWithOthersIsNot() {
    m_tree->put({.pid = 100, .user = 100, .cgroup = "0::/user.slice\n"});
    m_tree->write("cgroup/user.slice/cgroup.procs", "100\n50\n");
    m_tree->write("cgroup/user.slice/cpu.stat", "usage_usec 2345678\n");
    m_tree->write("cgroup/user.slice/memory.current", "10000000\n");
    QCOMPARE(cpu(*target({{"name", "shop"}})), 1.0);
    m_tree->write("cgroup/user.slice/cgroup.procs", "100\n");
    m_tree->write("cgroup/user.slice/below/cgroup.events", "populated 1\nfrozen 0\n");
    QCOMPARE(cpu(*target({{"name", "shop"}})), 1.0);
    QCOMPARE(sample(*target({{"name", "shop"}})).memory->bytes, std::uint64_t{1000 * 1024});
}

void ProcessTargetTest::whoComesIntoTheCgroupEndsItsAccountWithoutAStep() {
    m_tree->put({.pid = 100, .user = 100, .cgroup = "0::/shop.service\n"});
    m_tree->write("cgroup/shop.service/cgroup.procs", "100\n");
    m_tree->write("cgroup/shop.service/cpu.stat", "usage_usec 5000000\n");
    const auto shop = target({{"name", "shop"}});
    QCOMPARE(cpu(*shop), 5.0);
    m_tree->write("cgroup/shop.service/cgroup.procs", "100\n50\n");
    m_tree->write("cgroup/shop.service/cpu.stat", "usage_usec 9000000\n");
    QCOMPARE(cpu(*shop), 5.0);
    m_tree->put({.pid = 100, .user = 150, .cgroup = "0::/shop.service\n"});
    QCOMPARE(cpu(*shop), 5.5);
}

void ProcessTargetTest::aKillForWantOfMemoryIsSeen() {
    m_tree->put({.pid = 100, .cgroup = "0::/shop.service\n"});
    m_tree->write("cgroup/shop.service/memory.events", "low 0\noom 0\noom_kill 2\n");
    const auto shop = target({{"name", "shop"}});
    QVERIFY(sample(*shop).running);
    m_tree->write("cgroup/shop.service/memory.events", "low 0\noom 1\noom_kill 3\n");
    m_tree->end(100);
    QVERIFY(sample(*shop).oomKilled.value_or(false));
}

void ProcessTargetTest::aRealProcessIsSampled() {
    QProcess child;
    child.start("sh", {"-c", "read line; true"});
    QVERIFY(child.waitForStarted());
    const auto real =
        m_catalog.createTarget({"process", {{"pid", std::to_string(child.processId()), "", ""}, {"url", "http://127.0.0.1:9", "", ""}}, ""})
            .value();
    QVERIFY(real->describe(m_quiet.call));
    const ResourceSample seen = sample(*real);
    QVERIFY(seen.running && seen.cpuTime && *seen.threads == 1 && *seen.descriptors >= 3 && *seen.machineCores >= 1);
    QVERIFY(seen.memory->bytes > 100'000);
    child.write("\n");
    QVERIFY(child.waitForFinished());
    QVERIFY(!sample(*real).running);
}

QTEST_GUILESS_MAIN(ProcessTargetTest)
#include "process_target_test.moc"
