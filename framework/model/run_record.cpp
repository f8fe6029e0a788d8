// SPDX-License-Identifier: Apache-2.0
#include "model/run_record.h"

namespace loadgate {

int exitCodeOf(const RunRecord& record) {
    if (record.interruptedBy != 0) {
        return 128 + record.interruptedBy;
    }
    switch (record.verdict.status) {
        case VerdictStatus::Pass: return 0;
        case VerdictStatus::Fail: return 10;
        case VerdictStatus::Inconclusive: return 20;
        case VerdictStatus::Invalid: return 30;
    }
    return 1;
}

}  // namespace loadgate
