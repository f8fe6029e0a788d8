// SPDX-License-Identifier: Apache-2.0
// An expression as behind --slo.
#include "core/config/run_config.h"
#include "fuzzing.h"

using namespace loadgate;
using namespace loadgate::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = textOf(data, size);
    const Result<Objective> objective = parseObjective(text);
    if (!objective) {
        require(objective.error().message.size() > 10, "what is wrong is said in a sentence");
        return 0;
    }
    const Result<Objective> again = parseObjective(toText(*objective));
    require(again && *again == *objective, "toText() reads back as the same objective");
    require(!metricName(*objective).empty(), "every objective has a name in reports");
    return 0;
}
