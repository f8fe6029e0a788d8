// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace loadgate {

/// Which seam to the kernel sends the load. Auto: io_uring where it is built in and the kernel gives it, else epoll.
enum class ReactorChoice : std::uint8_t { Auto, Epoll, Uring };

/// How a thread that sends waits for what is due. Precise: never sleeps while an answer is awaited, nor in the last 200 µs before a
/// request is due; costs a core. Thrifty: sleeps end on a grid of 500 µs, so requests are up to that late, and the lag says so.
enum class Pacing : std::uint8_t { Default, Precise, Thrifty };

/// Whether a connection carries one request after another or, as PerRequest, a single one.
enum class Reuse : std::uint8_t { Keep, PerRequest };

/// "keep", "per_request".
[[nodiscard]] constexpr std::string_view toText(Reuse reuse) { return reuse == Reuse::Keep ? "keep" : "per_request"; }
/// "auto", "epoll", "io_uring".
[[nodiscard]] constexpr std::string_view toText(ReactorChoice choice) {
    return choice == ReactorChoice::Auto ? "auto" : choice == ReactorChoice::Epoll ? "epoll" : "io_uring";
}
/// "default", "precise", "thrifty".
[[nodiscard]] constexpr std::string_view toText(Pacing pacing) {
    return pacing == Pacing::Default ? "default" : pacing == Pacing::Precise ? "precise" : "thrifty";
}

}  // namespace loadgate
