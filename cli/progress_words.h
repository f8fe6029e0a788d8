// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/moment.h"

#include <string>

namespace loadgate::cli {

/// The words that all displays of a moment have in common. Pure, no locale.

[[nodiscard]] std::string withThousands(double number);  ///< "1,234"
[[nodiscard]] std::string rateText(double perSecond);    ///< "1,234/s", below ten "2.5/s"
[[nodiscard]] std::string latencyText(const char* name, const std::optional<Duration>&,
                                      bool atLeast);                                  ///< "p95 61.3 ms", "p95 >= 10 s", "p95 -"
[[nodiscard]] std::string errorShare(const Moment&);                                  ///< "0%", "<0.01%", "0.10%"
[[nodiscard]] std::string countOf(double number, const char* one, const char* many);  ///< "1 user", "50 users"
[[nodiscard]] double doneShare(const Moment&);                                        ///< 0..1 of the load's time
[[nodiscard]] std::string percentText(const Moment&);                                 ///< " 50%", always four columns
/// "18 s left", "4 m 05 s left"; what the load is doing when nothing of it is left.
[[nodiscard]] std::string leftText(const Moment&);
/// "[#####-----]", `columns` wide (at least 3).
[[nodiscard]] std::string drawnBar(double share, unsigned columns);

}  // namespace loadgate::cli
