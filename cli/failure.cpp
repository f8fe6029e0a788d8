// SPDX-License-Identifier: Apache-2.0
#include "cli/failure.h"

#include <csignal>

namespace loadgate::cli {

int exitCodeOf(const Error& error, int signal) {
    switch (error.code) {
        case ErrorCode::BadInput:
        case ErrorCode::NotFound:
        case ErrorCode::Unsupported:
        case ErrorCode::Incompatible: return 2;
        case ErrorCode::Refused: return 13;
        case ErrorCode::LockHeld: return 40;
        case ErrorCode::Conflict: return 41;
        case ErrorCode::Cancelled: return 128 + (signal == 0 ? SIGINT : signal);
        case ErrorCode::Io:
        case ErrorCode::Timeout:
        case ErrorCode::Internal: return 1;
    }
    return 1;
}

}  // namespace loadgate::cli
