// SPDX-License-Identifier: Apache-2.0
#include "cli/outputs.h"

#include "cli/console.h"
#include "core/report/reports.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace loadgate::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestInput = std::size_t{16} << 20U;

std::string reason(int number) { return std::generic_category().message(number); }

/// A symbolic link stays one, and what it points to is replaced.
fs::path resolved(const std::string& path) {
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(fs::absolute(path), ignored);
    return whole.empty() ? fs::path(path) : whole;
}

/// A device, a pipe and /dev/stdout are written into; only a regular file is replaced.
bool isSpecial(const std::string& path) {
    if (path.starts_with("/dev/")) {
        return true;
    }
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    return fs::exists(status) && !fs::is_regular_file(status);
}

Status checkOutput(const Output& output) {
    if (output.kind == Output::Kind::Metrics && (output.toResults() || isSpecial(output.path))) {
        return Error{ErrorCode::BadInput, output.option + " " + output.path + ": node_exporter reads files; name one that ends in .prom"};
    }
    if (output.toResults()) {
        return ok();
    }
    const fs::path path = isSpecial(output.path) ? fs::path(output.path) : resolved(output.path);
    const fs::path folder = path.parent_path();
    const std::string where = output.option + " " + output.path + ": ";
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        return Error{ErrorCode::BadInput, where + "this is a folder; name a file in it"};
    }
    if (!fs::is_directory(folder, ignored)) {
        return Error{ErrorCode::BadInput,
                     where + "there is no folder '" + fs::path(output.path).parent_path().string() + "'; create it first"};
    }
    const fs::path& written = fs::exists(path, ignored) && isSpecial(output.path) ? path : folder;
    if (::access(written.c_str(), W_OK) != 0) {
        return Error{ErrorCode::Io, where + "cannot write in '" + written.string() + "': " + reason(errno)};
    }
    return ok();
}

Status checkApart(const Output& one, const Output& other) {
    if (one.path != other.path && resolved(one.path) != resolved(other.path)) {
        return ok();
    }
    const std::string place = one.toResults() ? "standard output" : "'" + one.path + "'";
    return Error{ErrorCode::BadInput,
                 one.option + " and " + other.option + " both go to " + place + "; give one of them a file of its own"};
}

constexpr std::array<std::pair<std::string_view, Output::Kind>, 6> kFiles{{{"json", Output::Kind::Json},
                                                                           {"html", Output::Kind::Html},
                                                                           {"junit", Output::Kind::Junit},
                                                                           {"hgrm", Output::Kind::Hgrm},
                                                                           {"events", Output::Kind::Events},
                                                                           {"deployment-report", Output::Kind::Deployment}}};

/// deployment_report.md has deployment_report.jsonl beside it; standard output and devices have no such place.
void addTwin(std::vector<Output>& outputs) {
    const auto report = std::ranges::find(outputs, Output::Kind::Deployment, &Output::kind);
    if (report == outputs.end() || report->toResults() || isSpecial(report->path)) {
        return;
    }
    Output twin = *report;
    twin.kind = Output::Kind::DeploymentLines;
    const bool markdown = twin.path.ends_with(".md");
    twin.path = twin.path.substr(0, twin.path.size() - (markdown ? 3 : 0)) + ".jsonl";
    outputs.push_back(std::move(twin));
}

Status writeSpecial(const fs::path& path, std::string_view text) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return Error{ErrorCode::Io, reason(errno)};
    }
    Status written = writeAll(descriptor, text);
    ::close(descriptor);
    return written;
}

bool isAddedTo(Output::Kind kind) { return kind == Output::Kind::Deployment || kind == Output::Kind::DeploymentLines; }

/// Empty for a file that is empty or not there.
std::string lastByteOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    char last{};
    file.seekg(-1, std::ios::end);
    return file.get(last) ? std::string(1, last) : std::string();
}

Status write(const Output& output, const Render& render) {
    if (output.toResults()) {
        return writeAll(kResults, render(output, "")).within(output.option + " -: standard output could not be written");
    }
    if (isSpecial(output.path)) {
        return writeSpecial(output.path, render(output, "")).within(output.option + " " + output.path + ": could not be written");
    }
    const fs::path path = resolved(output.path);
    if (isAddedTo(output.kind)) {
        return appendToFile(path, render(output, lastByteOf(path))).within(output.option);
    }
    std::string earlier;
    std::error_code ignored;
    if (output.kind == Output::Kind::Report && fs::exists(path, ignored)) {
        LOADGATE_TRY(earlier, readText(path.string()));
    }
    return writeFile(path, render(output, earlier)).within(output.option);
}

Result<std::string> readAll(int descriptor, const std::string& name) {
    std::string text;
    std::array<char, 65536> part{};
    while (true) {
        const ssize_t got = ::read(descriptor, part.data(), part.size());
        if (got == 0) {
            return text;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return Error{ErrorCode::Io, name + ": cannot be read: " + reason(errno)};
        }
        text.append(part.data(), static_cast<std::size_t>(got));
        if (text.size() > kLargestInput) {
            return Error{ErrorCode::BadInput, name + ": is larger than 16 MiB, which no file of ours is"};
        }
    }
}

}  // namespace

Result<std::vector<Output>> chooseOutputs(const Invocation& call, bool reportByDefault) {
    std::vector<Output> outputs;
    if (const GivenOption* report = call.given("report")) {
        outputs.push_back({Output::Kind::Report, report->where, report->text, true});
    } else if (reportByDefault) {
        outputs.push_back({Output::Kind::Report, "--report", "deploy/performance_report.md", false});
    }
    for (const auto& [name, kind] : kFiles) {
        if (const GivenOption* given = call.given(name)) {
            outputs.push_back({kind, given->where, given->text, true});
        }
    }
    if (const GivenOption* metrics = call.given("metrics-textfile")) {
        outputs.push_back({Output::Kind::Metrics, metrics->where, metrics->text, true});
    }
    for (const Output& output : outputs) {
        if (output.path.empty()) {
            return Error{ErrorCode::BadInput, output.option + ": the name is empty; name a file, or - for standard output"};
        }
    }
    addTwin(outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        for (std::size_t j = i + 1; j < outputs.size(); ++j) {
            LOADGATE_CHECK(checkApart(outputs[i], outputs[j]));
        }
    }
    return outputs;
}

bool anyToResults(const std::vector<Output>& outputs) { return std::ranges::any_of(outputs, &Output::toResults); }

Status checkOutputs(const std::vector<Output>& outputs) {
    for (const Output& output : outputs) {
        if (output.askedFor) {
            LOADGATE_CHECK(checkOutput(output));
        }
    }
    return ok();
}

std::vector<std::pair<Output, Error>> writeOutputs(const std::vector<Output>& outputs, const Render& render) {
    std::vector<std::pair<Output, Error>> failures;
    for (const Output& output : outputs) {
        if (output.kind == Output::Kind::Events || output.kind == Output::Kind::Metrics) {
            continue;
        }
        if (const Status status = write(output, render); !status) {
            failures.emplace_back(output, status.error());
        }
    }
    return failures;
}

Result<std::string> readText(const std::string& path) {
    if (path == "-") {
        return readAll(STDIN_FILENO, "standard input");
    }
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        const ErrorCode code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io;
        return Error{code, path + ": cannot be read: " + reason(errno)};
    }
    Result<std::string> text = readAll(descriptor, path);
    ::close(descriptor);
    return text;
}

}  // namespace loadgate::cli
