// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/tls_options.h"

#include <openssl/ssl.h>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::engine {

/// The TLS sides of one worker's connections, by id. Bytes go through memory that the worker owns: what came from the socket is handed in,
/// what is to be sent lies in pending() until sent(). Sessions are resumed. Belongs to one thread.
class TlsSides {
  public:
    enum class Step : std::uint8_t { More, Done, Ended, Failed };

    /// Io or BadInput when the options cannot be used.
    [[nodiscard]] static Result<std::unique_ptr<TlsSides>> create(const TlsOptions&, std::size_t ids);
    ~TlsSides();
    TlsSides(const TlsSides&) = delete;
    TlsSides& operator=(const TlsSides&) = delete;

    /// Begins a handshake as the client. Failed: no memory for it.
    [[nodiscard]] Step open(std::uint32_t id);
    [[nodiscard]] Step handshake(std::uint32_t id);
    /// The next plain bytes of what was handed in; valid until the next call. More: there are none yet. Ended: the peer closed in order.
    [[nodiscard]] Step read(std::uint32_t id, std::span<const char>& plain);
    /// Failed only when the connection is broken.
    [[nodiscard]] Step write(std::uint32_t id, std::string_view plain);
    void close(std::uint32_t id);
    [[nodiscard]] bool has(std::uint32_t id) const { return m_sides[id] != nullptr; }

    /// What came from the connection's socket; valid until all of it has been read.
    void handIn(std::uint32_t id, std::span<const char> bytes) {
        m_current = id;
        m_in = bytes;
    }
    [[nodiscard]] std::string_view pending() const { return m_out; }
    void sent() { m_out.clear(); }
    /// Why the last step failed: "the certificate has expired".
    [[nodiscard]] const std::string& complaint() const { return m_complaint; }
    void complain(std::string_view why) { m_complaint = why; }
    [[nodiscard]] std::uint64_t resumed() const { return m_resumed; }

  private:
    struct FreeContext {
        void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
    };
    struct FreeMethod {
        void operator()(BIO_METHOD* method) const { ::BIO_meth_free(method); }
    };
    struct FreeSession {
        void operator()(SSL_SESSION* session) const { ::SSL_SESSION_free(session); }
    };
    using Context = std::unique_ptr<SSL_CTX, FreeContext>;

    [[nodiscard]] static Result<Context> contextFor(const TlsOptions&);
    TlsSides(Context, const TlsOptions&, std::size_t ids);
    [[nodiscard]] Step failed(std::uint32_t id, int result);
    static int readIn(BIO*, char* to, int size);
    static int writeOut(BIO*, const char* from, int size);
    static long control(BIO*, int command, long number, void* pointer);
    static int keepSession(SSL*, SSL_SESSION*);

    Context m_context;
    std::string m_serverName;
    bool m_verify;
    std::unique_ptr<BIO_METHOD, FreeMethod> m_method;
    BIO* m_bio{};  ///< one for all connections: they take turns
    std::vector<SSL*> m_sides;
    std::uint32_t m_current{};                            ///< whose bytes lie in m_in and m_out
    std::unique_ptr<SSL_SESSION, FreeSession> m_session;  ///< of the last connection, for the next
    std::span<const char> m_in;
    std::string m_out;
    std::vector<char> m_plain;
    std::string m_complaint;
    std::uint64_t m_resumed{};
};

}  // namespace loadgate::engine
