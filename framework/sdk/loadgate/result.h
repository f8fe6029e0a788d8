// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace loadgate {

/// What kind of failure an Error is. Each has one exit code before the first effect: BadInput, NotFound, Unsupported and
/// Incompatible 2; Refused 13; LockHeld 40; Conflict 41; Cancelled 130; the rest 1.
enum class ErrorCode : std::uint8_t {
    BadInput,
    NotFound,
    Unsupported,
    Incompatible,
    Refused,
    Conflict,
    LockHeld,
    Io,
    Timeout,
    Cancelled,
    Internal
};

/// Why something could not be done: a sentence that says what, where, and what would be right.
struct [[nodiscard]] Error {
    ErrorCode code{ErrorCode::Internal};
    std::string message;

    /// The same error with where it happened in front: "checkout.yml:7: …".
    [[nodiscard]] Error within(std::string_view context) && {
        message = std::string(context) + ": " + message;
        return std::move(*this);
    }
    bool operator==(const Error&) const = default;
};

/// A value or the Error why there is none. Named as a subset of std::expected, which g++ 12 lacks.
template <class T>
class [[nodiscard]] Result {
  public:
    template <class U = T>
        requires(std::convertible_to<U&&, T> && !std::same_as<std::remove_cvref_t<U>, Error> &&
                 !std::same_as<std::remove_cvref_t<U>, Result>)
    Result(U&& value) : m_state(std::in_place_index<0>, std::forward<U>(value)) {}  // NOLINT(google-explicit-constructor)

    /// A Result<unique_ptr<Burst>> is a Result<unique_ptr<Pattern>>.
    template <class U>
        requires(std::convertible_to<U&&, T> && !std::same_as<U, T>)
    Result(Result<U>&& other)  // NOLINT(google-explicit-constructor)
        : m_state(other ? State(std::in_place_index<0>, std::move(other).value())
                        : State(std::in_place_index<1>, std::move(other).error())) {}

    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }
    [[nodiscard]] T& value() & { return std::get<0>(m_state); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(m_state)); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }
    [[nodiscard]] T* operator->() { return &value(); }

    [[nodiscard]] const Error& error() const& { return std::get<1>(m_state); }
    [[nodiscard]] Error&& error() && { return std::get<1>(std::move(m_state)); }

    /// Adds where it happened to an error; a value passes through.
    [[nodiscard]] Result within(std::string_view context) && {
        if (has_value()) {
            return std::move(*this);
        }
        return std::move(*this).error().within(context);
    }

  private:
    using State = std::variant<T, Error>;
    State m_state;
};

/// The result of something done only for its effect.
using Status = Result<std::monostate>;
inline Status ok() { return Status{std::monostate{}}; }

}  // namespace loadgate

#define LOADGATE_JOIN_(a, b) a##b
#define LOADGATE_JOIN(a, b) LOADGATE_JOIN_(a, b)
#define LOADGATE_TRY_(result, declaration, ...) \
    auto result = (__VA_ARGS__);                \
    if (!(result)) {                            \
        return std::move(result).error();       \
    }                                           \
    declaration = std::move(result).value()

/// LOADGATE_TRY(const std::string text, readText(file)): the value, or the function returns the error.
#define LOADGATE_TRY(declaration, ...) LOADGATE_TRY_(LOADGATE_JOIN(loadgateResult, __COUNTER__), declaration, __VA_ARGS__)

/// LOADGATE_CHECK(save(file)): goes on, or the function returns the error.
#define LOADGATE_CHECK(...)                                         \
    do {                                                            \
        if (auto loadgateStatus = (__VA_ARGS__); !loadgateStatus) { \
            return std::move(loadgateStatus).error();               \
        }                                                           \
    } while (false)
