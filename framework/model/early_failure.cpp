// SPDX-License-Identifier: Apache-2.0
#include "model/early_failure.h"

namespace loadgate {

std::string_view toText(StopRule rule) {
    switch (rule) {
        case StopRule::Evidence: return "evidence";
        case StopRule::Budget: return "budget";
        case StopRule::Bound: return "bound";
    }
    return "evidence";
}

}  // namespace loadgate
