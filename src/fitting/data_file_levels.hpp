// The distinct values of a factor, each with a number in the order of appearance. Where the
// factor's column holds numbers, "2", "2.0" and "02" are one level, called as R calls it, so long
// as fifteen digits say the number exactly.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fitting/data_file_number.hpp"
#include "fitting/short_text.hpp"

namespace refocus::fitting {

class LevelTable {
 public:
  static constexpr std::size_t kMostLevels = std::size_t{1} << 24U;
  static constexpr std::size_t kMostLevelBytes = 1024;
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};

  enum class Values { numbers, text };
  explicit LevelTable(Values values, DecimalMark decimal = DecimalMark::point);

  [[nodiscard]] Values values() const { return values_; }
  /// One for the same values, without a level.
  [[nodiscard]] LevelTable emptied() const { return LevelTable(values_, decimal_); }

  /// The number of a value's level, kUnknown where it has not been added.
  [[nodiscard]] std::uint32_t codeOf(std::string_view value) {
    if (value.size() > kShortText) return codeOf(keyOf(value), value);
    const Key key{shortText(value), static_cast<std::uint32_t>(value.size())};
    // Rows of one team often follow each other.
    return last_.has(key) ? last_.code : codeOf(key, value);
  }
  /// The number of a value's level, made where there is none; or why there can be none (not UTF-8,
  /// too long, one too many).
  [[nodiscard]] std::expected<std::uint32_t, std::string> add(std::string_view value);

  [[nodiscard]] const std::vector<std::string>& levels() const& { return levels_; }
  /// The same of a table that is done with.
  [[nodiscard]] std::vector<std::string> levels() && { return std::move(levels_); }

 private:
  // A value's bytes where they fit, else 64 bits made of them.
  struct Key {
    std::uint64_t bits;
    std::uint32_t size;
  };
  // Sixteen bytes: there are two to four for each level.
  struct Slot {
    std::uint64_t bits = 0;
    std::uint32_t size = 0;
    std::uint32_t code = kUnknown;

    [[nodiscard]] bool has(const Key& key) const { return bits == key.bits && size == key.size; }
  };

  [[nodiscard]] std::uint32_t codeOf(const Key& key, std::string_view value);
  [[nodiscard]] std::string nameOf(std::string_view value) const;
  [[nodiscard]] static Key keyOf(std::string_view value);
  [[nodiscard]] std::size_t placeOf(const Key& key, std::string_view value) const;
  [[nodiscard]] std::size_t freePlaceFor(const Key& key) const;
  void insert(const Key& key, std::uint32_t code);

  Values values_;
  DecimalMark decimal_;
  std::vector<Slot> slots_;  ///< a power of two of them, at most half in use
  std::size_t used_ = 0;
  Slot last_;  ///< the short value found last
  std::vector<std::string> levels_;
};

/// The order in which R has a factor's levels: by size if all are numbers, else as Unicode's root
/// collation has them. Says for each place which level stands there.
[[nodiscard]] std::vector<std::uint32_t> orderOfLevels(const std::vector<std::string>& levels);

/// A value for a message: in quotes, cut where it is long, without control characters.
[[nodiscard]] std::string shownValue(std::string_view value);

}  // namespace refocus::fitting
