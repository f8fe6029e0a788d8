// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/params.h"
#include "loadgate/units.h"
#include "model/objective.h"
#include "model/sending.h"
#include "model/think_time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// A variable that a file named, with what the environment made of it: "TOKEN" and its value. The value is never shown.
struct UsedVariable {
    std::string name, value;
    bool operator==(const UsedVariable&) const = default;
};

/// Texts are kept as their author wrote them, and that is what every report shows; what the variables in them ("${TOKEN}") make of a text
/// is kept apart, as its `real`, only where it differs and only until the load has been sent.
struct NameValue {
    std::string name, value;
    std::optional<std::string> real{};
    [[nodiscard]] const std::string& sent() const { return real ? *real : value; }
    bool operator==(const NameValue&) const = default;
};

/// A plugin by id with what the author gave it.
struct PluginUse {
    std::string id;
    std::vector<GivenParam> with;
    std::string where;  ///< "checkout.yml:12", "--pattern"
    bool operator==(const PluginUse&) const = default;
};

/// Inclusive.
struct StatusRange {
    std::uint16_t from{200}, to{399};
    bool operator==(const StatusRange&) const = default;
};

struct RequestSpec {
    std::string name;                ///< "GET /items" unless named
    std::string method{"GET"};       ///< upper case
    std::string path{"/"};           ///< with query; prefixed by the target URL's path
    double weight{1};                ///< relative, > 0
    std::vector<NameValue> headers;  ///< on top of the profile's
    std::string body, contentType;
    std::optional<Duration> timeout;
    std::vector<StatusRange> expect;  ///< empty: 200-399
    std::string where;
    bool bodyAsIs{};                                    ///< from a file: sent byte for byte, whatever looks like a variable in it
    std::optional<std::string> realPath{}, realBody{};  ///< see NameValue
    [[nodiscard]] const std::string& sentPath() const { return realPath ? *realPath : path; }
    [[nodiscard]] const std::string& sentBody() const { return realBody ? *realBody : body; }
    bool operator==(const RequestSpec&) const = default;
};

struct StageSpec {
    PluginUse pattern;
    std::optional<Load> peak;
    std::optional<Duration> length;
    std::string where;
    bool operator==(const StageSpec&) const = default;
};

enum class Arrivals : std::uint8_t { Constant, Poisson };

/// What an author says of connections.
struct ConnectionSpec {
    std::optional<Reuse> reuse;
    std::optional<Duration> maxAge;
    std::optional<std::uint64_t> maxRequests;
    std::optional<Rate> handshakes;
    std::optional<std::vector<std::string>> sources;  ///< addresses of this machine
    bool operator==(const ConnectionSpec&) const = default;
};

/// What an author wrote: what to send, how much of it, and what to expect. Not yet filled with defaults: see core/config/run_config.h.
struct LoadProfile {
    std::string name, source;                       ///< source: file it was read from, "-" for standard input, empty for none
    std::optional<std::string> target, realTarget;  ///< see NameValue
    std::string targetWhere;
    std::vector<NameValue> headers;
    std::vector<RequestSpec> requests;
    std::vector<StageSpec> load;
    std::optional<Duration> warmup, timeout, connectTimeout, firstByteTimeout;
    std::optional<ThinkTime> thinkTime;
    ConnectionSpec connections;
    std::optional<std::uint64_t> seed;
    std::optional<Arrivals> arrivals;
    std::vector<Objective> objectives;
    std::optional<double> confidence;         ///< policy
    std::optional<Duration> rhythm;           ///< policy
    std::optional<std::uint64_t> minSamples;  ///< policy
    std::vector<UsedVariable> variables;      ///< all that the file named and the environment has
    std::map<std::string, std::string, std::less<>>
        where;  ///< of each plain value by its key: "warmup" -> "checkout.yml:12", "connections.max_age"
    bool operator==(const LoadProfile&) const = default;
};

}  // namespace loadgate
