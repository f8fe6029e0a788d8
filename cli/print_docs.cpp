// SPDX-License-Identifier: Apache-2.0
// Build-only: writes docs/cli.md or the man page to standard output. See the target cli_docs.
#include "cli/help.h"

#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (what != "markdown" && what != "man") {
        std::cerr << "print_docs: say markdown or man\n";
        return 2;
    }
    std::cout << (what == "man" ? loadgate::cli::optionsAsMan() : loadgate::cli::optionsAsMarkdown());
    return 0;
}
