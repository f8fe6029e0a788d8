// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argc > 0 ? argv + 1 : argv, argv + argc);
    return loadgate::cli::runProgram(arguments, loadgate::cli::processEnvironment());
}
