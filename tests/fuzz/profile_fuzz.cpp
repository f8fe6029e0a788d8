// SPDX-License-Identifier: Apache-2.0
// A profile; what reads as one is made the configuration of a run as well.
#include "core/config/run_config.h"
#include "yaml_reading.h"

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

void requireSendable(const RunConfig& config) {
    require(!config.objectives.empty() && !config.load.value.empty(), "a configuration is complete");
    for (const RequestSpec& request : config.requests) {
        require(request.path.starts_with('/') && !hasControls(request.path), "a path goes on the wire as it stands");
        require(!request.name.empty() && request.weight > 0, "every request has a name and a weight");
        for (const NameValue& header : request.headers) {
            require(!header.name.empty() && header.value.find_first_of("\r\n") == std::string::npos, "a header is one line");
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = [](std::string_view text) { return readProfile(text, kYamlSource, kVariables); };
    (void)checkYamlReader(data, size, read);
    const auto profile = read(textOf(data, size));
    if (!profile) {
        return 0;
    }
    const GivenOptions target{{"target", {{"http://127.0.0.1:9/", Origin::Option, "--target"}}}};
    if (const auto config = effectiveConfig(*profile, std::nullopt, target)) {
        requireSendable(*config);
    }
    return 0;
}
