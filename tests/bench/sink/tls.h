// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>
#include <cstddef>
#include <string>

struct ssl_st;
struct ssl_ctx_st;

namespace loadgate::bench {

/// The sink's side of TLS 1.3. Built without OpenSSL, create() says so and nothing else is called.
class TlsContext {
  public:
    TlsContext() = default;
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// Makes a key and a certificate for 127.0.0.1 that signs itself. Empty, or what went wrong.
    [[nodiscard]] std::string create();
    [[nodiscard]] ssl_st* accept(int socket) const;

  private:
    ssl_ctx_st* m_context{};
};

/// As recv() and send(): a count, 0 at the end, or -1 with errno (EAGAIN: later).
[[nodiscard]] ssize_t tlsRead(ssl_st*, char* to, std::size_t size);
[[nodiscard]] ssize_t tlsWrite(ssl_st*, const char* from, std::size_t size);
void tlsFree(ssl_st*);

}  // namespace loadgate::bench
