// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/prometheus_client.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>

namespace loadgate {

namespace {

namespace fs = std::filesystem;

/// Beside the folder of the plugins, found the same way: relative to the program, never in the working directory.
fs::path libraryPath() {
    std::error_code failure;
    const fs::path prefix = fs::read_symlink("/proc/self/exe", failure).parent_path().parent_path();
    const fs::path name = "loadgate_prometheus.so";
    const fs::path configured = prefix / LOADGATE_LIBRARY_FOLDER / name;
    const fs::path plain = prefix / "lib/loadgate" / name;
    return !fs::exists(configured, failure) && fs::exists(plain, failure) ? plain : configured;
}

Result<PrometheusClient*> load() {
    const fs::path path = libraryPath();
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        return Error{ErrorCode::Io, "this installation has no " + path.string() + "; build it with -DLOADGATE_PROMETHEUS=ON"};
    }
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void* entry = library == nullptr ? nullptr : ::dlsym(library, kPrometheusEntry);
    if (entry == nullptr) {
        const char* reason = ::dlerror();
        return Error{ErrorCode::Io, "the Prometheus client cannot be loaded: " + std::string(reason == nullptr ? "" : reason)};
    }
    return reinterpret_cast<PrometheusEntry>(entry)();
}

}  // namespace

Result<PrometheusClient*> loadPrometheusClient() {
    static const Result<PrometheusClient*> client = load();
    return client;
}

}  // namespace loadgate
