// Names of an enumeration's values as they are stored and sent by forms: one table each way.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace refocus::practice {

template <class Value, std::size_t Count>
using Names = std::array<std::pair<Value, std::string_view>, Count>;

template <class Value, std::size_t Count>
[[nodiscard]] constexpr std::string_view nameIn(const Names<Value, Count>& names, Value value) {
  for (const auto& [one, name] : names) {
    if (one == value) return name;
  }
  return {};
}

template <class Value, std::size_t Count>
[[nodiscard]] constexpr std::optional<Value> valueIn(const Names<Value, Count>& names,
                                                     std::string_view name) {
  for (const auto& [value, one] : names) {
    if (one == name) return value;
  }
  return std::nullopt;
}

}  // namespace refocus::practice
