// SPDX-License-Identifier: Apache-2.0
#pragma once

// A worker's connections over TLS; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"

namespace loadgate::engine {

/// Bytes of a connection that is secured, or on its way there.
template <class Reactor>
void Worker<Reactor>::onSecured(std::uint32_t id, std::span<const char> bytes) {
    using Step = TlsSides::Step;
    m_tls->handIn(id, bytes);
    if (m_connections[id].state == Connection::State::Connecting) {
        const Step step = m_tls->handshake(id);
        if (step == Step::More) {
            sendPending(id);
            return;
        }
        if (step != Step::Done) {
            connectFailed(id, kNotSecured);
            return;
        }
        connectionReady(id);  // a request that has waited goes out with the end of the handshake
    }
    // Whatever ends this connection also takes its TLS side away; a new one comes only with a later event.
    while (m_tls->has(id)) {
        std::span<const char> plain;
        switch (m_tls->read(id, plain)) {
            case Step::More: sendPending(id); return;
            case Step::Done: onPlain(id, plain); break;
            case Step::Ended: onEnd(id, 0); break;
            case Step::Failed:
                m_connections[id].state == Connection::State::Busy ? fail(id, Outcome::Tls, m_now, true) : drop(id, true);
                break;
        }
    }
}

/// What TLS has to say of its own: a flight of the handshake, an answer to a key update.
template <class Reactor>
void Worker<Reactor>::sendPending(std::uint32_t id) {
    if (!m_tls->pending().empty()) {
        m_reactor.send(id, kept(m_connections[id], m_tls->pending()));
        m_tls->sent();
    }
}

}  // namespace loadgate::engine
