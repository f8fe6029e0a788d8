// SPDX-License-Identifier: Apache-2.0
#include "tls.h"

#include <cerrno>

namespace loadgate::bench {

TlsContext::~TlsContext() { m_context = nullptr; }
std::string TlsContext::create() { return "this sink was built without OpenSSL (Debian: libssl-dev)"; }
ssl_st* TlsContext::accept(int /*socket*/) const {
    (void)m_context;
    return nullptr;
}

ssize_t tlsRead(ssl_st* /*connection*/, char* /*to*/, std::size_t /*size*/) {
    errno = ENOTSUP;
    return -1;
}

ssize_t tlsWrite(ssl_st* /*connection*/, const char* /*from*/, std::size_t /*size*/) {
    errno = ENOTSUP;
    return -1;
}

void tlsFree(ssl_st* /*connection*/) {}

}  // namespace loadgate::bench
