// SPDX-License-Identifier: Apache-2.0
// Build-only: writes docs/cli.md, the man page or a shell's completion to standard output. See the target cli_docs.
#include "cli/completion.h"
#include "cli/help.h"

#include <array>
#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
    using namespace loadgate::cli;
    struct Page {
        std::string_view name;
        std::string (*text)();
    };
    constexpr std::array kPages{Page{"markdown", optionsAsMarkdown}, Page{"man", optionsAsMan}, Page{"bash", bashCompletion},
                                Page{"zsh", zshCompletion}, Page{"fish", fishCompletion}};
    for (const Page& page : kPages) {
        if (argc == 2 && page.name == argv[1]) {
            std::cout << page.text();
            return 0;
        }
    }
    std::cerr << "print_docs: say markdown, man, bash, zsh or fish\n";
    return 2;
}
