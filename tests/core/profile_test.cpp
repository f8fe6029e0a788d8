// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"
#include "show.h"

#include <QTemporaryDir>
#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::string kContractExample = R"(version: 1
name: checkout
target: backend-v2
headers: {Accept: application/json}
requests:
  - get: /items?page=1
    name: list
    weight: 7
    headers: {X-Trace: "1"}
    timeout: 5s
    expect: {status: 200-399}
load:
  - {use: burst, users: 500, for: 2m, with: {base: 20%, every: 30s, length: 5s}}
warmup: 10s
timeout: 10s
seed: 1
objectives: ["p99(list) <= 250ms", "errors <= 0.5%"]
policy: {confidence: 95%, min_samples: 1000}
)";

LoadProfile read(std::string_view yaml) {
    auto profile = readProfile(yaml, "deploy/profiles/shop.yml");
    if (!profile) {
        qFatal("%s", profile.error().message.c_str());
    }
    return std::move(profile).value();
}
RequestSpec request(std::string_view yaml) { return read("requests:\n  - " + std::string(yaml)).requests.at(0); }

}  // namespace

class ProfileTest : public QObject {
    Q_OBJECT
  private slots:
    void theContractsExampleIsReadWhole() {
        const LoadProfile profile = read(kContractExample);
        QCOMPARE(test::shown(profile.name), QString("checkout"));
        QVERIFY(profile.target == "backend-v2");
        QCOMPARE(test::shown(profile.targetWhere), QString("deploy/profiles/shop.yml:3"));
        QVERIFY(profile.headers == (std::vector<NameValue>{{"Accept", "application/json"}}));
        QCOMPARE(profile.requests.size(), 1U);
        const RequestSpec& list = profile.requests[0];
        QVERIFY(list.name == "list" && list.method == "GET" && list.path == "/items?page=1");
        QCOMPARE(list.weight, 7.0);
        QVERIFY(list.timeout == 5s && list.expect == (std::vector<StatusRange>{{200, 399}}));
        QVERIFY(list.headers == (std::vector<NameValue>{{"X-Trace", "1"}}));
        QCOMPARE(profile.load.size(), 1U);
        QVERIFY(profile.load[0].peak == (Load{500, LoadModel::Closed}) && profile.load[0].length == 2min);
        QVERIFY(profile.load[0].pattern.id == "burst");
        QVERIFY(profile.load[0].pattern.with[1] ==
                (GivenParam{"every", "30s", "deploy/profiles/shop.yml:13: load[0].with.every", "deploy/profiles"}));
        QVERIFY(profile.warmup == 10s && profile.timeout == 10s && profile.seed == 1U);
        QCOMPARE(profile.objectives.size(), 2U);
        QVERIFY(profile.objectives[0].endpoint == "list" && profile.objectives[0].quantile == 0.99 && profile.objectives[0].limit == 0.25);
        QVERIFY(profile.confidence == 0.95 && profile.minSamples == 1000U);
    }

    void withoutANameAProfileIsCalledLikeItsFile() {
        QVERIFY(read("seed: 7\n").name == "shop");
        QVERIFY(readProfile("seed: 7\n", "-")->name == "profile");
    }

    void scalarsStayTextUntilTheirReaderReadsThem() {
        QVERIFY(read("name: 010\n").name == "010");
        QVERIFY(read("name: yes\n").name == "yes");
        QVERIFY(read("seed: 010\n").seed == 10U);
        QVERIFY(read("load: {use: ramp, with: {from: 010}}\n").load[0].pattern.with[0].text == "010");
    }

    void aRequestIsCalledAfterMethodAndPathAndByItsQueryOnlyWhereThatTellsTwoApart() {
        QVERIFY(request("get: /items?page=1\n").name == "GET /items");
        const LoadProfile profile = read("requests:\n  - get: /a?x=1\n  - get: /a?x=2\n  - delete: /b?x=1\n");
        QVERIFY(profile.requests[0].name == "GET /a?x=1" && profile.requests[1].name == "GET /a?x=2" &&
                profile.requests[2].name == "DELETE /b");
    }

    void everyMethodHasItsKey() {
        const std::vector<std::pair<std::string, std::string>> methods{{"get", "GET"},        {"post", "POST"},     {"put", "PUT"},
                                                                       {"patch", "PATCH"},    {"delete", "DELETE"}, {"head", "HEAD"},
                                                                       {"options", "OPTIONS"}};
        for (const auto& [key, method] : methods) {
            QCOMPARE(test::shown(request(key + ": /x\n").method), test::shown(method));
        }
    }

    void percentagesThatAddUpToTheWholeAreWeights() {
        const LoadProfile profile = read("requests:\n  - {get: /a, weight: 70%}\n  - {get: /b, weight: 20%}\n  - {get: /c, weight: 10%}\n");
        QVERIFY(profile.requests[0].weight == 70 && profile.requests[2].weight == 10);
        QCOMPARE(read("requests:\n  - {get: /a, weight: 33.33%}\n  - {get: /b, weight: 33.33%}\n  - {get: /c, weight: 33.33%}\n")
                     .requests.size(),
                 3U);
    }

    void aJsonBodyKeepsTheTypesThatStandWithoutQuotes() {
        const RequestSpec order = request(
            "post: /o\n    json: {item: 17, price: -1.5e3, code: 010, ok: true, no: null, text: \"42\", list: [1, a, \"q\\\"\\n\"]}\n");
        QCOMPARE(test::shown(order.body), QString("{\"item\":17,\"price\":-1.5e3,\"code\":\"010\",\"ok\":true,\"no\":null,\"text\":\"42\","
                                                  "\"list\":[1,\"a\",\"q\\\"\\u000a\"]}"));
        QVERIFY(order.contentType == "application/json");
    }

    void aFormBodyIsEncoded() {
        const RequestSpec login = request("post: /login\n    form: {user: a b, pass: \"x&y=ü\"}\n");
        QCOMPARE(test::shown(login.body), QString("user=a+b&pass=x%26y%3D%C3%BC"));
        QVERIFY(login.contentType == "application/x-www-form-urlencoded");
    }

    void aBodyMayBeTextOrNameItsKindInside() {
        QVERIFY(request("post: /o\n    body: hello\n").body == "hello");
        QVERIFY(request("post: /o\n    body: {json: [1]}\n").body == "[1]");
        QVERIFY(request("post: /o\n    body: {form: {a: 1}}\n").body == "a=1");
    }

    void theAuthorsContentTypeWins() {
        QVERIFY(request("post: /o\n    json: {}\n    headers: {content-type: application/vnd.x+json}\n").contentType.empty());
    }

    void aBodyFileIsReadFromTheProfilesFolder() {
        const QTemporaryDir folder;
        const fs::path base = folder.path().toStdString();
        fs::create_directory(base / "bodies");
        std::ofstream(base / "bodies" / "order.json", std::ios::binary) << std::string("{\"a\":1}\n\0x", 10);
        const auto profile = readProfile("requests:\n  - {post: /o, body_file: bodies/order.json}\n", (base / "shop.yml").string());
        QVERIFY2(profile.has_value(), qPrintable(test::errorOf(profile)));
        QVERIFY(profile->requests[0].body == std::string("{\"a\":1}\n\0x", 10));
    }

    void expectedStatusesAreOneAListOrRanges() {
        QVERIFY(request("get: /a\n    expect: {status: 204}\n").expect == (std::vector<StatusRange>{{204, 204}}));
        QVERIFY(request("get: /a\n    expect: {status: [200, 300-304]}\n").expect == (std::vector<StatusRange>{{200, 200}, {300, 304}}));
    }

    void aLoadMayBeOneStageOrAListAndItsPatternIsSustainedUnlessSaid() {
        const LoadProfile one = read("load: {rate: 60000/m, for: 90s}\n");
        QVERIFY(one.load[0].pattern.id == "sustained" && one.load[0].peak == (Load{1000, LoadModel::Open}) && one.load[0].length == 90s);
        QCOMPARE(read("load:\n  - {use: ramp, rate: 10/s, for: 1m}\n  - {rate: 10/s, for: 1m}\n").load.size(), 2U);
    }

    void theRestIsReadWithItsUnits() {
        const LoadProfile profile = read("think_time: 1500ms\narrivals: poisson\nload: {rate: 1/s}\n");
        QVERIFY(profile.thinkTime == ThinkTime::constant(1500ms) && profile.arrivals == Arrivals::Poisson);
        QCOMPARE(test::shown(profile.where.at("arrivals")), QString("deploy/profiles/shop.yml:2"));
    }

    void aUserThinksByADistribution() {
        QVERIFY(read("think_time: {constant: 1s}\n").thinkTime == ThinkTime::constant(1s));
        QVERIFY(read("think_time: {exponential: 1s}\n").thinkTime == ThinkTime::exponential(1s));
        QVERIFY(read("think_time: {uniform: [500ms, 1500ms]}\n").thinkTime == ThinkTime::uniform(500ms, 1500ms));
    }

    void everyExampleInDeployIsAProfile() {
        int read = 0;
        for (const auto& entry : fs::directory_iterator(fs::path(LOADGATE_DEPLOY) / "profiles")) {
            const auto profile = readProfile(test::textOf(entry.path()), entry.path().string());
            QVERIFY2(profile.has_value(), qPrintable(test::errorOf(profile)));
            const auto config =
                effectiveConfig(*profile, std::nullopt, {{"target", {{"http://127.0.0.1:8080", Origin::Option, "--target"}}}});
            QVERIFY2(config.has_value(), qPrintable(test::errorOf(config)));
            ++read;
        }
        QVERIFY(read > 0);
    }
};

QTEST_APPLESS_MAIN(ProfileTest)
#include "profile_test.moc"
