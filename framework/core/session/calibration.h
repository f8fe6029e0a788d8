// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session/run_session.h"
#include "loadgate/result.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// What a calibration holds for: another kernel, processor or version sends differently.
struct Machine {
    std::string host, kernel, cpu, version;  ///< cpu: "AMD EPYC 9B14"; version: of Loadgate
    unsigned cpus{};
    bool operator==(const Machine&) const = default;
};
[[nodiscard]] Machine machineHere();

/// What was measured over one reactor, plain HTTP on loopback, against a server of our own on the same machine.
struct ReactorCalibration {
    std::string reactor;             ///< "epoll", "io_uring"
    Duration cpuPerRequest{};        ///< closed model, 64 users, one thread: the generator's own, without the server's
    double closedRate{};             ///< requests a second it reached with that
    std::optional<double> openRate;  ///< highest rate at which the generator stayed sound; absent: none was
    Duration lagP99{};               ///< of the generator, at that rate
    std::uint32_t threads{};         ///< that sent it
    bool operator==(const ReactorCalibration&) const = default;
};

struct Calibration {
    WallTime at{};
    Duration each{};  ///< length of one measurement
    Machine machine;
    std::vector<ReactorCalibration> reactors;
    std::string whyNotUring;  ///< empty when it was measured
    bool operator==(const Calibration&) const = default;
};

/// Told each thing that was measured, as a sentence, on the calling thread.
using CalibrationProgress = std::function<void(const std::string&)>;

/// Measures this machine over each reactor that it has: twenty to forty loads of length `each`. Cancelled when stopped, and then nothing is
/// known. Io when there is no way to measure.
[[nodiscard]] Result<Calibration> calibrate(Duration each, const CalibrationProgress&, const std::stop_token&);

/// What a person should know before this load: that it asks for more than was calibrated, or that the calibration is of another machine.
/// Nothing for the closed model, which asks for no rate. `day`: of the calibration, "2026-11-25". Pure.
[[nodiscard]] std::optional<std::string> calibrationAdvice(const Calibration&, std::string_view day, const Machine& here,
                                                           const PreparedRun&);

}  // namespace loadgate
