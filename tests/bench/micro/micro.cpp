// SPDX-License-Identifier: Apache-2.0
// What the engine does for each request besides talking to the kernel, one piece at a time. `yardstick` is work that no change of ours can
// make faster or slower: the others divided by it mean the same on every machine, which nanoseconds do not.
#include "engine/alias_table.h"
#include "engine/http1_parser.h"
#include "engine/outcome_log.h"
#include "engine/pacer.h"
#include "model/counter_random.h"
#include "model/histogram.h"
#include "model/request_template.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace loadgate::engine {
namespace {

using namespace std::chrono_literals;
using benchmark::DoNotOptimize;

/// 64 multiplications, each of which waits for the one before.
void yardstick(benchmark::State& state) {
    std::uint64_t x = 1;
    for ([[maybe_unused]] auto _ : state) {
        for (int i = 0; i < 64; ++i) {
            x = x * 0xbf58476d1ce4e5b9ULL + 1;
            DoNotOptimize(x);
        }
    }
}

/// Latencies as a run has them: most of them near 60 µs, some in a long tail. Drawn before the clock runs.
std::vector<Duration> latencies() {
    std::vector<Duration> values;
    for (std::uint64_t i = 0; i < 4096; ++i) {
        const std::uint64_t random = randomAt(1, Purpose::Value, i);
        const std::int64_t tail = i % 50 == 0 ? static_cast<std::int64_t>(random % 20'000'000) : 0;
        values.emplace_back(40'000 + static_cast<std::int64_t>(random >> 32U) % 40'000 + tail);
    }
    return values;
}

void histogramRecord(benchmark::State& state) {
    const std::vector<Duration> values = latencies();
    HistogramBuilder histogram;
    std::size_t i = 0;
    for ([[maybe_unused]] auto _ : state) {
        histogram.record(values[i++ % 4096]);
    }
    DoNotOptimize(histogram.count());
}

std::string answerOf140Bytes() {
    const std::string head = "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/plain\r\nContent-Length: ";
    const std::size_t body = 140 - head.size() - 6;  // two digits, two line ends
    return head + std::to_string(body) + "\r\n\r\n" + std::string(body, 'x');
}

void parseAnswer(benchmark::State& state) {
    const std::string answer = answerOf140Bytes();
    if (answer.size() != 140) {
        state.SkipWithError("the answer is not of 140 bytes");
    }
    Http1Parser parser;
    LineStash stash;
    for ([[maybe_unused]] auto _ : state) {
        parser.begin(false, stash);
        if (parser.feed(answer, stash) != Http1Parser::Progress::Done || parser.status() != 200) {
            state.SkipWithError("the parser did not see a whole answer");
            return;
        }
    }
}

void pacerNextPop(benchmark::State& state) {
    const LoadCurve curve = LoadCurve::through(LoadModel::Open, {{0s, 20'000}, {100'000s, 20'000}}).value();
    Pacer pacer(curve, Arrivals::Constant, 1, 0, 1);
    std::uint64_t sum = 0;
    for ([[maybe_unused]] auto _ : state) {
        sum += pacer.next()->number;
        pacer.pop();
    }
    DoNotOptimize(sum);
}

void templateTwoVariables(benchmark::State& state) {
    const auto content =
        RequestTemplate::parse("GET /items/{{seq}}?key={{uuid}} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "", RequestTemplate::BodyIs::Literal)
            .value();
    std::vector<char> out(content.most());
    RequestPlace place{1, 0, 0, 1, 0};
    for ([[maybe_unused]] auto _ : state) {
        place.a = ++place.seq;
        DoNotOptimize(content.fill(place, out.data()));
        benchmark::ClobberMemory();
    }
}

void aliasTablePick(benchmark::State& state) {
    std::vector<double> weights;
    for (int i = 1; i <= 20; ++i) {
        weights.push_back(i);
    }
    const AliasTable table(weights);
    std::uint64_t n = 0;
    for ([[maybe_unused]] auto _ : state) {
        DoNotOptimize(table.pick(randomAt(1, Purpose::Endpoint, ++n)));
    }
}

/// With what the collector does to the chunks left out: it is another thread's time.
void outcomeLogAdd(benchmark::State& state) {
    OutcomeLog log;
    OutcomeRecord record;
    for ([[maybe_unused]] auto _ : state) {
        ++record.due;
        log.add(record);
        if (record.due % (4 * static_cast<std::int64_t>(OutcomeLog::kChunk)) == 0) {
            state.PauseTiming();
            log.drain([](const OutcomeRecord&) {});
            state.ResumeTiming();
        }
    }
}

BENCHMARK(yardstick);
BENCHMARK(histogramRecord)->Name("histogram_record");
BENCHMARK(parseAnswer)->Name("http1_parser");
BENCHMARK(pacerNextPop)->Name("pacer_next_pop");
BENCHMARK(templateTwoVariables)->Name("template_two_variables");
BENCHMARK(aliasTablePick)->Name("alias_table_pick");
BENCHMARK(outcomeLogAdd)->Name("outcome_log_add");

}  // namespace
}  // namespace loadgate::engine

BENCHMARK_MAIN();
