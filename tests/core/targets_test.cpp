// SPDX-License-Identifier: Apache-2.0
#include "core/config/redactor.h"
#include "core/config/run_config.h"
#include "show.h"

#include <QTest>

using namespace loadgate;

namespace {

const std::string kFile = R"(version: 1
targets:
  shop-v1: {use: docker, with: {container: shop-v1}}
  shop-v2: {use: docker, with: {container: shop-v2, port: 8080}, url: http://127.0.0.1:8082, max_rate: 5000/s}
  far:
    url: http://${STAGING}/api
deployments:
  shop:
    default: true
    baseline: shop-v1
    candidate: http://127.0.0.1:9
    front: http://127.0.0.1:8080
    identify: {header: X-Version, baseline: "1", candidate: "2"}
    probe: /healthz
    traffic: {use: haproxy, with: {socket: /run/haproxy/admin.sock}}
    gate: {use: progressive, with: {steps: "5,25,50,100"}}
    rollback: {use: restore_revision}
allow_hosts: [Staging.example.com., 10.0.0.0/8]
)";
const Variables kEnvironment{{"STAGING", "staging.example.com"}};

}  // namespace

class TargetsTest : public QObject {
    Q_OBJECT
  private slots:
    void everyKeyIsRead() {
        const TargetsFile file = readTargets(kFile, "deploy/targets.yml", kEnvironment).value();
        QCOMPARE(file.targets.size(), std::size_t{3});
        const NamedTarget& v2 = file.targets[1];
        QCOMPARE(v2.name, std::string("shop-v2"));
        QCOMPARE(v2.where, std::string("deploy/targets.yml:4"));
        QVERIFY(v2.use->id == "docker" && v2.use->with.size() == 2);
        QVERIFY((v2.use->with[1] == GivenParam{"port", "8080", "deploy/targets.yml:4: targets.shop-v2.with.port", "deploy"}));
        QVERIFY(v2.url->sent() == "http://127.0.0.1:8082" && v2.maxRate->perSecond == 5000);
        QVERIFY(file.targets[2].url->text == "http://${STAGING}/api" && file.targets[2].url->sent() == "http://staging.example.com/api");
        QVERIFY(!file.targets[2].use && !file.targets[0].url && !file.targets[0].maxRate);
        QVERIFY(file.allowHosts == (std::vector<std::string>{"staging.example.com", "10.0.0.0/8"}));
    }

    void aDeploymentIsReadWhole() {
        const TargetsFile file = readTargets(kFile, "t.yml", kEnvironment).value();
        const DeploymentSpec& shop = file.deployments.at(0);
        QVERIFY(shop.name == "shop" && shop.isDefault && shop.where == "t.yml:8");
        QVERIFY(shop.baseline.sent() == "shop-v1" && shop.candidate.sent() == "http://127.0.0.1:9");
        QVERIFY(shop.front->sent() == "http://127.0.0.1:8080" && shop.probe->sent() == "/healthz");
        QVERIFY(shop.identify->header.sent() == "X-Version" && shop.identify->baseline.sent() == "1" &&
                shop.identify->candidate.sent() == "2");
        QVERIFY(shop.traffic->id == "haproxy" && shop.traffic->with[0].text == "/run/haproxy/admin.sock");
        QVERIFY(shop.gate->id == "progressive" && shop.gate->with[0].text == "5,25,50,100");
        QVERIFY(shop.rollback->id == "restore_revision" && shop.rollback->with.empty());
    }

    void theRepositorysOwnFileIsRead() {
        const auto file = readTargets(test::textOf(LOADGATE_DEPLOY "/targets.yml"), "deploy/targets.yml");
        QCOMPARE(test::errorOf(file), QString("no error"));
        QVERIFY(file->targets.size() == 2 && file->targets[1].name == "backend-v2" && file->deployments.size() == 1);
    }

    void aRunTakesTargetsAndPermissionsAlong() {
        const TargetsFile file = readTargets(kFile, "t.yml", kEnvironment).value();
        const GivenOptions options{{"target", {{"far", Origin::Option, "--target"}}},
                                   {"allow-host", {{"Other.example", Origin::Option, "--allow-host"}}}};
        const RunConfig config = effectiveConfig(std::nullopt, std::nullopt, options, file).value();
        QCOMPARE(config.targets.size(), std::size_t{3});
        QVERIFY(config.allowHosts == (std::vector<std::string>{"staging.example.com", "10.0.0.0/8", "other.example"}));
        QCOMPARE(test::shown(redactorFor(config)("staging.example.com")), QString("${STAGING}"));
    }

    void aWrongPermissionIsNotSilentlyNone_data() {
        QTest::addColumn<QString>("rule");
        for (const char* rule :
             {"http://a.example", "a.example:80", "10.0.0.0/33", "fd00::/129", "10.0.0/8", "a b", "", "*.example.com", "a.example/8"}) {
            QTest::newRow(rule) << rule;
        }
    }
    void aWrongPermissionIsNotSilentlyNone() {
        QFETCH(QString, rule);
        const GivenOptions options{{"target", {{"t", Origin::Option, "--target"}}},
                                   {"allow-host", {{rule.toStdString(), Origin::Option, "--allow-host"}}}};
        QVERIFY(test::errorOf(effectiveConfig(std::nullopt, std::nullopt, options)).startsWith("--allow-host: '" + rule + "' is no "));
    }
};

QTEST_APPLESS_MAIN(TargetsTest)
#include "targets_test.moc"
