// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/catalog.h"

#include <cstdlib>
#include <system_error>

namespace loadgate {

namespace fs = std::filesystem;

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

// A private prefix has "lib", /usr has "lib/<triplet>", the build folder has "lib"; the configured one is tried first.
fs::path beside(const fs::path& program) {
    const fs::path prefix = program.parent_path().parent_path();
    const fs::path configured = prefix / LOADGATE_PLUGIN_FOLDER;
    const fs::path plain = prefix / "lib/loadgate/plugins";
    std::error_code ignored;
    return !fs::is_directory(configured, ignored) && fs::is_directory(plain, ignored) ? plain : configured;
}

std::vector<fs::path> listed(std::string_view text) {
    std::vector<fs::path> folders;
    while (!text.empty()) {
        const auto end = text.find(':');
        const auto folder = text.substr(0, end);
        if (!folder.empty()) {  // an empty entry would mean the working directory, which is never searched
            folders.emplace_back(fs::absolute(folder));
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return folders;
}

fs::path userFolder() {
    const fs::path data(environment("XDG_DATA_HOME"));
    if (data.is_absolute()) {  // a relative one is to be ignored, says the XDG Base Directory Specification
        return data / "loadgate/plugins";
    }
    const fs::path home(environment("HOME"));
    return home.is_absolute() ? home / ".local/share/loadgate/plugins" : fs::path{};
}

}  // namespace

PluginPlaces PluginPlaces::standard(const std::vector<fs::path>& given) {
    std::error_code failure;
    PluginPlaces places;
    places.installation = beside(fs::read_symlink("/proc/self/exe", failure));
    for (const fs::path& folder : given) {
        places.others.push_back(fs::absolute(folder));
    }
    for (const fs::path& folder : listed(environment("LOADGATE_PLUGIN_PATH"))) {
        places.others.push_back(folder);
    }
    const fs::path user = environment("CI") == "true" ? fs::path{} : userFolder();
    if (!user.empty() && fs::is_directory(user, failure)) {
        places.others.push_back(user);
    }
    return places;
}

}  // namespace loadgate
