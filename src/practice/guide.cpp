#include "practice/guide.hpp"

#include <algorithm>

namespace refocus::practice {

namespace {

constexpr std::size_t kMostKeyCharacters = 40;

bool isSmallLetter(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

template <class Item>
const Item* withKey(const std::vector<Item>& items, const GuideKey& key) {
  const auto found = std::ranges::find(items, key, &Item::key);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

std::optional<GuideKey> GuideKey::parse(std::string_view text) {
  if (text.empty() || text.size() > kMostKeyCharacters || !isSmallLetter(text.front())) {
    return std::nullopt;
  }
  const bool fits =
      std::ranges::all_of(text, [](char c) { return isSmallLetter(c) || isDigit(c) || c == '-'; });
  if (!fits) return std::nullopt;
  return GuideKey(text);
}

const std::string& Area::question(StrengthKind kind) const {
  switch (kind) {
    case StrengthKind::now:
      return now;
    case StrengthKind::wants:
      return wants;
    case StrengthKind::before:
      break;
  }
  return before;
}

const Area* StrengthsGuide::area(const GuideKey& key) const { return withKey(areas, key); }

const Prompt* StrengthsGuide::prompt(const GuideKey& key) const { return withKey(prompts, key); }

const OfferedStep* StrengthsGuide::nextStep(const GuideKey& key) const {
  return withKey(nextSteps, key);
}

bool StrengthsGuide::offers(WayIn way) const {
  return std::ranges::find(waysIn, way, &OfferedWayIn::way) != waysIn.end();
}

const std::string& StrengthsGuide::nameOf(const AreaRef& stored) const {
  const auto* known = area(stored.key);
  return known ? known->name : stored.name;
}

std::size_t StrengthsGuide::placeOf(const GuideKey& key) const {
  const auto found = std::ranges::find(areas, key, &Area::key);
  return static_cast<std::size_t>(found - areas.begin());
}

bool RiskGuide::lacksNumbers() const {
  return std::ranges::any_of(calls, [](const RiskCall& call) { return !call.number; });
}

}  // namespace refocus::practice
