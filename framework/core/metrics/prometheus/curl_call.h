// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <memory>

namespace loadgate {

/// libcurl calls all of these `void`, so each has its own way to end.
struct EndCall {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct EndLoop {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct EndHeaders {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, EndCall>;
using CurlLoop = std::unique_ptr<CURLM, EndLoop>;
using CurlHeaders = std::unique_ptr<curl_slist, EndHeaders>;

}  // namespace loadgate
