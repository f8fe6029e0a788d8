// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/reports.h"
#include "core/session/calibration.h"

#include <string>
#include <string_view>

namespace loadgate {

/// The table a person reads.
[[nodiscard]] std::string calibrationReport(const Calibration&, TextStyle);
/// loadgate.calibration/1, docs/schemas/calibration-1.schema.json; what was not measured is absent. One line feed at the end.
[[nodiscard]] std::string calibrationJson(const Calibration&);

/// A calibration that was stored, with the day it was made on as it is written there: "2026-11-25".
struct StoredCalibration {
    Calibration calibration;  ///< without `at`
    std::string day;
};
/// BadInput when the text is not of that schema.
[[nodiscard]] Result<StoredCalibration> readCalibration(std::string_view text);

}  // namespace loadgate
