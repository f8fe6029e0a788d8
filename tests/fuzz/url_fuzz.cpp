// SPDX-License-Identifier: Apache-2.0
// The address that a target plugin answers: what is taken from it goes into request lines and Host headers.
#include "core/config/http_url.h"
#include "fuzzing.h"

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

bool canBeSent(std::string_view text) { return text.find(' ') == std::string_view::npos && !hasControls(text); }

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Result<HttpUrl> url = parseHttpUrl(textOf(data, size));
    if (!url) {
        require(!hasControls(url.error().message), "what is wrong is one printable line");
        return 0;
    }
    require(!url->host.empty() && url->port != 0, "there is somebody to connect to");
    require(canBeSent(url->hostHeader) && canBeSent(url->path) && canBeSent(url->query), "each part goes on the wire as it stands");
    require(url->hostHeader.find('@') == std::string::npos, "no password becomes a part of the Host header");
    require(url->host.find_first_of("/?#[]") == std::string::npos, "the host is only the host");
    require(url->path.empty() || (url->path.starts_with('/') && !url->path.ends_with('/')), "a path can be put in front of another");
    require(url->query.empty() || url->query.starts_with('?'), "a query keeps its question mark");
    const Result<HttpUrl> again = parseHttpUrl((url->secure ? "https://" : "http://") + url->hostHeader + url->path + url->query);
    require(again && again->secure == url->secure && again->host == url->host && again->port == url->port && again->path == url->path &&
                again->query == url->query,
            "the parts make the same address again");
    return 0;
}
