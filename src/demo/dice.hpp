// Chance for the demonstration: whole numbers drawn from handed-in randomness, alike on every
// machine and with every compiler (the standard library's distributions are not). Draw one at a
// time or inside braces: the order in which a call's arguments are evaluated is not fixed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/random.hpp"

namespace refocus::demo {

class Dice {
 public:
  explicit Dice(Random random) : random_(std::move(random)) {}

  /// 0 to count - 1, all alike. Throws Fault(invalid) for a count of 0.
  [[nodiscard]] std::size_t below(std::size_t count);
  /// least to most.
  [[nodiscard]] int between(int least, int most);
  /// True so many times in a hundred.
  [[nodiscard]] bool chance(int inHundred);

  template <class Items>
  [[nodiscard]] const auto& pick(const Items& items) {
    return items[below(std::size(items))];
  }

  /// An index, each as often as its weight says.
  [[nodiscard]] std::size_t weighted(std::span<const int> weights);

  template <class Item>
  void shuffle(std::vector<Item>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1], items[below(left)]);
    }
  }

 private:
  std::uint32_t next();

  Random random_;
  std::array<std::uint8_t, 4096> buffer_{};
  std::size_t used_ = 4096;
};

}  // namespace refocus::demo
