#include "statistics/data_file_levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/text.hpp"
#include "statistics/data_file_number.hpp"

namespace refocus::statistics {
namespace {

// Eight bytes a step: levels are short, and this is asked once for each value in the file.
std::uint32_t hashOf(std::string_view text) {
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = text.size() * kMultiplier;
  while (!text.empty()) {
    std::uint64_t eight = 0;
    const std::size_t size = std::min<std::size_t>(text.size(), 8);
    std::memcpy(&eight, text.data(), size);
    hash = (hash ^ eight) * kMultiplier;
    hash ^= hash >> 29U;
    text.remove_prefix(size);
  }
  return static_cast<std::uint32_t>(hash >> 32U);
}

// A number in another spelling is the same level where a double holds it digit for digit.
bool isExact(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) <= 15;
}

}  // namespace

LevelTable::LevelTable(Values values) : values_(values), slots_(16) {}

LevelTable::Slot& LevelTable::slotOf(std::string_view value, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].spelling != 0 &&
         !(slots_[at].hash == hash && spellings_[slots_[at].spelling - 1].text == value)) {
    at = (at + 1) & mask;
  }
  return slots_[at];
}

std::optional<std::uint32_t> LevelTable::codeOf(std::string_view value) {
  if (last_ < spellings_.size() && spellings_[last_].text == value) return spellings_[last_].code;
  const Slot& slot = slotOf(value, hashOf(value));
  if (slot.spelling == 0) return std::nullopt;
  last_ = slot.spelling - 1;
  return spellings_[last_].code;
}

std::expected<std::uint32_t, std::string> LevelTable::add(std::string_view value) {
  if (const auto known = codeOf(value)) return *known;
  if (value.size() > kMostLevelBytes) {
    return std::unexpected(
        fmt::format("{} is longer than {} bytes", shownValue(value), kMostLevelBytes));
  }
  if (!isUtf8(value)) {
    return std::unexpected(
        fmt::format("{} is not UTF-8: save the file as CSV in UTF-8", shownValue(value)));
  }
  const auto number = values_ == Values::numbers ? numberOf(value) : std::nullopt;
  const std::string name =
      number && std::isfinite(*number) && isExact(value) ? numberText(*number) : std::string(value);
  auto code = static_cast<std::uint32_t>(levels_.size());
  if (name != value) {
    const auto same = add(name);
    if (!same) return same;
    code = *same;
  } else {
    if (code >= kMostLevels) return std::unexpected(fmt::format("more than {} levels", code));
    levels_.push_back(name);
  }
  if ((spellings_.size() + 1) * 2 > slots_.size()) grow();
  spellings_.push_back({std::string(value), code});
  const std::uint32_t hash = hashOf(value);
  slotOf(value, hash) = {hash, static_cast<std::uint32_t>(spellings_.size())};
  return code;
}

void LevelTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.spelling == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].spelling != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
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

}  // namespace refocus::statistics
