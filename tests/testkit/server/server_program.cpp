// SPDX-License-Identifier: Apache-2.0
// scripted_server: the test servers as a program, for tests that start processes and for trying things by hand.
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>

namespace {

using namespace loadgate::testkit;
using Options = std::map<std::string, std::string>;

constexpr const char* kUsage =
    "usage: scripted_server [--host 127.0.0.1|::1] [--port N] [--script NAME]\n"
    "                       [--delay-us N] [--spread S] [--capacity K] [--stall-every-ms N --stall-for-ms N]\n"
    "                       [--error-every N] [--close-after N] [--body-bytes N] [--log FILE]\n"
    "Serves until SIGINT or SIGTERM, then writes its log. Scripts:";

void printUsage() {
    std::cerr << kUsage;
    for (const std::string_view name : scriptNames()) {
        std::cerr << ' ' << name;
    }
    std::cerr << '\n';
}

std::optional<Options> readArguments(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        if (i + 1 >= argc || name.rfind("--", 0) != 0) {
            return std::nullopt;
        }
        options[name.substr(2)] = argv[i + 1];
    }
    return options;
}

unsigned number(const Options& options, const std::string& name) {
    const auto found = options.find(name);
    return found == options.end() ? 0 : static_cast<unsigned>(std::strtoul(found->second.c_str(), nullptr, 10));
}

std::string text(const Options& options, const std::string& name, const std::string& otherwise) {
    const auto found = options.find(name);
    return found == options.end() ? otherwise : found->second;
}

ServerOptions serverOptions(const Options& options) {
    ServerOptions server;
    server.host = text(options, "host", "127.0.0.1");
    server.port = static_cast<std::uint16_t>(number(options, "port"));
    server.delay = std::chrono::microseconds(number(options, "delay-us"));
    server.spread = std::strtod(text(options, "spread", "0").c_str(), nullptr);
    server.capacity = number(options, "capacity");
    server.stallEvery = std::chrono::milliseconds(number(options, "stall-every-ms"));
    server.stallFor = std::chrono::milliseconds(number(options, "stall-for-ms"));
    server.errorEvery = number(options, "error-every");
    server.closeAfter = number(options, "close-after");
    if (options.contains("body-bytes")) {
        server.body.assign(number(options, "body-bytes"), 'x');
    }
    return server;
}

void waitForSignal(const sigset_t& signals) {
    int received = 0;
    sigwait(&signals, &received);
}

int serveScript(const Options& options, const sigset_t& signals) {
    const std::optional<Script> script = scriptNamed(options.at("script"));
    if (!script) {
        printUsage();
        return 2;
    }
    const ScriptedServer server(*script, {text(options, "host", "127.0.0.1"), static_cast<std::uint16_t>(number(options, "port"))});
    std::cout << server.url() << std::endl;
    waitForSignal(signals);
    std::cout << server.connections() << " connections, " << server.requests().size() << " requests\n";
    return 0;
}

int serve(const Options& options, const sigset_t& signals) {
    TestServer server(serverOptions(options));
    std::cout << server.url() << std::endl;
    waitForSignal(signals);
    server.stop();
    const RequestLog log = server.log();
    if (options.contains("log")) {
        std::ofstream file(options.at("log"));
        writeLog(file, log);
    }
    for (const auto& [status, count] : countByStatus(log)) {
        std::cout << status << ' ' << count << '\n';
    }
    for (const auto& [path, count] : countByPath(log)) {
        std::cout << path << ' ' << count << '\n';
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) try {
    const std::optional<Options> options = readArguments(argc, argv);
    if (!options) {
        printUsage();
        return 2;
    }
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread starts, so that they all inherit it
    return options->contains("script") ? serveScript(*options, signals) : serve(*options, signals);
} catch (const std::exception& error) {
    std::cerr << "scripted_server: " << error.what() << '\n';
    return 1;
}
