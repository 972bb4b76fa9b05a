#include "demo/naming.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "people/nhs_number.hpp"

namespace refocus::demo {

namespace {

const Background& drawBackground(Dice& dice) {
  std::vector<int> weights;
  for (const auto& one : backgrounds()) weights.push_back(one.weight);
  return backgrounds()[dice.weighted(weights)];
}

}  // namespace

DrawnName drawName(Dice& dice) {
  const auto& background = drawBackground(dice);
  const bool woman = dice.chance(46);
  const auto given = dice.pick(woman ? background.women : background.men);
  const auto& familyOf = dice.chance(10) ? drawBackground(dice) : background;
  const auto slash = given.find('/');
  DrawnName name{.background = &background,
                 .whose = woman ? Whose::women : Whose::men,
                 .given = std::string(given.substr(0, slash)),
                 .family = std::string(dice.pick(familyOf.families))};
  if (slash != std::string_view::npos) name.shortForm = given.substr(slash + 1);
  return name;
}

std::string mailName(std::string_view given, std::string_view family) {
  auto letters = foldedForSearch(fmt::format("{}.{}", given, family));
  std::ranges::replace_if(letters, [](char c) { return (c < 'a' || c > 'z') && c != '.'; }, '-');
  return letters;
}

std::string mailAddress(std::string_view given, std::string_view family, std::string_view host,
                        std::set<std::string>& taken) {
  const auto name = mailName(given, family);
  auto address = fmt::format("{}@{}", name, host);
  for (int number = 2; !taken.insert(address).second; ++number) {
    address = fmt::format("{}{}@{}", name, number, host);
  }
  return address;
}

std::string telephone(Dice& dice) {
  const auto last = dice.between(0, 999);
  return dice.chance(75) ? fmt::format("07700 900{:03}", last)
                         : fmt::format("01632 960{:03}", last);
}

std::string postcode(Dice& dice) {
  constexpr std::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";
  const auto district = dice.between(1, 19);
  const auto sector = dice.between(1, 9);
  const char first = dice.pick(kLetters);
  const char second = dice.pick(kLetters);
  return fmt::format("XX{} {}{}{}", district, sector, first, second);
}

std::string nhsNumber(Dice& dice, std::set<std::string>& taken) {
  while (true) {
    auto digits = fmt::format("999{:06}", dice.between(0, 999'999));
    const auto check = people::nhsCheckDigit(digits);
    if (!check) continue;
    digits += *check;
    if (taken.insert(digits).second) return digits;
  }
}

}  // namespace refocus::demo
