#include "base/random.hpp"

#include <sodium.h>

#include <array>
#include <cstring>
#include <memory>
#include <mutex>

namespace refocus {

Random systemRandom() {
  return [](std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); };
}

Random seededRandom(std::uint64_t seed) {
  struct Stream {
    std::mutex guard;
    std::array<std::uint8_t, randombytes_SEEDBYTES> key{};
    std::uint64_t calls = 0;
  };
  auto stream = std::make_shared<Stream>();
  std::memcpy(stream->key.data(), &seed, sizeof seed);
  return [stream](std::span<std::uint8_t> out) {
    const std::scoped_lock lock(stream->guard);
    ++stream->calls;
    // Each call has its own key, so that its bytes do not depend on how long the calls before were.
    auto key = stream->key;
    std::memcpy(key.data() + sizeof(std::uint64_t), &stream->calls, sizeof stream->calls);
    randombytes_buf_deterministic(out.data(), out.size(), key.data());
  };
}

}  // namespace refocus
