// SPDX-License-Identifier: Apache-2.0
#include "core/report/reports.h"
#include "core/report/text_sections.h"

namespace loadgate {

std::string textReport(const RunRecord& record, TextStyle style) {
    using namespace report;
    const RunFigures figures = figuresOf(record);
    TextPage page(style);
    addVerdict(page, record);
    addSubject(page, record);
    addChecks(page, record);
    addLatency(page, figures);
    addRequests(page, record, figures);
    addErrors(page, record, figures);
    addEndpoints(page, figures, record.measurement);
    addResources(page, record.measurement);
    addNotes(page, record.measurement);
    addGenerator(page, record, figures);
    return page.take();
}

}  // namespace loadgate
