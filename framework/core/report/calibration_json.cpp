// SPDX-License-Identifier: Apache-2.0
#include "core/report/calibration_report.h"
#include "core/report/json_parts.h"
#include "core/report/numbers.h"

#include <nlohmann/json.hpp>

namespace loadgate {

namespace {

using report::Json;

constexpr const char* kSchema = "loadgate.calibration/1";
constexpr std::size_t kDay = 10;  ///< "2026-11-25"

Json reactorJson(const ReactorCalibration& r) {
    Json json{{"reactor", r.reactor}, {"cpu_per_request_s", toSeconds(r.cpuPerRequest)}, {"closed_rps", r.closedRate}};
    if (r.openRate) {
        json["open_rps"] = *r.openRate;
        json["lag_p99_s"] = toSeconds(r.lagP99);
        json["threads"] = r.threads;
    }
    return json;
}

ReactorCalibration reactorFrom(const Json& json) {
    ReactorCalibration r;
    r.reactor = json.at("reactor").get<std::string>();
    r.cpuPerRequest = fromSeconds(json.at("cpu_per_request_s").get<double>());
    r.closedRate = json.at("closed_rps").get<double>();
    if (json.contains("open_rps")) {
        r.openRate = json.at("open_rps").get<double>();
        r.lagP99 = fromSeconds(json.at("lag_p99_s").get<double>());
        r.threads = json.at("threads").get<std::uint32_t>();
    }
    return r;
}

StoredCalibration calibrationFrom(const Json& json) {
    StoredCalibration stored;
    const Json& machine = json.at("machine");
    stored.day = json.at("at").get<std::string>().substr(0, kDay);
    stored.calibration.each = fromSeconds(json.at("each_s").get<double>());
    stored.calibration.machine = {machine.at("host").get<std::string>(), machine.at("kernel").get<std::string>(),
                                  machine.at("cpu").get<std::string>(), json.at("tool").at("version").get<std::string>(),
                                  machine.at("cpus").get<unsigned>()};
    for (const Json& reactor : json.at("reactors")) {
        stored.calibration.reactors.push_back(reactorFrom(reactor));
    }
    stored.calibration.whyNotUring = json.value("why_not_io_uring", std::string());
    return stored;
}

}  // namespace

std::string calibrationJson(const Calibration& c) {
    Json reactors = Json::array();
    for (const ReactorCalibration& reactor : c.reactors) {
        reactors.push_back(reactorJson(reactor));
    }
    Json json{{"schema", kSchema},
              {"tool", {{"version", c.machine.version}}},
              {"at", report::timestamp(c.at)},
              {"each_s", toSeconds(c.each)},
              {"machine",
               {{"host", report::text(c.machine.host)},
                {"kernel", report::text(c.machine.kernel)},
                {"cpu", report::text(c.machine.cpu)},
                {"cpus", c.machine.cpus}}},
              {"reactors", reactors}};
    if (!c.whyNotUring.empty()) {
        json["why_not_io_uring"] = report::text(c.whyNotUring);
    }
    return report::dumped(json);
}

Result<StoredCalibration> readCalibration(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        if (json.at("schema").get<std::string>() != kSchema) {
            return Error{ErrorCode::BadInput, std::string("it is not of the schema ") + kSchema};
        }
        return calibrationFrom(json);
    } catch (const nlohmann::json::exception&) {
        return Error{ErrorCode::BadInput, std::string("it is not JSON of the schema ") + kSchema};
    }
}

}  // namespace loadgate
