// SPDX-License-Identifier: Apache-2.0
#include "cli/option_table.h"
#include "cli/parse.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace loadgate;
using namespace loadgate::cli;

namespace {

using Words = std::vector<std::string>;

Result<Invocation> parse(const Words& words, const EnvironmentVariables& environment = {}) { return parseCommandLine(words, environment); }

std::string refusal(const Words& words, const EnvironmentVariables& environment = {}) {
    const auto parsed = parse(words, environment);
    return parsed ? "no error" : parsed.error().message;
}

/// "value (origin where)" of each, in order.
Words shown(const Invocation& call, std::string_view option) {
    Words texts;
    const auto found = call.options.find(option);
    if (found != call.options.end()) {
        for (const GivenOption& one : found->second) {
            texts.push_back(one.text + " (" + std::string(toText(one.origin)) + " " + one.where + ")");
        }
    }
    return texts;
}

}  // namespace

class OptionsTest : public QObject {
    Q_OBJECT
  private slots:
    void aCommandIsOneWordOrTwo();
    void valuesKeepWhatWasTyped();
    void aRepeatableOptionKeepsItsOrder();
    void theEnvironmentStandsBelowTheCommandLine();
    void emptyAndOffMeanNotGiven();
    void permissionsHaveNoTwin();
    void theDemoListensToTheTerminalOnly();
    void helpAsksForNothingElse();
    void simpleExitHoldsForErrorsToo();
    void noNameStandsTwiceForOneCommand();
    void everyOptionOfTheContractIsKnown();
    void everyRefusalIsOneSentence_data();
    void everyRefusalIsOneSentence();
};

void OptionsTest::aCommandIsOneWordOrTwo() {
    QCOMPARE(parse({"run"}).value().command->id, Command::Run);
    QCOMPARE(parse({"demo"}).value().command->id, Command::Demo);
    QCOMPARE(parse({"demo", "--quiet"}).value().command->id, Command::Demo);
    QCOMPARE(parse({"demo", "backend"}).value().command->id, Command::DemoBackend);
    QCOMPARE(parse({"plugins", "show", "burst"}).value().operands, Words{"burst"});
    QCOMPARE(parse({"run", "a.yml"}).value().operands, Words{"a.yml"});
    QCOMPARE(parse({"run", "-"}).value().operands, Words{"-"});
    QCOMPARE(parse({"run", "--", "-odd.yml"}).value().operands, Words{"-odd.yml"});
}

void OptionsTest::valuesKeepWhatWasTyped() {
    const Invocation call =
        parse({"run", "--body", "[1,2]", "--duration", "-5s", "--header=X: a=b", "--name", "", "--report", "-", "--yes"}).value();
    QCOMPARE(shown(call, "body"), Words{"[1,2] (option --body)"});
    QCOMPARE(shown(call, "duration"), Words{"-5s (option --duration)"});
    QCOMPARE(shown(call, "header"), Words{"X: a=b (option --header)"});
    QCOMPARE(shown(call, "name"), Words{" (option --name)"});
    QCOMPARE(shown(call, "report"), Words{"- (option --report)"});
    QCOMPARE(shown(call, "yes"), Words{"true (option --yes)"});
    QVERIFY(call.operands.empty());
}

void OptionsTest::aRepeatableOptionKeepsItsOrder() {
    const Invocation call = parse({"run", "--slo", "errors < 1%", "--rate", "5", "--slo", "p95 < 1s"}).value();
    QCOMPARE(shown(call, "slo"), (Words{"errors < 1% (option --slo)", "p95 < 1s (option --slo)"}));
}

void OptionsTest::theEnvironmentStandsBelowTheCommandLine() {
    const EnvironmentVariables environment{
        {"LOADGATE_RATE", "7"}, {"LOADTEST_LATENCY_P95", "1s"}, {"LOADGATE_BIN", "x"}, {"LOADGATE_PLUGIN_PATH", "y"}, {"HOME", "z"}};
    const Invocation call = parse({"run", "--rate", "5"}, environment).value();
    QCOMPARE(shown(call, "rate"), (Words{"7 (environment LOADGATE_RATE)", "5 (option --rate)"}));
    QCOMPARE(shown(call, "p95"), Words{"1s (environment LOADTEST_LATENCY_P95)"});
    QCOMPARE(call.textOr("rate", ""), std::string("5"));
}

void OptionsTest::emptyAndOffMeanNotGiven() {
    const EnvironmentVariables environment{{"LOADGATE_QUIET", "0"}, {"LOADGATE_YES", "true"}, {"LOADGATE_RATE", ""}};
    const Invocation call = parse({"run"}, environment).value();
    QVERIFY(!call.isOn("quiet"));
    QVERIFY(call.isOn("yes"));
    QVERIFY(call.given("rate") == nullptr);
}

void OptionsTest::permissionsHaveNoTwin() {
    QCOMPARE(refusal({"run"}, {{"LOADGATE_ALLOW_HOST", "x"}}),
             std::string("LOADGATE_ALLOW_HOST: no variable may say this; write --allow-host on the command line"));
}

void OptionsTest::theDemoListensToTheTerminalOnly() {
    const Invocation call =
        parse({"demo"}, {{"LOADGATE_RATE", "9"}, {"LOADTEST_LATENCY_P95", "1ms"}, {"LOADGATE_QUIET", "1"}, {"LOADGATE_JSON", "x"}}).value();
    QVERIFY(call.given("rate") == nullptr);
    QVERIFY(call.given("p95") == nullptr);
    QVERIFY(call.given("json") == nullptr);
    QVERIFY(call.isOn("quiet"));
}

void OptionsTest::helpAsksForNothingElse() {
    QVERIFY(parse({"plugins", "show", "--help"}).value().help);
    QVERIFY(parse({"run", "-h"}).value().help);
    QVERIFY(parse({"help", "plugins", "list"}).value().help);
    QCOMPARE(parse({"help", "plugins", "list"}).value().command->id, Command::PluginsList);
    QVERIFY(parse({"plugins", "--help"}).value().command == nullptr);
    QVERIFY(parse({"--help"}, {{"LOADGATE_RTAE", "1"}}).value().help);
    QVERIFY(parse({"--version"}).value().version);
}

void OptionsTest::simpleExitHoldsForErrorsToo() {
    QVERIFY(wantsSimpleExit(Words{"run", "--exit-style", "simple", "--nonsense"}, {}));
    QVERIFY(wantsSimpleExit(Words{"run", "--exit-style=simple"}, {}));
    QVERIFY(wantsSimpleExit(Words{"run"}, {{"LOADGATE_EXIT_STYLE", "simple"}}));
    QVERIFY(!wantsSimpleExit(Words{"run", "--exit-style", "full"}, {{"LOADGATE_EXIT_STYLE", "simple"}}));
    QVERIFY(!wantsSimpleExit(Words{"run", "--name", "simple"}, {}));
}

void OptionsTest::noNameStandsTwiceForOneCommand() {
    for (const CommandSpec& command : commands()) {
        std::set<std::string_view> names;
        for (const OptionSpec& option : options()) {
            if (option.isFor(command.id)) {
                QVERIFY2(names.insert(option.name).second, std::string(option.name).c_str());
                QVERIFY2(!isLaterOption(option.name), std::string(option.name).c_str());
            }
        }
    }
}

void OptionsTest::everyOptionOfTheContractIsKnown() {
    const Words now{"target",
                    "concurrency",
                    "rate",
                    "duration",
                    "pattern",
                    "set",
                    "endpoint",
                    "header",
                    "body",
                    "config",
                    "p50",
                    "p95",
                    "p99",
                    "slo",
                    "warmup",
                    "error-rate",
                    "throughput",
                    "timeout",
                    "seed",
                    "think-time",
                    "arrivals",
                    "threads",
                    "resolve",
                    "report",
                    "json",
                    "name",
                    "tag",
                    "allow-host",
                    "yes",
                    "quiet",
                    "verbose",
                    "no-color",
                    "progress",
                    "no-history",
                    "plugin-dir",
                    "exit-style",
                    "max-in-flight",
                    "insecure",
                    "cacert",
                    "cert",
                    "key",
                    "reactor",
                    "pacing",
                    "html",
                    "junit",
                    "hgrm",
                    "deployment-report",
                    "pin",
                    "abort-on-fail",
                    "metrics-listen",
                    "pushgateway",
                    "metrics-textfile",
                    "state-dir"};
    for (const std::string& name : now) {
        QVERIFY2(findOption(name, Command::Run) != nullptr, name.c_str());
    }
    const Words later{"http", "db", "data"};
    for (const std::string& name : later) {
        QCOMPARE(refusal({"run", "--" + name, "x"}), "--" + name + " is not in this version");
    }
    const Words laterCommands{"shadow", "canary", "rollout", "rollback", "recover", "approve",
                              "reject", "judge",  "compare", "trend",    "history", "import"};
    for (const std::string& name : laterCommands) {
        QCOMPARE(refusal({name, "--anything"}), "the command '" + name + "' is not in this version");
    }
}

void OptionsTest::everyRefusalIsOneSentence_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* words, const char* sentence) {
        QTest::newRow(*words == '\0' ? "nothing" : words) << words << sentence;
    };
    row("", "a command is missing; loadgate --help lists them");
    row("rnu", "unknown command 'rnu', did you mean 'run'?");
    row("xyzzy", "unknown command 'xyzzy'; loadgate --help lists the commands");
    row("plugins", "'plugins' needs one more word: 'plugins list' or 'plugins show'");
    row("plugins lst", "unknown command 'plugins lst', did you mean 'plugins list'?");
    row("plugins check x.so", "the command 'plugins check' is not in this version");
    row("demo bakcend", "unknown command 'demo bakcend', did you mean 'demo backend'?");
    row("--rate 5 run", "options follow the command: loadgate COMMAND --rate");
    row("run --rat 5", "unknown option '--rat', did you mean '--rate'?");
    row("run -rate 5", "unknown option '-rate', did you mean '--rate'?");
    row("run --consurency=5", "unknown option '--consurency', did you mean '--concurrency'?");
    row("run --frobnicate", "unknown option '--frobnicate'; loadgate run --help lists them");
    row("run --listen 127.0.0.1:1", "'run' has no option --listen; 'demo backend' has");
    row("run --db=a", "--db is not in this version");
    row("run --rate", "--rate needs a value: --rate R");
    row("run --rate --yes", "--rate needs a value: --rate R");
    row("run --rate= --yes", "--rate needs a value: --rate R");
    row("run --quiet=yes", "--quiet takes no value");
    row("run --rate 5 --rate 6", "--rate is given 2 times; once is enough");
    row("run --progress barr", "--progress: 'barr' is not one of auto, bar, plain, none, did you mean 'bar'?");
    row("run --exit-style short", "--exit-style: 'short' is not one of full, simple");
    row("run a.yml b.yml", "'run' takes one [PROFILE.yml | -], and 'b.yml' is one too many");
    row("demo x.yml --quiet", "unknown command 'demo x.yml'; loadgate --help lists the commands");
    row("plugins list x", "'plugins list' takes no argument, and 'x' is one too many");
    row("plugins show", "'plugins show' needs NAME");
    row("run --quiet --verbose", "--quiet and --verbose contradict each other; give one of them");
    row("run --quiet --progress bar", "--quiet and --progress bar contradict each other; give one of them");
}

void OptionsTest::everyRefusalIsOneSentence() {
    QFETCH(QString, words);
    QFETCH(QString, sentence);
    Words list;
    for (const QString& word : words.split(' ', Qt::SkipEmptyParts)) {
        list.push_back(word.toStdString());
    }
    QCOMPARE(QString::fromStdString(refusal(list)), sentence);
}

QTEST_APPLESS_MAIN(OptionsTest)
#include "options_test.moc"
