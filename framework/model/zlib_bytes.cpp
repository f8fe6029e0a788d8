// SPDX-License-Identifier: Apache-2.0
#include "model/zlib_bytes.h"

#include <zlib.h>
#include <algorithm>
#include <new>

namespace loadgate {
namespace {

class Inflater {
  public:
    explicit Inflater(std::span<const std::uint8_t> bytes) : m_input(bytes.begin(), bytes.end()) {
        m_stream.next_in = m_input.data();
        m_stream.avail_in = static_cast<uInt>(m_input.size());
        m_ready = inflateInit(&m_stream) == Z_OK;
    }
    ~Inflater() {
        if (m_ready) {
            inflateEnd(&m_stream);
        }
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Fills the space; how many bytes it wrote.
    std::size_t into(std::span<std::uint8_t> space) {
        m_stream.next_out = space.data();
        m_stream.avail_out = static_cast<uInt>(space.size());
        m_last = m_ready ? inflate(&m_stream, Z_NO_FLUSH) : Z_STREAM_ERROR;
        return space.size() - m_stream.avail_out;
    }
    [[nodiscard]] bool ended() const { return m_last == Z_STREAM_END; }
    [[nodiscard]] bool broken() const { return m_last != Z_OK && m_last != Z_STREAM_END; }
    [[nodiscard]] bool hasMore() const { return m_stream.avail_in != 0; }

  private:
    std::vector<std::uint8_t> m_input;  // zlib's interface wants it writable
    z_stream m_stream{};
    bool m_ready{};
    int m_last{Z_OK};
};

Error bad(std::string message) { return {ErrorCode::BadInput, std::move(message)}; }

}  // namespace

std::vector<std::uint8_t> deflated(std::span<const std::uint8_t> bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::vector<std::uint8_t> out(size);
    if (compress(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size())) != Z_OK) {
        throw std::bad_alloc();  // with a buffer of compressBound() bytes the only failure left is memory
    }
    out.resize(size);
    return out;
}

Result<std::vector<std::uint8_t>> inflated(std::span<const std::uint8_t> bytes, std::size_t most) {
    constexpr std::size_t kFirst = std::size_t{16} << 10U;
    Inflater inflater(bytes);
    std::vector<std::uint8_t> out;
    std::size_t written = 0;
    while (true) {
        // One byte more than allowed: whether the stream would go on shows only when it is asked to.
        out.resize(std::min(std::max(kFirst, 2 * written), most + 1));
        written += inflater.into(std::span(out).subspan(written));
        if (written > most) {
            return bad("unpacks to more than " + std::to_string(most) + " bytes");
        }
        if (inflater.ended()) {
            break;
        }
        if (inflater.broken()) {
            return bad("is damaged or cut off (not a whole zlib stream)");
        }
    }
    if (inflater.hasMore()) {
        return bad("has bytes behind its end");
    }
    out.resize(written);
    return out;
}

}  // namespace loadgate
