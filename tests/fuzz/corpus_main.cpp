// SPDX-License-Identifier: Apache-2.0
// Plays a corpus back without libFuzzer: each of its files once, in any compiler and under any sanitizer.
#include "fuzzing.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

void play(const std::string& bytes) {
    // Exactly as large as the input, so that a sanitizer sees a byte read behind it.
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    (void)LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
        return 2;
    }
    int played = 0;
    play({});
    for (const auto& entry : fs::directory_iterator(argv[1])) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::printf("%s\n", entry.path().filename().c_str());
        (void)std::fflush(stdout);  // the last name printed is the one that ended the program
        play({std::istreambuf_iterator<char>(file), {}});
        ++played;
    }
    if (played == 0) {
        std::fprintf(stderr, "%s holds no inputs\n", argv[1]);
        return 1;
    }
    return 0;
}
