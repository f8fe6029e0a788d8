// SPDX-License-Identifier: Apache-2.0
#include "engine/reactors.h"

namespace loadgate::engine {

Status uringWorks() { return Error{ErrorCode::Unsupported, "this loadgate was built without it"}; }

Result<Measurement> measureOverUring(const Plan&, MeasureSink&, const std::stop_token&) { return uringWorks().error(); }

}  // namespace loadgate::engine
