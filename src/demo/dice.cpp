#include "demo/dice.hpp"

#include <numeric>

#include "base/checks.hpp"

namespace refocus::demo {

std::uint32_t Dice::next() {
  if (used_ == buffer_.size()) {
    random_(buffer_);
    used_ = 0;
  }
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = (value << 8) | buffer_[used_++];
  return value;
}

std::size_t Dice::below(std::size_t count) {
  checkRange("count", static_cast<std::int64_t>(count), 1, 1'000'000);
  // Values at the end of the range that would make small answers likelier are thrown again.
  const std::uint64_t whole = 0x1'0000'0000ULL / count * count;
  std::uint64_t value = next();
  while (value >= whole) value = next();
  return static_cast<std::size_t>(value % count);
}

int Dice::between(int least, int most) {
  return least + static_cast<int>(below(static_cast<std::size_t>(most - least) + 1));
}

bool Dice::chance(int inHundred) { return between(1, 100) <= inHundred; }

std::size_t Dice::weighted(std::span<const int> weights) {
  const auto total = std::accumulate(weights.begin(), weights.end(), 0);
  auto left = between(1, total);
  std::size_t index = 0;
  while (left > weights[index]) left -= weights[index++];
  return index;
}

}  // namespace refocus::demo
