// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/failure.h"
#include "cli/help.h"
#include "cli/signals.h"

#include <unistd.h>

#include <exception>
#include <string_view>

namespace loadgate::cli {

namespace {

Result<int> answer(const std::string& text) {
    LOADGATE_CHECK(writeForPeople(kResults, text).within("standard output could not be written"));
    return 0;
}

Result<int> dispatch(const std::vector<std::string>& arguments, const EnvironmentVariables& environment) {
    LOADGATE_TRY(const Invocation call, parseCommandLine(arguments, environment));
    if (call.version) {
        return answer("loadgate " + std::string(programVersion()) + "\n");
    }
    if (call.help) {
        const unsigned columns = columnsOfTerminal(kResults);
        return answer(call.command == nullptr ? programHelp(columns) : commandHelp(*call.command, columns));
    }
    switch (call.command->id) {
        case Command::Run: return runCommand(call);
        case Command::Plan: return planCommand(call);
        case Command::PluginsList: return pluginsListCommand(call);
        case Command::PluginsShow: return pluginsShowCommand(call);
        case Command::Calibrate: return calibrateCommand(call);
        case Command::Demo: return demoCommand(call);
        case Command::DemoBackend: return demoBackendCommand(call);
    }
    return Error{ErrorCode::Internal, "a command without a road"};
}

int exitCode(const std::vector<std::string>& arguments, const EnvironmentVariables& environment) {
    try {
        const Result<int> code = dispatch(arguments, environment);
        if (code) {
            return *code;
        }
        complain(code.error().message);
        return exitCodeOf(code.error());
    } catch (const std::exception& defect) {
        complain(std::string("internal error: ") + defect.what());
        return 1;
    }
}

}  // namespace

int runProgram(const std::vector<std::string>& arguments, const EnvironmentVariables& environment) {
    ignoreBrokenPipes();
    const int code = exitCode(arguments, environment);
    return code != 0 && wantsSimpleExit(arguments, environment) ? 1 : code;
}

EnvironmentVariables processEnvironment() {
    EnvironmentVariables variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

}  // namespace loadgate::cli
