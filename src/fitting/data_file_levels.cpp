#include "fitting/data_file_levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/text.hpp"
#include "fitting/short_text.hpp"

namespace refocus::fitting {
namespace {

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;

std::size_t startOf(std::uint64_t bits, std::uint32_t size) {
  return static_cast<std::size_t>((bits + size) * kMultiplier >> 32U);
}

std::uint64_t mixed(std::string_view text) {
  std::uint64_t hash = text.size() * kMultiplier;
  while (!text.empty()) {
    const std::string_view eight = text.substr(0, kShortText);
    hash = (hash ^ shortText(eight)) * kMultiplier;
    hash ^= hash >> 29U;
    text.remove_prefix(eight.size());
  }
  return hash;
}

// A number in another spelling is the same level where fifteen digits say it exactly.
bool isExact(std::string_view text) {
  constexpr std::size_t kMostHexadecimal = 12;  // digits, of whole numbers: below 2⁴⁸
  if (const std::size_t mark = text.find_first_of("xX"); mark != text.npos) {
    const std::string_view digits = withoutBlanks(text.substr(mark + 1));
    return digits.size() <= kMostHexadecimal && digits.find_first_of(".,pP") == digits.npos;
  }
  return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) <= 15;
}

}  // namespace

LevelTable::LevelTable(Values values, DecimalMark decimal)
    : values_(values), decimal_(decimal), slots_(16) {}

std::string LevelTable::nameOf(std::string_view value) const {
  const auto number = values_ == Values::numbers ? numberOf(value, decimal_) : std::nullopt;
  const bool isSaid = number && std::isfinite(*number) && isExact(value);
  return isSaid ? numberText(*number) : std::string(value);
}

LevelTable::Key LevelTable::keyOf(std::string_view value) {
  return {value.size() <= kShortText ? shortText(value) : mixed(value),
          static_cast<std::uint32_t>(value.size())};
}

// Where the value is, or the empty slot that says it is not. Long values may share a key.
std::size_t LevelTable::placeOf(const Key& key, std::string_view value) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = startOf(key.bits, key.size) & mask;
  while (slots_[at].code != kUnknown &&
         !(slots_[at].has(key) && (key.size <= kShortText || levels_[slots_[at].code] == value))) {
    at = (at + 1) & mask;
  }
  return at;
}

std::size_t LevelTable::freePlaceFor(const Key& key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = startOf(key.bits, key.size) & mask;
  while (slots_[at].code != kUnknown) at = (at + 1) & mask;
  return at;
}

std::uint32_t LevelTable::codeOf(const Key& key, std::string_view value) {
  const Slot& slot = slots_[placeOf(key, value)];
  if (slot.code != kUnknown && key.size <= kShortText) last_ = slot;
  return slot.code;
}

std::expected<std::uint32_t, std::string> LevelTable::add(std::string_view value) {
  if (const std::uint32_t known = codeOf(value); known != kUnknown) return known;
  if (value.size() > kMostLevelBytes) {
    return std::unexpected(
        fmt::format("{} is longer than {} bytes", shownValue(value), kMostLevelBytes));
  }
  if (!isUtf8(value)) {
    return std::unexpected(
        fmt::format("{} is not UTF-8: save the file as CSV in UTF-8", shownValue(value)));
  }
  const std::string name = nameOf(value);
  if (name != value) {
    const auto same = add(name);
    // A long spelling is not kept: it comes here each time.
    if (same && value.size() <= kShortText) insert(keyOf(value), *same);
    return same;
  }
  if (levels_.size() >= kMostLevels) {
    return std::unexpected(fmt::format("{} is one level too many", shownValue(value)));
  }
  const auto code = static_cast<std::uint32_t>(levels_.size());
  levels_.push_back(name);
  insert(keyOf(value), code);
  return code;
}

void LevelTable::insert(const Key& key, std::uint32_t code) {
  if (++used_ * 2 > slots_.size()) {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.code != kUnknown) slots_[freePlaceFor({slot.bits, slot.size})] = slot;
    }
  }
  slots_[freePlaceFor(key)] = {key.bits, key.size, code};
}

std::vector<std::uint32_t> orderOfLevels(const std::vector<std::string>& levels) {
  std::vector<std::uint32_t> order(levels.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<double> numbers;
  for (const std::string& level : levels) {
    const auto number = numberOf(level);
    if (!number || std::isnan(*number)) break;
    numbers.push_back(*number);
  }
  if (numbers.size() == levels.size()) {
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(numbers[a], a) < std::pair(numbers[b], b); });
    return order;
  }
  std::vector<std::string> keys;
  keys.reserve(levels.size());
  for (const std::string& level : levels) keys.push_back(collationKey(level));
  // A key ends with the level itself, so that no two are alike.
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
  return order;
}

std::string shownValue(std::string_view value) {
  constexpr std::size_t kShown = 40;
  std::string shown;
  for (const char c : value.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  // The cut may have gone through a character.
  const auto isWithin = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  if (const std::string_view rest = value.substr(shown.size());
      !rest.empty() && isWithin(rest[0])) {
    while (!shown.empty() && isWithin(shown.back())) shown.pop_back();
    if (!shown.empty()) shown.pop_back();
  }
  if (!isUtf8(shown)) {
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; },
        '?');
  }
  return fmt::format("\"{}{}\"", shown, value.size() > kShown ? "…" : "");
}

}  // namespace refocus::fitting
