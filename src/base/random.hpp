// Randomness is handed in, so that tests and the demonstration can repeat it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace refocus {

/// Fills the span with random bytes. Callable from any thread.
using Random = std::function<void(std::span<std::uint8_t>)>;

/// The operating system's generator, through libsodium. For keys, nonces and tokens always this
/// one.
[[nodiscard]] Random systemRandom();

/// A repeatable stream of bytes (ChaCha20 keyed by the seed). Never for keys.
[[nodiscard]] Random seededRandom(std::uint64_t seed);

}  // namespace refocus
