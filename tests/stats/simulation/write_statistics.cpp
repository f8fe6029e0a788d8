// SPDX-License-Identifier: Apache-2.0
// Writes the tables of docs/statistics.md and its plot. usage: write_statistics docs/statistics.md docs/statistics.svg
#include "simulation/tables.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

using namespace loadgate::simulation;

namespace {

int write(const char* pagePath, const char* plotPath) {
    std::ostringstream text;
    text << std::ifstream(pagePath).rdbuf();
    std::string page = text.str();
    for (const Table& table : {onTheLimitTable(SIZE_MAX), peekingTable(SIZE_MAX), powerTable(SIZE_MAX), detectionTable(SIZE_MAX)}) {
        std::string next = withTable(page, table);
        if (next.empty()) {
            std::fprintf(stderr, "%s: no markers for the table %s\n", pagePath, table.name.c_str());
            return 1;
        }
        page = std::move(next);
    }
    std::ofstream plot(plotPath);
    plot << peekingPlot();
    std::ofstream out(pagePath);
    out << page;
    return plot.good() && out.good() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: write_statistics docs/statistics.md docs/statistics.svg\n", stderr);
        return 2;
    }
    try {
        return write(argv[1], argv[2]);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "write_statistics: %s\n", e.what());
        return 1;
    }
}
