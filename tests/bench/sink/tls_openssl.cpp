// SPDX-License-Identifier: Apache-2.0
#include "tls.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <array>
#include <cerrno>

namespace loadgate::bench {

namespace {

constexpr long kDay = 86'400;

X509* selfSigned(EVP_PKEY* key) {
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    static constexpr std::array<unsigned char, 10> kName{'1', '2', '7', '.', '0', '.', '0', '.', '1', '\0'};
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName.data(), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    if (X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, &context, NID_subject_alt_name, "IP:127.0.0.1")) {
        X509_add_ext(certificate, names, -1);
        X509_EXTENSION_free(names);
    }
    X509_sign(certificate, key, EVP_sha256());
    return certificate;
}

ssize_t resultOf(ssl_st* connection, int result) {
    if (result > 0) {
        return result;
    }
    const int error = SSL_get_error(connection, result);
    ERR_clear_error();
    if (error == SSL_ERROR_ZERO_RETURN) {
        return 0;
    }
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return -1;
}

}  // namespace

TlsContext::~TlsContext() { SSL_CTX_free(m_context); }

std::string TlsContext::create() {
    m_context = SSL_CTX_new(TLS_server_method());
    EVP_PKEY* key = EVP_EC_gen("P-256");
    if (m_context == nullptr || key == nullptr) {
        return "OpenSSL gives no context or no key";
    }
    X509* certificate = selfSigned(key);
    SSL_CTX_set_min_proto_version(m_context, TLS1_3_VERSION);
    SSL_CTX_set_mode(m_context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    const bool usable = SSL_CTX_use_certificate(m_context, certificate) == 1 && SSL_CTX_use_PrivateKey(m_context, key) == 1;
    X509_free(certificate);
    EVP_PKEY_free(key);
    return usable ? "" : "OpenSSL refuses the certificate that it has made";
}

ssl_st* TlsContext::accept(int socket) const {
    SSL* connection = SSL_new(m_context);
    SSL_set_fd(connection, socket);
    SSL_set_accept_state(connection);
    return connection;
}

ssize_t tlsRead(ssl_st* connection, char* to, std::size_t size) {
    return resultOf(connection, SSL_read(connection, to, static_cast<int>(size)));
}

ssize_t tlsWrite(ssl_st* connection, const char* from, std::size_t size) {
    return resultOf(connection, SSL_write(connection, from, static_cast<int>(size)));
}

void tlsFree(ssl_st* connection) { SSL_free(connection); }

}  // namespace loadgate::bench
