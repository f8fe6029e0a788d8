// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"

#include <memory>

namespace loadgate::engine {

/// A server of ours on a free port of 127.0.0.1 that answers every request without a body at once with the same 140 bytes: what a generator
/// can send is measured against it. Its threads live as long as it does.
class Sink {
  public:
    /// `threads`: at least one. Io when it cannot listen.
    [[nodiscard]] static Result<Sink> start(unsigned threads);
    Sink(Sink&&) noexcept;
    Sink& operator=(Sink&&) = delete;
    ~Sink();

    [[nodiscard]] const SocketAddress& address() const;

  private:
    struct Shop;
    explicit Sink(std::unique_ptr<Shop>);
    std::unique_ptr<Shop> m_shop;
};

}  // namespace loadgate::engine
