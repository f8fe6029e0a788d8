// SPDX-License-Identifier: Apache-2.0
// The server of the benchmarks. Prints "port N" when it listens; at SIGTERM or SIGINT one line of JSON with what it has counted.
#include "sink.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <csignal>
#include <iostream>

namespace {

volatile std::sig_atomic_t stop = 0;

void onSignal(int /*number*/) { stop = 1; }

bool pinTo(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

int fail(const std::string& sentence) {
    std::cerr << "bench_sink: " << sentence << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    const auto [options, error] = loadgate::bench::parseSinkOptions(argc, argv);
    if (!error.empty()) {
        std::cerr << error << '\n';
        return 2;
    }
    if (options.cpu >= 0 && !pinTo(options.cpu)) {
        return fail("there is no processor " + std::to_string(options.cpu) + " for this process");
    }
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a runner that is killed leaves nothing behind
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    std::signal(SIGPIPE, SIG_IGN);

    loadgate::bench::Sink sink(options);
    if (const std::string wrong = sink.listen(); !wrong.empty()) {
        return fail(wrong);
    }
    std::cout << "port " << sink.port() << std::endl;
    sink.runUntil(stop);
    if (const std::string wrong = sink.writeLog(); !wrong.empty()) {
        return fail(wrong);
    }
    std::cout << sink.summary() << std::endl;
    return 0;
}
