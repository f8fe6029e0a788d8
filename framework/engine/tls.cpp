// SPDX-License-Identifier: Apache-2.0
#include "engine/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace loadgate::engine {

namespace {

constexpr std::size_t kRecord = 16384;  // the longest plain text of a record, RFC 8446 section 5.1

std::string lastError() {
    const unsigned long code = ::ERR_get_error();
    ::ERR_clear_error();
    if (ERR_SYSTEM_ERROR(code)) {
        return std::strerror(ERR_GET_REASON(code));
    }
    const char* const reason = ::ERR_reason_error_string(code);
    return reason != nullptr ? reason : "no reason given";
}

bool isAddress(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

/// In the words of a person who has to do something about it.
std::string refusalOf(long verification, const std::string& serverName) {
    switch (verification) {
        case X509_V_ERR_CERT_HAS_EXPIRED: return "the certificate has expired";
        case X509_V_ERR_CERT_NOT_YET_VALID: return "the certificate is not valid yet";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return "the certificate is not for " + serverName;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "the certificate is self-signed";
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return "the certificate is from an authority that is not trusted here";
        default: return std::string("the certificate is not accepted: ") + ::X509_verify_cert_error_string(verification);
    }
}

Error badFile(const char* what, const TlsFile& file) {
    return Error{ErrorCode::BadInput, file.where + ": the " + what + " '" + file.path + "' cannot be used: " + lastError()};
}

Status useAuthorities(SSL_CTX* context, const TlsOptions& options) {
    if (!options.verify) {
        return ok();
    }
    if (options.authorities.path.empty()) {
        ::SSL_CTX_set_default_verify_paths(context);
    } else if (::SSL_CTX_load_verify_locations(context, options.authorities.path.c_str(), nullptr) != 1) {
        return badFile("file of authorities", options.authorities);
    }
    return ok();
}

Status useOwnCertificate(SSL_CTX* context, const TlsOptions& options) {
    if (options.certificate.path.empty()) {
        return ok();
    }
    if (::SSL_CTX_use_certificate_chain_file(context, options.certificate.path.c_str()) != 1) {
        return badFile("certificate", options.certificate);
    }
    const TlsFile& key = options.key.path.empty() ? options.certificate : options.key;
    if (::SSL_CTX_use_PrivateKey_file(context, key.path.c_str(), SSL_FILETYPE_PEM) != 1) {
        return badFile("key", key);
    }
    return ok();
}

}  // namespace

Result<TlsSides::Context> TlsSides::contextFor(const TlsOptions& options) {
    Context context(::SSL_CTX_new(::TLS_client_method()));
    if (!context) {
        return Error{ErrorCode::Internal, "no TLS context: " + lastError()};
    }
    ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    ::SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A server that closes without close_notify is told apart by HTTP's own lengths.
    ::SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    ::SSL_CTX_set_verify(context.get(), options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    constexpr std::array<unsigned char, 9> kProtocols{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    ::SSL_CTX_set_alpn_protos(context.get(), kProtocols.data(), kProtocols.size());
    ::ERR_clear_error();
    LOADGATE_CHECK(useAuthorities(context.get(), options));
    LOADGATE_CHECK(useOwnCertificate(context.get(), options));
    return context;
}

Status checkTls(const TlsOptions& options) {
    LOADGATE_CHECK(TlsSides::create(options, 0));
    return ok();
}

Result<std::unique_ptr<TlsSides>> TlsSides::create(const TlsOptions& options, std::size_t ids) {
    LOADGATE_TRY(Context context, contextFor(options));
    return std::unique_ptr<TlsSides>(new TlsSides(std::move(context), options, ids));
}

TlsSides::TlsSides(Context context, const TlsOptions& options, std::size_t ids)
    : m_context(std::move(context)),
      m_serverName(options.serverName),
      m_verify(options.verify),
      m_method(::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "a worker's buffers")),
      m_sides(ids),
      m_plain(kRecord) {
    ::BIO_meth_set_read(m_method.get(), readIn);
    ::BIO_meth_set_write(m_method.get(), writeOut);
    ::BIO_meth_set_ctrl(m_method.get(), control);
    m_bio = ::BIO_new(m_method.get());
    ::BIO_set_data(m_bio, this);
    ::BIO_set_init(m_bio, 1);
    ::SSL_CTX_set_session_cache_mode(m_context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_app_data(m_context.get(), this);
    ::SSL_CTX_sess_set_new_cb(m_context.get(), keepSession);
    m_out.reserve(2 * kRecord);
}

TlsSides::~TlsSides() {
    for (SSL* side : m_sides) {
        ::SSL_free(side);
    }
    ::BIO_free(m_bio);
}

int TlsSides::readIn(BIO* bio, char* to, int size) {
    auto& in = static_cast<TlsSides*>(::BIO_get_data(bio))->m_in;
    ::BIO_clear_retry_flags(bio);
    if (in.empty()) {
        ::BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t taken = std::min(in.size(), static_cast<std::size_t>(size));
    std::memcpy(to, in.data(), taken);
    in = in.subspan(taken);
    return static_cast<int>(taken);
}

int TlsSides::writeOut(BIO* bio, const char* from, int size) {
    ::BIO_clear_retry_flags(bio);
    static_cast<TlsSides*>(::BIO_get_data(bio))->m_out.append(from, static_cast<std::size_t>(size));
    return size;
}

long TlsSides::control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

/// Keeps the newest; OpenSSL hands it over with a reference of its own.
int TlsSides::keepSession(SSL* side, SSL_SESSION* session) {
    static_cast<TlsSides*>(SSL_CTX_get_app_data(::SSL_get_SSL_CTX(side)))->m_session.reset(session);
    return 1;
}

TlsSides::Step TlsSides::open(std::uint32_t id) {
    close(id);
    m_current = id;
    SSL* const side = ::SSL_new(m_context.get());
    if (side == nullptr) {
        m_complaint = "no memory for another TLS connection";
        return Step::Failed;
    }
    m_sides[id] = side;
    ::BIO_up_ref(m_bio);
    ::SSL_set_bio(side, m_bio, m_bio);
    ::SSL_set_connect_state(side);
    if (isAddress(m_serverName)) {
        ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(side), m_serverName.c_str());
    } else {
        ::SSL_ctrl(side, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, m_serverName.data());
        ::SSL_set1_host(side, m_serverName.c_str());
    }
    if (m_session) {
        ::SSL_set_session(side, m_session.get());
    }
    return handshake(id);
}

TlsSides::Step TlsSides::handshake(std::uint32_t id) {
    const int result = ::SSL_do_handshake(m_sides[id]);
    if (result == 1) {
        m_resumed += ::SSL_session_reused(m_sides[id]) != 0 ? 1U : 0U;
        return Step::Done;
    }
    return failed(id, result);
}

TlsSides::Step TlsSides::read(std::uint32_t id, std::span<const char>& plain) {
    const int result = ::SSL_read(m_sides[id], m_plain.data(), static_cast<int>(m_plain.size()));
    if (result > 0) {
        plain = {m_plain.data(), static_cast<std::size_t>(result)};
        return Step::Done;
    }
    return failed(id, result);
}

TlsSides::Step TlsSides::write(std::uint32_t id, std::string_view plain) {
    m_current = id;
    while (!plain.empty()) {
        const int result = ::SSL_write(m_sides[id], plain.data(), static_cast<int>(std::min<std::size_t>(plain.size(), 1U << 30U)));
        if (result <= 0) {
            return failed(id, result);
        }
        plain.remove_prefix(static_cast<std::size_t>(result));
    }
    return Step::Done;
}

TlsSides::Step TlsSides::failed(std::uint32_t id, int result) {
    const int kind = ::SSL_get_error(m_sides[id], result);
    if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE) {
        return Step::More;
    }
    if (kind == SSL_ERROR_ZERO_RETURN) {
        return Step::Ended;
    }
    if (const long verification = ::SSL_get_verify_result(m_sides[id]); m_verify && verification != X509_V_OK) {
        m_complaint = refusalOf(verification, m_serverName);
        ::ERR_clear_error();
    } else {
        m_complaint = lastError();
    }
    return Step::Failed;
}

void TlsSides::close(std::uint32_t id) {
    if (id == m_current) {  // what it has not read, and an alert that it has not sent, must not become another connection's
        m_in = {};
        m_out.clear();
    }
    if (m_sides[id] != nullptr) {
        ::SSL_set_quiet_shutdown(m_sides[id], 1);  // else OpenSSL would not resume a session of a connection that was just closed
        ::SSL_shutdown(m_sides[id]);
        ::SSL_free(m_sides[id]);
        m_sides[id] = nullptr;
    }
}

}  // namespace loadgate::engine
