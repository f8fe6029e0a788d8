// SPDX-License-Identifier: Apache-2.0
// Lines. "@KIND|KEY|DEFAULT|MIN|MAX|CHOICE,CHOICE" declares a parameter (an empty field is not declared, a leading '!' of the key makes
// it required); any other line is KEY=VALUE as somebody wrote it.
#include "fuzzing.h"
#include "loadgate/params.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

std::string_view takeField(std::string_view& line, char end) {
    const std::string_view field = line.substr(0, line.find(end));
    line.remove_prefix(std::min(field.size() + 1, line.size()));
    return field;
}

std::optional<std::string> declared(std::string_view field) { return field.empty() ? std::nullopt : std::optional(std::string(field)); }

ParamSpec specOf(std::string_view line) {
    ParamSpec spec;
    spec.kind = paramKindFromText(takeField(line, '|')).value_or(ParamKind::Text);
    std::string_view key = takeField(line, '|');
    spec.required = key.starts_with('!');
    spec.key = key.substr(spec.required ? 1 : 0);
    spec.defaultValue = declared(takeField(line, '|'));
    spec.min = declared(takeField(line, '|'));
    spec.max = declared(takeField(line, '|'));
    while (!line.empty()) {
        spec.choices.emplace_back(takeField(line, ','));
    }
    return spec;
}

template <class Value>
bool holds(const ParamValues& values, const std::string& key) {
    return values.get<Value>(key) == values.get<Value>(key);  // get() throws for a wrong type, and NaN is no value
}

bool holdsItsKind(const ParamSpec& spec, const ParamValues& values) {
    switch (spec.kind) {
        case ParamKind::Flag: return holds<bool>(values, spec.key);
        case ParamKind::Count: return holds<std::int64_t>(values, spec.key) && values.get<std::int64_t>(spec.key) >= 0;
        case ParamKind::Number: return holds<double>(values, spec.key);
        case ParamKind::Level: return holds<Level>(values, spec.key);
        case ParamKind::Duration: return holds<Duration>(values, spec.key);
        case ParamKind::Percent: return holds<Share>(values, spec.key);
        case ParamKind::Bytes: return holds<ByteCount>(values, spec.key);
        case ParamKind::Secret: return !values.get<Secret>(spec.key).reference().empty() || values.get<Secret>(spec.key).reveal().empty();
        case ParamKind::Choice: return std::ranges::find(spec.choices, values.get<std::string>(spec.key)) != spec.choices.end();
        case ParamKind::Text:
        case ParamKind::Path: return holds<std::string>(values, spec.key);
    }
    return false;
}

bool isComplained(const std::vector<ParamProblem>& problems, const std::string& key) {
    return std::ranges::any_of(problems, [&](const ParamProblem& problem) { return problem.key == key && !problem.message.empty(); });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = textOf(data, size);
    ParamSchema schema;
    std::vector<GivenParam> given;
    while (!text.empty()) {
        std::string_view line = takeLine(text);
        if (line.starts_with('@')) {
            ParamSpec spec = specOf(line.substr(1));
            const bool known = std::ranges::any_of(schema, [&](const ParamSpec& one) { return one.key == spec.key; });
            if (!known && schema.size() < 50) {
                schema.push_back(std::move(spec));
            }
        } else if (given.size() < 100) {
            const std::string_view key = takeField(line, '=');
            given.push_back({std::string(key), std::string(line), "--set", {}});
        }
    }
    const ResolvedParams resolved = resolveParams(schema, given);
    for (const GivenParam& one : given) {
        require(resolved.values.has(one.key) || isComplained(resolved.problems, one.key), "what is given is taken or complained about");
    }
    for (const ParamSpec& spec : schema) {
        require(!resolved.values.has(spec.key) || holdsItsKind(spec, resolved.values), "a value is of its parameter's kind");
        const bool mayBeAbsent = !spec.required && !spec.defaultValue;
        require(resolved.values.has(spec.key) || mayBeAbsent || isComplained(resolved.problems, spec.key),
                "a value that must be there is there or complained about");
    }
    return 0;
}
