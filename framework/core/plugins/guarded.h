// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"
#include "loadgate/target.h"

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace loadgate {

/// "pattern 'burst' threw in shape(): …"; the text is the plugin's and is cut at 512 bytes.
[[nodiscard]] Error threwIn(std::string_view plugin, std::string_view call, std::string_view what);

/// Calls into a plugin. Whatever it throws becomes an Internal error that names it: a plugin's defect must not end the program.
template <class Function>
[[nodiscard]] auto guarded(std::string_view plugin, std::string_view call, Function&& function) -> decltype(function()) {
    try {
        return std::forward<Function>(function)();
    } catch (const std::exception& thrown) {
        return threwIn(plugin, call, thrown.what());
    } catch (...) {
        return threwIn(plugin, call, "something that is no std::exception");
    }
}

/// The same pattern, guarded, and held to its promises: a finite curve of the asked model, no longer than asked.
[[nodiscard]] std::unique_ptr<Pattern> guard(std::string plugin, std::unique_ptr<Pattern>);
/// The same target, guarded.
[[nodiscard]] std::unique_ptr<Target> guard(std::string plugin, std::unique_ptr<Target>);

}  // namespace loadgate
