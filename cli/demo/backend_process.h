// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace loadgate::cli {

/// `loadgate demo backend` as a child process on a free port of 127.0.0.1. It ends with this object, and also when this process dies: it
/// reads a pipe of ours until its end.
class BackendProcess {
  public:
    /// Starts this very program again and waits, at most 10 s, until it listens.
    [[nodiscard]] static Result<BackendProcess> start(const std::vector<std::string>& extraOptions);
    BackendProcess(BackendProcess&&) noexcept;
    BackendProcess& operator=(BackendProcess&&) = delete;
    ~BackendProcess();

    [[nodiscard]] const std::string& url() const { return m_url; }

  private:
    BackendProcess() = default;
    void stop() noexcept;

    pid_t m_pid{-1};
    int m_leash{-1};  ///< the child's standard input ends when this closes
    std::string m_url;
};

}  // namespace loadgate::cli
