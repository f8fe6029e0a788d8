// SPDX-License-Identifier: Apache-2.0
#include "cli/demo/backend_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <poll.h>
#include <spawn.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <thread>

namespace loadgate::cli {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Pipe {
    int read{-1}, write{-1};
};

Result<Pipe> makePipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return Error{ErrorCode::Io, "the demo backend could not be started: " + std::generic_category().message(errno)};
    }
    return Pipe{ends[0], ends[1]};
}

/// A process group of its own, so that Ctrl-C reaches us and not the backend we still need; signals as in a fresh process.
Result<pid_t> spawn(const Pipe& input, const Pipe& output, const std::vector<std::string>& arguments) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &pipes);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));  // posix_spawn() does not write to them
    }
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int failed = ::posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        return Error{ErrorCode::Io, "the demo backend could not be started: " + std::generic_category().message(failed)};
    }
    return pid;
}

/// The first line, without its end.
Result<std::string> readLine(int descriptor, Clock::time_point deadline) {
    std::string line;
    while (line.find('\n') == std::string::npos) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd wait{descriptor, POLLIN, 0};
        if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) == 0) {
            return Error{ErrorCode::Timeout, "the demo backend did not say within 10 s where it listens"};
        }
        std::array<char, 256> part{};
        const ssize_t got = ::read(descriptor, part.data(), part.size());
        if (got == 0) {
            return Error{ErrorCode::Internal, "the demo backend ended before it listened"};
        }
        if (got > 0) {
            line.append(part.data(), static_cast<std::size_t>(got));
        }
    }
    return line.substr(0, line.find('\n'));
}

}  // namespace

Result<BackendProcess> BackendProcess::start(const std::vector<std::string>& extraOptions) {
    constexpr std::string_view kListening = "listening on ";
    LOADGATE_TRY(const Pipe input, makePipe());
    LOADGATE_TRY(const Pipe output, makePipe());
    std::vector<std::string> arguments{"loadgate", "demo", "backend", "--listen", "127.0.0.1:0", "--quiet", "--until-eof"};
    arguments.insert(arguments.end(), extraOptions.begin(), extraOptions.end());
    const Result<pid_t> pid = spawn(input, output, arguments);
    ::close(input.read);
    ::close(output.write);
    BackendProcess process;
    process.m_leash = input.write;
    if (!pid) {
        ::close(output.read);
        return pid.error();
    }
    process.m_pid = *pid;
    Result<std::string> line = readLine(output.read, Clock::now() + 10s);
    ::close(output.read);
    if (!line) {
        return line.error();
    }
    if (!line->starts_with(kListening)) {
        return Error{ErrorCode::Internal, "the demo backend said '" + *line + "' and not where it listens"};
    }
    process.m_url = line->substr(kListening.size());
    return process;
}

BackendProcess::BackendProcess(BackendProcess&& other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)), m_leash(std::exchange(other.m_leash, -1)), m_url(std::move(other.m_url)) {}

BackendProcess::~BackendProcess() { stop(); }

void BackendProcess::stop() noexcept {
    if (m_leash >= 0) {
        ::close(m_leash);
    }
    if (m_pid <= 0) {
        return;
    }
    ::kill(m_pid, SIGTERM);
    for (int tries = 0; tries < 200; ++tries) {
        if (::waitpid(m_pid, nullptr, WNOHANG) != 0) {
            return;
        }
        std::this_thread::sleep_for(10ms);
    }
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

}  // namespace loadgate::cli
