#include "demo/care_plan.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

using practice::Action;
using practice::ActionState;

/// Whether the strength speaks of what the action follows from.
bool followsFrom(const BankAction& action, const practice::Strength& strength,
                 const Persona& persona) {
  auto topics = action.follows;
  while (!topics.empty()) {
    const auto end = std::min(topics.find('|'), topics.size());
    const auto topic = filled(topics.substr(0, end), persona);
    if (topic && strength.words.find(*topic) != std::string::npos) return true;
    topics.remove_prefix(std::min(end + 1, topics.size()));
  }
  return false;
}

/// An action of the bank that the person does not have yet: one that follows from what was said,
/// else one that does for anything in the area.
const BankAction* drawFitting(Dice& dice, const practice::Strength& strength,
                              const Persona& persona, const DemoPerson& person) {
  std::vector<const BankAction*> following;
  std::vector<const BankAction*> general;
  for (const auto& one : bankActions()) {
    const auto words = filled(one.words, persona);
    const bool isNew = words && std::ranges::none_of(person.actions, [&](const DemoAction& other) {
                         return other.action.words == *words;
                       });
    if (one.area != strength.area.key.text() || !isNew) continue;
    if (one.follows.empty()) general.push_back(&one);
    if (followsFrom(one, strength, persona)) following.push_back(&one);
  }
  const auto& fitting = following.empty() ? general : following;
  return fitting.empty() ? nullptr : dice.pick(fitting);
}

/// Those whose day has passed are mostly done; some were stopped; some are overdue.
ActionState drawState(Dice& dice, const Action& action, Date made, Date lastDay) {
  const auto due = action.when ? action.when->latest() : plusDays(made, 120);
  const auto thrown = dice.between(1, 100);
  if (due > lastDay) return thrown <= 10 ? ActionState::done : ActionState::planned;
  if (thrown <= 60) return ActionState::done;
  return thrown <= 75 ? ActionState::stopped : ActionState::planned;
}

Action drawAction(Dice& dice, const practice::StrengthsGuide& guide, const Persona& persona,
                  const DemoPerson& person, const practice::Strength& strength, Date day) {
  auto action = practice::actionFrom(strength, {}, guide);
  action.from.reset();
  const auto* edited = drawFitting(dice, strength, persona, person);
  // Half of what people want is left as one press made it.
  const bool isLeft = strength.kind == practice::StrengthKind::wants && dice.chance(50);
  if (edited && !isLeft) {
    action.words = filled(edited->words, persona).value();
    action.responsible = edited->responsible;
    action.someoneElse = filled(edited->someoneElse, persona).value();
  }
  const auto thrown = dice.between(1, 100);
  const auto due = plusDays(day, dice.between(10, 120));
  if (thrown <= 55) action.when = PartialDate(due);
  if (thrown > 55 && thrown <= 80) action.when = PartialDate(due.year() / due.month());
  return action;
}

}  // namespace

void addActions(Dice& dice, const Calendar& calendar, const practice::StrengthsGuide& guide,
                const Persona& persona, Date day, DemoPerson& person,
                DemoConversation& conversation) {
  auto sources = conversation.made;
  sources.insert(sources.end(), conversation.confirmed.begin(), conversation.confirmed.end());
  if (!dice.chance(60)) return;
  dice.shuffle(sources);
  const auto many = std::min(sources.size(), dice.below(2) + 1);
  for (std::size_t i = 0; i < many; ++i) {
    auto action = drawAction(dice, guide, persona, person, person.strengths[sources[i]], day);
    action.state = drawState(dice, action, day, calendar.lastDay);
    conversation.actions.push_back(person.actions.size());
    person.actions.push_back(
        {.action = std::move(action), .fromStrength = sources[i], .made = day});
  }
}

}  // namespace refocus::demo
