#include "demo/sayings.hpp"

#include <array>

#include "demo/calendar.hpp"
#include "practice/typed.hpp"

namespace refocus::demo {

namespace {

std::set<practice::Tag> tagsOf(unsigned tags) {
  std::set<practice::Tag> set;
  if (tags & kIndividual) set.insert(practice::Tag::individual);
  if (tags & kInterpersonal) set.insert(practice::Tag::interpersonal);
  if (tags & kEnvironmental) set.insert(practice::Tag::environmental);
  return set;
}

std::span<const BankStrength> drawBank(Dice& dice) {
  constexpr std::array kWeights{52, 28, 20};
  const std::array banks{strengthsThereNow(), strengthsWanted(), strengthsFromBefore()};
  return banks[dice.weighted(kWeights)];
}

}  // namespace

std::vector<const BankStrength*> Sayings::unsaid(std::span<const BankStrength> bank,
                                                 const practice::Area& area) const {
  std::vector<const BankStrength*> found;
  for (const auto& one : bank) {
    const bool isNew = !said_.contains(one.words) && !said_.contains(one.theme);
    if (one.area == area.key.text() && isNew && fits(one, persona_)) found.push_back(&one);
  }
  return found;
}

std::optional<practice::Strength> Sayings::strength(Dice& dice, const practice::Area& area) {
  const auto fitting = unsaid(drawBank(dice), area);
  if (fitting.empty()) return std::nullopt;
  const auto& one = *dice.pick(fitting);
  said_.insert(one.words);
  if (!one.theme.empty()) said_.insert(one.theme);
  return practice::Strength{.area = area.ref(),
                            .kind = one.kind,
                            .words = filled(one.words, persona_).value(),
                            .tags = tagsOf(one.tags),
                            .mattersMost = dice.chance(20)};
}

std::string Sayings::reason(Dice& dice, const practice::Area& area) const {
  std::vector<std::string> fitting;
  for (const auto& one : bankReasons()) {
    if (!one.area.empty() && one.area != area.key.text()) continue;
    if (auto words = filled(one.words, persona_)) fitting.push_back(std::move(*words));
  }
  return dice.pick(fitting);
}

practice::FinishForm Sayings::nextStep(Dice& dice, Date day, bool comingBack) const {
  const auto meetAgain =
      site::TypedDate::of(PartialDate(workingDay(plusDays(day, dice.between(7, 42)))));
  const auto own = filled(dice.pick(bankNextSteps()), persona_);
  const auto& offered = dice.pick(guide_.nextSteps);
  const auto* back = guide_.nextStep(practice::GuideKey::parse("come-back").value());
  if (comingBack && back) return {.nextStep = back->key.text(), .when = meetAgain};
  if (own && dice.chance(60)) return {.words = *own};
  if (offered.asksForDate) return {.nextStep = offered.key.text(), .when = meetAgain};
  return {.nextStep = offered.key.text()};
}

practice::Guess Sayings::guess(Dice& dice) const {
  practice::Guess guess;
  for (const auto& area : guide_.areas) {
    std::vector<std::string_view> fitting;
    for (const auto& one : bankGuesses()) {
      if (one.area == area.key.text()) fitting.push_back(one.words);
    }
    if (fitting.empty() || !dice.chance(50)) continue;
    guess.areas.push_back({.area = area.ref(), .words = std::string(dice.pick(fitting))});
  }
  return guess;
}

}  // namespace refocus::demo
