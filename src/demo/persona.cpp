#include "demo/persona.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/fault.hpp"

namespace refocus::demo {

namespace {

using std::string_view;

constexpr std::array kRelatives =
    std::to_array<string_view>({"sister", "brother", "cousin", "auntie", "uncle", "dad"});
constexpr std::array kSiblings = std::to_array<string_view>({"sister", "brother", "cousin"});
constexpr std::array kPets =
    std::to_array<string_view>({"dog", "cat", "budgie", "old greyhound", "rabbit", "tortoise"});
constexpr std::array kDishes = std::to_array<string_view>(
    {"curry", "stew", "jollof rice", "roast", "lentil soup", "fish pie", "rice and peas",
     "chicken soup", "biryani", "pasta bake", "dumplings", "apple crumble"});
constexpr std::array kDays = std::to_array<string_view>(
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"});
constexpr std::array kFriends = std::to_array<string_view>(
    {"Bev", "Col", "Marlon", "Aga", "Tunde", "Shirin", "Big Dave", "Winnie", "Sal", "Kofi",
     "Maggie", "Yusuf", "Priya", "Ray", "Nell", "Denzil", "Fi", "Stan"});

string_view valueOf(string_view slot, const Persona& persona) {
  const std::array slots = std::to_array<std::pair<string_view, string_view>>({
      {"relative", persona.relative},
      {"sibling", persona.sibling},
      {"friend", persona.friendName},
      {"pet", persona.pet},
      {"dish", persona.dish},
      {"day", persona.day},
      {"worship", persona.worship},
      {"language", persona.language},
  });
  const auto found = std::ranges::find(slots, slot, &std::pair<string_view, string_view>::first);
  if (found == slots.end()) {
    throw Fault(FaultCode::internal, fmt::format("the bank has no slot {{{}}}", slot));
  }
  return found->second;
}

}  // namespace

Persona personaFrom(Dice& dice, const Background& background, string_view languageTag,
                    Whose whose) {
  return {.whose = whose,
          .relative = dice.pick(kRelatives),
          .sibling = dice.pick(kSiblings),
          .friendName = dice.pick(kFriends),
          .pet = dice.pick(kPets),
          .dish = dice.pick(kDishes),
          .day = dice.pick(kDays),
          .worship = dice.pick(background.placesToWorship),
          .language = languageNamed(languageTag)};
}

std::optional<std::string> filled(string_view words, const Persona& persona) {
  std::string text;
  while (true) {
    const auto open = words.find('{');
    text += words.substr(0, open);
    if (open == string_view::npos) return text;
    const auto close = words.find('}', open);
    const auto value = valueOf(words.substr(open + 1, close - open - 1), persona);
    if (value.empty()) return std::nullopt;
    text += value;
    words.remove_prefix(close + 1);
  }
}

bool fits(const BankStrength& strength, const Persona& persona) {
  switch (strength.whose) {
    case Whose::anybody:
      break;
    case Whose::newSpeakers:
      if (persona.language.empty()) return false;
      break;
    case Whose::women:
    case Whose::men:
      if (strength.whose != persona.whose) return false;
      break;
  }
  return filled(strength.words, persona).has_value();
}

}  // namespace refocus::demo
