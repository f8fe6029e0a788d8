// SPDX-License-Identifier: Apache-2.0
// Starts a program on one processor (or several) and says what it took: by wait4, and by samples of its threads' and another process's
// scheduler figures. A small program of its own, so that the child inherits no large memory by fork and the watching costs little.
//   bench_launch --cpus 0[,1] --out FILE [--watch PID] [--limit SECONDS] [--every-ms N] -- PROGRAM ARGUMENTS…
// FILE becomes one line of JSON. The exit code is 0 when the program was started, whatever became of it.
#include <dirent.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Options {
    std::vector<unsigned> cpus;
    std::string out;
    long watch{}, limit{600}, everyMilli{50};
    char** program{};
};

/// Nanoseconds on a processor and waiting for one.
struct Used {
    std::int64_t ran{}, waited{};
};

using ByThread = std::map<std::string, Used>;

struct Sample {
    std::int64_t at{};
    ByThread child;
    Used watched;
};

std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * kSecond + time.tv_nsec;
}

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--") {
            options.program = argv + i + 1;
            return !options.cpus.empty() && !options.out.empty();
        }
        if (name == "--out") {
            options.out = argv[i + 1];
        } else if (name == "--cpus") {
            std::istringstream list(argv[i + 1]);
            for (std::string cpu; std::getline(list, cpu, ',');) {
                options.cpus.push_back(static_cast<unsigned>(std::strtoul(cpu.c_str(), nullptr, 10)));
            }
        } else if (name == "--watch") {
            options.watch = std::strtol(argv[i + 1], nullptr, 10);
        } else if (name == "--limit") {
            options.limit = std::strtol(argv[i + 1], nullptr, 10);
        } else if (name == "--every-ms") {
            options.everyMilli = std::strtol(argv[i + 1], nullptr, 10);
        } else {
            return false;
        }
    }
    return false;
}

/// The threads of one process. Of a thread that has ended, the last figures stay.
class Threads {
  public:
    explicit Threads(long pid) : m_folder("/proc/" + std::to_string(pid) + "/task") {}

    const ByThread& read() {
        if (DIR* folder = ::opendir(m_folder.c_str())) {
            while (const dirent* entry = ::readdir(folder)) {
                if (entry->d_name[0] != '.') {
                    readOne(entry->d_name);
                }
            }
            ::closedir(folder);
        }
        return m_last;
    }

  private:
    void readOne(const char* thread) {
        std::ifstream file(m_folder + "/" + thread + "/schedstat");
        Used used;
        if (file >> used.ran >> used.waited) {
            m_last[thread] = used;
        }
    }

    std::string m_folder;
    ByThread m_last;
};

[[noreturn]] void becomeProgram(const Options& options) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const unsigned cpu : options.cpus) {
        CPU_SET(cpu, &set);
    }
    if (::sched_setaffinity(0, sizeof set, &set) != 0) {
        std::cerr << "bench_launch: no such processor is free for this process\n";
        std::_Exit(126);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execvp(options.program[0], options.program);
    std::cerr << "bench_launch: " << options.program[0] << ": " << std::strerror(errno) << '\n';
    std::_Exit(127);
}

Used sumOf(const ByThread& threads) {
    Used sum;
    for (const auto& [name, used] : threads) {
        sum.ran += used.ran;
        sum.waited += used.waited;
    }
    return sum;
}

void write(std::ostream& out, const ByThread& threads) {
    const char* comma = "{";
    for (const auto& [name, used] : threads) {
        out << comma << '"' << name << "\": [" << used.ran << ", " << used.waited << ']';
        comma = ", ";
    }
    out << (threads.empty() ? "{}" : "}");
}

void write(const Options& options, int status, std::int64_t begin, const rusage& used, const std::vector<Sample>& samples) {
    const auto nanos = [](const timeval& time) { return time.tv_sec * kSecond + time.tv_usec * 1000; };
    std::ofstream out(options.out);
    out << "{\"exit\": " << (WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)) << ", \"begin_ns\": " << begin
        << ", \"end_ns\": " << now() << ", \"user_ns\": " << nanos(used.ru_utime) << ", \"system_ns\": " << nanos(used.ru_stime)
        << ", \"max_rss_kib\": " << used.ru_maxrss << ", \"samples\": [";
    const char* comma = "";
    for (const Sample& s : samples) {
        out << comma << '[' << s.at << ", ";
        write(out, s.child);
        out << ", " << s.watched.ran << ", " << s.watched.waited << ']';
        comma = ", ";
    }
    out << "]}\n";
}

int run(const Options& options) {
    const std::int64_t begin = now();
    const pid_t child = ::fork();
    if (child < 0) {
        std::cerr << "bench_launch: fork: " << std::strerror(errno) << '\n';
        return 1;
    }
    if (child == 0) {
        becomeProgram(options);
    }
    Threads own(child);
    Threads watched(options.watch);
    std::vector<Sample> samples;
    int status = 0;
    rusage used{};
    const timespec pause{options.everyMilli / 1000, options.everyMilli % 1000 * 1'000'000};
    while (::wait4(child, &status, WNOHANG, &used) == 0) {
        samples.push_back({now(), own.read(), options.watch > 0 ? sumOf(watched.read()) : Used{}});
        if (now() - begin > options.limit * kSecond) {
            ::kill(child, SIGKILL);
        }
        ::nanosleep(&pause, nullptr);
    }
    write(options, status, begin, used, samples);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options)) {
        std::cerr << "usage: bench_launch --cpus N[,N] --out FILE [--watch PID] [--limit SECONDS] [--every-ms N] -- PROGRAM ARGUMENTS…\n";
        return 2;
    }
    return run(options);
}
