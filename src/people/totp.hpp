// The second factor: codes of six digits from a shared secret and the time (TOTP, RFC 6238: SHA-1,
// steps of 30 seconds, one step of difference either way). Pure; the secret is a secret, so nothing
// here puts it into a message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace refocus::people {

inline constexpr int kCodeDigits = 6;

/// 160 bits, as long as the hash (RFC 4226, section 4).
[[nodiscard]] Bytes makeTotpSecret(const Random& random);

/// The number of the 30-second step that a moment is in.
[[nodiscard]] std::int64_t timeStepOf(Instant moment);

/// The code of a step, with leading zeros. `digits` is 6, 7 or 8.
[[nodiscard]] std::string codeAt(ByteView secret, std::int64_t timeStep, int digits = kCodeDigits);

/// The step whose code was typed: the present one, the one before or the one after, and newer than
/// `lastUsed`, so that no code works twice. Spaces between the digits do not matter.
[[nodiscard]] std::optional<std::int64_t> stepOfCode(ByteView secret, std::string_view typed,
                                                     Instant now, std::int64_t lastUsed);

/// RFC 4648 base32 without padding, in groups of four: "JBSW Y3DP …", to type into an app.
[[nodiscard]] std::string secretToType(ByteView secret);

/// otpauth://totp/… as authenticator apps read it.
[[nodiscard]] std::string otpauthUri(ByteView secret, std::string_view service,
                                     std::string_view email);

}  // namespace refocus::people
