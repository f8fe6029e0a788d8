// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"
#include "core/report/numbers.h"
#include "core/report/reports.h"
#include "core/report/text_sections.h"

#include <algorithm>
#include <charconv>

namespace loadgate::report {
namespace {

constexpr std::size_t kLengthOfTimestamp = 19;  // the schema of JUnit's Ant task has neither fraction nor zone; it is UTC

/// One test of the suite: a check, or the run itself.
struct TestCase {
    std::string name;
    VerdictStatus status{VerdictStatus::Inconclusive};
    std::string reason;
};

std::string seconds(Duration duration) {
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), toSeconds(duration), std::chars_format::fixed, 3);
    return {buffer.data(), end.ptr};
}

/// Where no check has the verdict's status, or a signal ended the run, the checks alone would read as if all were well.
std::vector<TestCase> casesOf(const RunRecord& record) {
    std::vector<TestCase> cases;
    bool told = false;
    for (const Check& check : record.verdict.checks) {
        cases.push_back({withoutUserinfo(toText(check.objective)), check.status, check.reason});
        told = told || check.status == record.verdict.status;
    }
    if (!told || record.interruptedBy != 0) {
        const std::string interrupted = interruptedSentence(record);
        cases.push_back({"run", record.verdict.status, record.verdict.reason + (interrupted.empty() ? "" : " (" + interrupted + ")")});
    }
    return cases;
}

std::string_view elementOf(VerdictStatus status) {
    switch (status) {
        case VerdictStatus::Pass: return "";
        case VerdictStatus::Fail: return "failure";
        case VerdictStatus::Inconclusive: return "skipped";
        case VerdictStatus::Invalid: return "error";
    }
    return "error";
}

std::string testCase(const TestCase& one, const std::string& className) {
    const std::string open = "    <testcase classname=\"" + className + "\" name=\"" + forXml(one.name) + "\"";
    const std::string element(elementOf(one.status));
    if (element.empty()) {
        return open + "/>\n";
    }
    return open + ">\n      <" + element + " type=\"" + std::string(toText(one.status)) + "\" message=\"" + forXml(one.reason) +
           "\"/>\n    </testcase>\n";
}

std::string property(std::string_view name, std::string_view value) {
    return "      <property name=\"" + forXml(name) + "\" value=\"" + forXml(value) + "\"/>\n";
}

std::string properties(const RunRecord& record) {
    std::string text = property("id", record.id) + property("tool", "loadgate " + record.toolVersion) +
                       property("target", withoutUserinfo(record.targetUrl)) +
                       property("generator", loadgate::toText(record.generator.status));
    for (const NameValue& tag : record.tags) {
        text += property("tag." + tag.name, tag.value);
    }
    return "    <properties>\n" + text + "    </properties>\n";
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string junitReport(const RunRecord& record) {
    using namespace report;
    const std::vector<TestCase> cases = casesOf(record);
    const auto with = [&](VerdictStatus status) { return std::to_string(std::ranges::count(cases, status, &TestCase::status)); };
    const std::string counts = " tests=\"" + std::to_string(cases.size()) + "\" failures=\"" + with(VerdictStatus::Fail) + "\" errors=\"" +
                               with(VerdictStatus::Invalid) + "\" skipped=\"" + with(VerdictStatus::Inconclusive) + "\" time=\"" +
                               seconds(record.measurement.end) + "\"";
    const std::string name = forXml(withoutUserinfo(record.name));
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"loadgate\"" + counts + ">\n  <testsuite name=\"" +
                       name + "\"" + counts + " timestamp=\"" + timestamp(record.started).substr(0, kLengthOfTimestamp) + "\" hostname=\"" +
                       forXml(record.environment.host) + "\">\n" + properties(record);
    for (const TestCase& one : cases) {
        text += testCase(one, "loadgate." + name);
    }
    return text + "    <system-out>" + forXml(record.verdict.reason) + "</system-out>\n  </testsuite>\n</testsuites>\n";
}

}  // namespace loadgate
