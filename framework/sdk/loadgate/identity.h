// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace loadgate {

/// Which version runs, and as which instance. Written down by one process, read by another on another machine.
struct Identity {
    std::string plugin;                        ///< the target plugin that wrote it
    std::string version;                       ///< equal = same software (an image digest)
    std::string instance;                      ///< equal = the very same thing (a container id): tells "replaced under the test"
    std::map<std::string, std::string> facts;  ///< what restoring needs; never a secret

    [[nodiscard]] bool sameVersion(const Identity& other) const {
        return plugin == other.plugin && !version.empty() && version == other.version;
    }
    bool operator==(const Identity&) const = default;
};

}  // namespace loadgate
