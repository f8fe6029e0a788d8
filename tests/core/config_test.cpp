// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"
#include "show.h"

#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

const std::string kProfile = R"(target: http://127.0.0.1:1
headers: {Accept: a/b, X-All: "1"}
requests:
  - {get: /list, name: list, weight: 3}
  - {post: /order, name: order, headers: {accept: c/d}, timeout: 2s, json: {a: 1}}
load:
  - {use: ramp, users: 100, for: 1m}
  - {users: 200, for: 1m}
warmup: 5s
timeout: 4s
think_time: 1s
seed: 9
objectives: ["p99 <= 1s"]
)";
const std::string kOneStage = "target: t\nload: {use: burst, users: 100, for: 1m, with: {base: 10%}}\n";

/// "--rate=1000" and "LOADGATE_RATE=500" as the command line would hand them over.
GivenOptions given(const std::vector<std::string>& texts) {
    GivenOptions options;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        const std::string where = text.substr(0, equals);
        std::string name = where.substr(2);
        Origin origin = Origin::Option;
        if (where.starts_with("LOADGATE_") || where.starts_with("LOADTEST_")) {
            const std::vector<std::string> known{"rate",   "target",   "warmup", "concurrency", "pattern", "set",
                                                 "header", "endpoint", "slo",    "yes",         "p95"};
            const auto gathered = gatherEnvironment(std::vector<std::pair<std::string, std::string>>{{where, "x"}}, known);
            name = gathered.value().begin()->first;
            origin = Origin::Environment;
        }
        options[name].push_back({text.substr(equals + 1), origin, where});
    }
    return options;
}
Result<RunConfig> configured(const std::string& profile, const std::vector<std::string>& options, const std::string& objectives = {}) {
    std::optional<LoadProfile> read;
    std::optional<ObjectivesFile> file;
    if (!profile.empty()) {
        LOADGATE_TRY(read, readProfile(profile, "p.yml"));
    }
    if (!objectives.empty()) {
        LOADGATE_TRY(file, readObjectives(objectives, "o.yml"));
    }
    return effectiveConfig(read, file, given(options));
}
RunConfig config(const std::string& profile, const std::vector<std::string>& options, const std::string& objectives = {}) {
    auto result = configured(profile, options, objectives);
    if (!result) {
        qFatal("%s", result.error().message.c_str());
    }
    return std::move(result).value();
}
QString refusal(const std::string& profile, const std::vector<std::string>& options, const std::string& objectives = {}) {
    return test::errorOf(configured(profile, options, objectives));
}
QStringList objectivesOf(const RunConfig& run) {
    QStringList list;
    for (const Objective& objective : run.objectives) {
        list << test::shown(toText(objective) + " [" + std::string(toText(objective.origin)) + " " + objective.where + "]");
    }
    return list;
}

}  // namespace

class ConfigTest : public QObject {
    Q_OBJECT
  private slots:
    void withNothingButATargetTheContractsDefaultsHold() {
        const RunConfig run = config({}, {"--target=http://127.0.0.1:8080/api"});
        QVERIFY(run.target == (Chosen<std::string>{"http://127.0.0.1:8080/api", Origin::Option, "--target"}));
        QVERIFY(run.requests.empty() && run.headers.empty());
        QVERIFY(run.load.value == (std::vector<StageConfig>{{{"sustained", {}, "built-in"}, {10, LoadModel::Closed}, 30s}}));
        QVERIFY(run.peak == (Chosen<Load>{{10, LoadModel::Closed}, Origin::Default, "built-in"}) && run.length.value == 30s);
        QVERIFY(!run.scaleToPeak && !run.stretchTo && !run.confirmed);
        QVERIFY(run.warmup.value == 0s && run.thinkTime.value == ThinkTime{} && run.timeout.value == 10s && run.seed.value == 1);
        QVERIFY(run.arrivals.value == Arrivals::Constant && run.maxInFlight.value == 10'000 && run.threads.value == 0);
        QCOMPARE(objectivesOf(run), QStringList{"errors <= 1% [default built-in]"});
        QVERIFY(run.builtInObjectiveOnly);
        QVERIFY(run.connectTimeout.value == 0s && run.firstByteTimeout.value == 0s && !run.pinned.value);
        QVERIFY(run.reuse.value == Reuse::Keep && run.maxAge.value == 0s && run.maxRequests.value == 0 && run.sources.value.empty());
        QVERIFY(run.handshakes == (Chosen<Rate>{{2000}, Origin::Default, "built-in"}));
    }

    void connectionsAreAsTheProfileSaysAndItSaysWhere() {
        const RunConfig run = config(
            "target: t\ntimeout:\n  connect: 2s\n  first_byte: 5s\n"
            "connections:\n  reuse: keep\n  max_age: 30s\n  max_requests: 7\n  handshakes: 500/s\n"
            "  sources: [127.0.0.2, 127.0.0.3]\n",
            {"--timeout=8", "--pin="});
        QVERIFY(run.timeout == (Chosen<Duration>{8s, Origin::Option, "--timeout"}));
        QVERIFY(run.connectTimeout == (Chosen<Duration>{2s, Origin::File, "p.yml:3"}));
        QVERIFY(run.firstByteTimeout == (Chosen<Duration>{5s, Origin::File, "p.yml:4"}));
        QVERIFY(run.reuse == (Chosen<Reuse>{Reuse::Keep, Origin::File, "p.yml:6"}));
        QVERIFY(run.maxAge == (Chosen<Duration>{30s, Origin::File, "p.yml:7"}));
        QVERIFY(run.maxRequests == (Chosen<std::uint64_t>{7, Origin::File, "p.yml:8"}));
        QVERIFY(run.handshakes == (Chosen<Rate>{{500}, Origin::File, "p.yml:9"}));
        QVERIFY(run.sources == (Chosen<std::vector<std::string>>{{"127.0.0.2", "127.0.0.3"}, Origin::File, "p.yml:10"}));
        QVERIFY(run.pinned == (Chosen<bool>{true, Origin::Option, "--pin"}));
    }

    void thePartsOfATimeoutNeedNotSayTheWhole() {
        QVERIFY(config("target: t\ntimeout: {total: 3s}\n", {}).timeout == (Chosen<Duration>{3s, Origin::File, "p.yml:2"}));
        QVERIFY(config("target: t\ntimeout: {connect: 3s}\n", {}).timeout == (Chosen<Duration>{10s, Origin::Default, "built-in"}));
        // An option that shortens the whole strikes first.
        QVERIFY(config("target: t\ntimeout: {connect: 3s}\n", {"--timeout=1"}).connectTimeout.value == 3s);
    }

    void aHigherOriginWins_data() {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("warmup");
        QTest::newRow("default") << "target: t\n" << QStringList{} << "0s default built-in";
        QTest::newRow("file") << "target: t\nwarmup: 5s\n" << QStringList{} << "5s file p.yml:2";
        QTest::newRow("environment") << "target: t\nwarmup: 5s\n" << QStringList{"LOADGATE_WARMUP=6s"} << "6s environment LOADGATE_WARMUP";
        QTest::newRow("option") << "target: t\nwarmup: 5s\n" << QStringList{"LOADGATE_WARMUP=6s", "--warmup=7"} << "7s option --warmup";
        QTest::newRow("option, handed over first") << "target: t\n"
                                                   << QStringList{"--warmup=7", "LOADGATE_WARMUP=6s"} << "7s option --warmup";
    }
    void aHigherOriginWins() {
        QFETCH(QString, profile);
        QFETCH(QStringList, options);
        QFETCH(QString, warmup);
        std::vector<std::string> texts;
        for (const QString& option : options) {
            texts.push_back(option.toStdString());
        }
        const RunConfig run = config(profile.toStdString(), texts);
        QCOMPARE(test::shown(toText(run.warmup.value) + " " + std::string(toText(run.warmup.origin)) + " " + run.warmup.where), warmup);
    }

    void everyValueOfAProfileCanBeOverridden() {
        const RunConfig file = config(kProfile, {});
        QVERIFY(file.timeout == (Chosen<Duration>{4s, Origin::File, "p.yml:10"}) &&
                file.thinkTime == (Chosen<ThinkTime>{ThinkTime::constant(1s), Origin::File, "p.yml:11"}));
        QVERIFY(file.seed == (Chosen<std::uint64_t>{9, Origin::File, "p.yml:12"}) && file.target.where == "p.yml:1" && file.name == "p");
        const RunConfig run = config(
            kProfile, {"--timeout=8", "--think-time=2", "--seed=3", "--target=u", "--name=nightly", "--threads=2", "--max-in-flight=50",
                       "--tag=a=1", "--tag=b=2", "--tag=a=3", "--resolve=h:80:::1", "--allow-host=h", "--yes="});
        QVERIFY(run.timeout.value == 8s && run.thinkTime.value == ThinkTime::constant(2s) && run.seed.value == 3 &&
                run.target.value == "u" && run.name == "nightly");
        QVERIFY(run.threads.value == 2 && run.maxInFlight.value == 50 && run.confirmed);
        QVERIFY(run.tags == (std::vector<NameValue>{{"b", "2"}, {"a", "3"}}));
        QVERIFY(run.resolve == std::vector<std::string>{"h:80:::1"} && run.allowHosts == std::vector<std::string>{"h"});
    }

    void objectivesComeFromFileProfileEnvironmentAndOptionsInThisOrder() {
        const RunConfig run = config(kProfile, {"--p99=900ms", "LOADTEST_LATENCY_P95=300ms", "--error-rate=2%", "--slo=p99(list) <= 800ms"},
                                     "latency: {p50: 100ms, p95: 250ms, p99: 400ms}\nerror_rate: 0.5%\nthroughput: 10 req/sec\npolicy: "
                                     "{confidence: 99%, min_samples: 7, rhythm: 1m}\n");
        QCOMPARE(objectivesOf(run), (QStringList{"p50 <= 100 ms [file o.yml:1]", "p95 <= 300 ms [environment LOADTEST_LATENCY_P95]",
                                                 "p99 <= 900 ms [option --p99]", "errors <= 2% [option --error-rate]",
                                                 "throughput >= 10/s [file o.yml:3]", "p99(list) <= 800 ms [option --slo]"}));
        QVERIFY(!run.builtInObjectiveOnly);
        for (const Objective& objective : run.objectives) {
            QCOMPARE(objective.confidence, 0.99);
            QVERIFY(objective.rhythm == std::chrono::minutes(1));
            QCOMPARE(objective.minSamples.has_value(), objective.metric != Metric::Throughput);
        }
    }

    void anObjectivesOwnSamplesAndWindowStayWhateverThePolicySays() {
        const RunConfig run = config(kProfile, {"--slo=p99 <= 1s in each 60s", "--slo=p99 <= 2s in each 60s", "--slo=p99 <= 3s"},
                                     "objectives: [{that: p99 <= 400ms, window: 1m, min_samples: 20}, {that: p50 <= 1s, min_samples: 20}]\n"
                                     "policy: {min_samples: 7}\n");
        const QStringList all = objectivesOf(run);
        QVERIFY2(all.contains("p99 <= 2 s in each 1m [option --slo]") && all.contains("p99 <= 3 s [option --slo]") &&
                     !all.contains("p99 <= 400 ms in each 1m [file o.yml:1]"),
                 qPrintable(all.join("\n")));
        for (const Objective& objective : run.objectives) {
            QVERIFY(!objective.minSamples || *objective.minSamples == (objective.quantile == 0.5 ? 20 : 7));
        }
    }

    void headersOfProfileRequestAndOptionsAreMergedByNameWithoutCase() {
        const RunConfig run = config(kProfile, {"--header=x-all: 2", "--header=X-New:3"});
        QVERIFY(run.requests[0].headers == (std::vector<NameValue>{{"Accept", "a/b"}, {"x-all", "2"}, {"X-New", "3"}}));
        QVERIFY(run.requests[1].headers == (std::vector<NameValue>{{"accept", "c/d"}, {"x-all", "2"}, {"X-New", "3"}}));
        QVERIFY(run.headers.empty());
        QVERIFY(config({}, {"--target=t", "--header=A: b"}).headers == (std::vector<NameValue>{{"A", "b"}}));
    }

    void endpointOptionsReplaceTheProfilesRequests() {
        const RunConfig run =
            config(kProfile, {"--endpoint=GET /a 70%", "--endpoint=post /b?x=1 30%", "--body={}", "LOADGATE_ENDPOINT=GET /env"});
        QCOMPARE(run.requests.size(), 2U);
        QVERIFY(run.requests[0].name == "GET /a" && run.requests[0].weight == 70 && run.requests[0].body.empty());
        QVERIFY(run.requests[1].name == "POST /b" && run.requests[1].path == "/b?x=1" && run.requests[1].body == "{}");
        QVERIFY(config(kProfile, {"LOADGATE_ENDPOINT=GET /env"}).requests[0].path == "/env");
    }

    void aPeakOrLengthFromAnOptionScalesAProfilesCurveAsAWhole() {
        const RunConfig plain = config(kProfile, {});
        QVERIFY(!plain.scaleToPeak && !plain.stretchTo);
        QVERIFY(plain.peak == (Chosen<Load>{{200, LoadModel::Closed}, Origin::File, "p.yml:8"}) && plain.length.value == 2min);
        const RunConfig run = config(kProfile, {"--rate=50", "--duration=10m", "--think-time=0"});
        QVERIFY(run.scaleToPeak == (Load{50, LoadModel::Open}) && run.stretchTo == 10min);
        QVERIFY(run.load.value[0].peak == (Load{100, LoadModel::Closed}) && run.load.value[0].length == 1min);
        QVERIFY(run.peak == (Chosen<Load>{{50, LoadModel::Open}, Origin::Option, "--rate"}) && run.length.value == 10min);
    }

    void aStageThatSaysNoPeakOrLengthTakesTheOptionAsItIs() {
        const RunConfig run = config("target: t\nload: {use: burst}\n", {"--rate=50/s", "--duration=90"});
        QVERIFY(!run.scaleToPeak && !run.stretchTo);
        QVERIFY(run.load.value[0].peak == (Load{50, LoadModel::Open}) && run.load.value[0].length == 90s);
    }

    void aPatternOptionReplacesTheLoadByOneStageOfTheSamePeakAndLength() {
        const RunConfig run = config(kProfile, {"--pattern=burst", "--set=base=20%", "LOADGATE_SET=from=1"});
        QCOMPARE(run.load.value.size(), 1U);
        const StageConfig& stage = run.load.value[0];
        QVERIFY(stage.pattern == (PluginUse{"burst", {{"base", "20%", "--set", ""}}, "--pattern"}));
        QVERIFY(stage.peak == (Load{200, LoadModel::Closed}) && stage.length == 2min && !run.scaleToPeak);
    }

    void setReachesTheOnlyStageOfAProfile() {
        const auto with = config(kOneStage, {"--set=every = 10s"}).load.value[0].pattern.with;
        QVERIFY(with.size() == 2 && with[0].text == "10%" && with[1] == (GivenParam{"every", "10s", "--set", ""}));
    }

    void anOptionForUsersBeatsAVariableForARate() {
        const RunConfig run = config({}, {"--target=t", "LOADGATE_RATE=100", "--concurrency=5"});
        QVERIFY(run.peak == (Chosen<Load>{{5, LoadModel::Closed}, Origin::Option, "--concurrency"}));
    }

    void contradictionsAreRefusedInOneSentence_data() {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("sentence");
        const QString two = QString::fromStdString(kProfile);
        const QString t = "target: t\n";
        const auto row = [](const char* name, const QString& profile, const QStringList& options, const QString& sentence) {
            QTest::newRow(name) << profile << options << sentence;
        };
        row("no target", "seed: 1\n", {}, "no target; say what to load, as in --target http://127.0.0.1:8080, or 'target:' in the profile");
        row("both models", t, {"--rate=1", "--concurrency=2"},
            "--concurrency excludes --rate: the load is a number of users or a rate; remove one of them");
        row("warm-up", t, {"--warmup=30"},
            "--warmup: a warm-up of 30s leaves nothing to measure of a load of 30s (built-in); shorten the one or lengthen the other");
        row("connect timeout above the whole", "target: t\ntimeout: {connect: 20s}\n", {},
            "p.yml:2: a timeout of 20s for connecting never strikes: requests are given up after 10s (built-in); shorten the one or "
            "lengthen the other");
        row("first-byte timeout above the whole", "target: t\ntimeout: {first_byte: 4s, total: 3s}\n", {},
            "p.yml:2: a timeout of 4s for the first byte never strikes: requests are given up after 3s (p.yml:2); shorten the one or "
            "lengthen the other");
        row("limit above timeout", t, {"--p99=11s"},
            "--p99: 'p99 <= 11 s' cannot be judged: requests are given up after 10s (built-in); raise the timeout above the limit");
        row("limit above the request's timeout", two, {"--slo=p99(order) <= 3s"},
            "--slo: 'p99(order) <= 3 s' cannot be judged: requests are given up after 2s (p.yml:5); raise the timeout above the limit");
        row("unknown endpoint", two, {"--slo=p99(lst) <= 3s"}, "--slo: no request is called 'lst', did you mean 'list'?");
        row("endpoint without requests", t, {"--slo=p99(list) <= 3s"},
            "--slo: no request is called 'list', the run has one request and it needs no name: leave the name out");
        row("think time in the open model", two, {"--rate=1"},
            "p.yml:11: a think time needs users, and the load is a rate (--rate); set it to 0s or say users");
        row("poisson users", t, {"--arrivals=poisson"},
            "--arrivals: poisson arrivals need a rate, and the load is users (built-in); say a rate");
        row("set without pattern", t, {"--set=base=1"},
            "--set: no pattern to set 'base' of; say which with --pattern, or use a profile whose load is one stage");
        row("set with two stages", two, {"--set=base=1"},
            "--set: no pattern to set 'base' of; say which with --pattern, or use a profile whose load is one stage");
        row("set without value", t, {"--pattern=x", "--set=base"}, "--set: 'base' is no parameter; write KEY=VALUE, as in --set base=20%");
        row("body without request", t, {"--body=x"}, "--body: no request takes a body; say which, as in --endpoint 'POST /orders'");
        row("header", t, {"--header=A"}, "--header: 'A' is no header; write 'Name: value'");
        row("header injection", t, {"--header=A: b\r\nC: d"},
            "--header: the value of the header 'A' holds a line feed or another control character; a header is one line");
        row("endpoint", t, {"--endpoint=/items"},
            "--endpoint: '/items' is no endpoint; write a method, a path and perhaps a weight, as in 'GET /items 70'");
        row("endpoint method", t, {"--endpoint=GTE /items"}, "--endpoint: unknown method 'GTE', did you mean 'GET'?");
        row("endpoint weight", t, {"--endpoint=GET /items x"},
            "--endpoint: 'x' is no weight; write a number above 0, or a percentage for every request");
        row("endpoint weights", t, {"--endpoint=GET /a 20%", "--endpoint=GET /b 20%"},
            "--endpoint: the weights add up to 40%; percentages must add up to 100%");
        row("data", t, {"--data=x"}, "--data is not in this version");
        row("users", t, {"--concurrency=0"}, "--concurrency: '0' users: write a number from 1 to 1000000");
        row("negative duration", t, {"--duration=-5"}, "--duration: '-5' is not a length of time: write 300ms, 90s, 5m or 1h30m");
        row("latency without unit", t, {"--p95=250"}, "--p95: '250' has no unit: write 250ms, 250s or 250m");
        row("variable without unit", t, {"LOADTEST_LATENCY_P95=250"}, "LOADTEST_LATENCY_P95: '250' has no unit: write 250ms, 250s or 250m");
        row("threads", t, {"--threads=0"}, "--threads: '0': write a number from 1 to 1024");
        row("tag", t, {"--tag=x"}, "--tag: 'x' is no tag; write KEY=VALUE, as in --tag build=1234");
        row("resolve", t, {"--resolve=a:b"}, "--resolve: 'a:b': write HOST:PORT:ADDR, as in example.com:443:127.0.0.1");
    }
    void contradictionsAreRefusedInOneSentence() {
        QFETCH(QString, profile);
        QFETCH(QStringList, options);
        QFETCH(QString, sentence);
        std::vector<std::string> texts;
        for (const QString& option : options) {
            texts.push_back(option.toStdString());
        }
        QCOMPARE(refusal(profile.toStdString(), texts), sentence);
    }

    void variablesAreNamedAfterTheirOptions() {
        const std::vector<std::string> known{"rate", "max-in-flight", "insecure", "allow-host", "p95"};
        const auto gather = [&](const std::string& name, const std::string& value) {
            return gatherEnvironment(std::vector<std::pair<std::string, std::string>>{{"PATH", "/bin"}, {name, value}}, known);
        };
        QVERIFY(gather("LOADGATE_MAX_IN_FLIGHT", "5")->at("max-in-flight") ==
                (std::vector<GivenOption>{{"5", Origin::Environment, "LOADGATE_MAX_IN_FLIGHT"}}));
        QVERIFY(gather("LOADTEST_LATENCY_P95", "1s")->contains("p95"));
        QVERIFY(gather("LOADTEST_ERROR_RATE", "1%")->contains("error-rate"));
        QVERIFY(gather("LOADGATE_RATE", "")->empty());
        QVERIFY(gather("LOADGATE_PLUGIN_PATH", "/x")->empty());
        QVERIFY(gather("LOADTEST_SOMETHING_ELSE", "x")->empty());
        QCOMPARE(test::errorOf(gather("LOADGATE_RTE", "1")), QString("'LOADGATE_RTE': unknown variable, did you mean 'LOADGATE_RATE'?"));
        QCOMPARE(test::errorOf(gather("LOADGATE_P95", "1s")),
                 QString("LOADGATE_P95: unknown variable, did you mean 'LOADTEST_LATENCY_P95'?"));
        QCOMPARE(test::errorOf(gather("LOADTEST_LATENCY_P90", "1s")),
                 QString("'LOADTEST_LATENCY_P90': unknown variable, did you mean 'LOADTEST_LATENCY_P50'?"));
        QCOMPARE(test::errorOf(gather("LOADGATE_INSECURE", "1")),
                 QString("LOADGATE_INSECURE: no variable may say this; write --insecure on the command line"));
        QCOMPARE(test::errorOf(gather("LOADGATE_ALLOW_HOST", "x")),
                 QString("LOADGATE_ALLOW_HOST: no variable may say this; write --allow-host on the command line"));
    }
};

QTEST_APPLESS_MAIN(ConfigTest)
#include "config_test.moc"
