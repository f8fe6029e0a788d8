// SPDX-License-Identifier: Apache-2.0
// deploy/performance_config.yml.
#include "core/config/run_config.h"
#include "yaml_reading.h"

using namespace loadgate;
using namespace loadgate::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return checkYamlReader(data, size, [](std::string_view text) { return readObjectives(text, kYamlSource, kVariables); });
}
