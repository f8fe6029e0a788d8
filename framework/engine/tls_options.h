// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <string>

namespace loadgate::engine {

/// A PEM file, and where it was named, for messages.
struct TlsFile {
    std::string path, where;
    bool operator==(const TlsFile&) const = default;
};

/// How connections are secured: TLS 1.2 or 1.3, HTTP/1.1 by ALPN.
struct TlsOptions {
    std::string serverName;    ///< that the certificate must be for: a host name (also sent as SNI) or an address
    bool verify{true};         ///< false: any certificate will do
    TlsFile authorities;       ///< trusted instead of the system's; empty: those
    TlsFile certificate, key;  ///< for servers that ask who we are; the key may be in the certificate's file
    bool operator==(const TlsOptions&) const = default;
};

/// Reads the files; BadInput with the one that is wrong, and where it was named.
[[nodiscard]] Status checkTls(const TlsOptions&);

}  // namespace loadgate::engine
