// Identities: UUID version 7 (RFC 9562, section 5.7), each kind of thing with a type of its own, so
// that a TeamId cannot be passed where a PersonId is meant.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace refocus {

/// 128 bits; the text is the usual 36 characters in lower case. Ids made later sort later (to the
/// millisecond).
class Uuid {
 public:
  Uuid() = default;

  [[nodiscard]] static Uuid make(Instant now, const Random& random);
  /// With a place from 0 to 4095 among those that one maker makes in the same millisecond, so that
  /// they sort in the order they were made (RFC 9562, section 6.2, method 1).
  [[nodiscard]] static Uuid make(Instant now, const Random& random, unsigned place);
  /// The usual form in either case; nothing for anything else.
  [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool isNil() const { return *this == Uuid{}; }
  auto operator<=>(const Uuid&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// A Uuid that belongs to one kind of thing. `Kind` is any type, often only declared.
template <class Kind>
class Id {
 public:
  Id() = default;
  explicit Id(Uuid uuid) : uuid_(uuid) {}

  [[nodiscard]] static Id make(Instant now, const Random& random) {
    return Id(Uuid::make(now, random));
  }
  [[nodiscard]] static std::optional<Id> parse(std::string_view text) {
    const auto uuid = Uuid::parse(text);
    if (!uuid) return std::nullopt;
    return Id(*uuid);
  }
  /// For text that the program itself stored. Throws Fault(corrupt) if it is no id.
  [[nodiscard]] static Id stored(std::string_view text);

  [[nodiscard]] std::string text() const { return uuid_.text(); }
  [[nodiscard]] const Uuid& uuid() const { return uuid_; }
  auto operator<=>(const Id&) const = default;

 private:
  Uuid uuid_;
};

namespace detail {
[[nodiscard]] Uuid storedUuid(std::string_view text);
}

template <class Kind>
Id<Kind> Id<Kind>::stored(std::string_view text) {
  return Id(detail::storedUuid(text));
}

using TrustId = Id<struct TrustKind>;
using TeamId = Id<struct TeamKind>;
using AccountId = Id<struct AccountKind>;
using WorkerId = Id<struct WorkerKind>;
using PersonId = Id<struct PersonKind>;
using ThingId = Id<struct ThingKind>;

}  // namespace refocus

template <class Kind>
struct std::hash<refocus::Id<Kind>> {
  std::size_t operator()(const refocus::Id<Kind>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
