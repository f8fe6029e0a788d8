// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what the shared SDK library offers; everything else is hidden.
#define LOADGATE_API __attribute__((visibility("default")))
