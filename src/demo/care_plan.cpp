#include "demo/care_plan.hpp"

#include <algorithm>

#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

using practice::Action;
using practice::ActionState;

/// An action of the bank for the area, if one fits that the person does not have yet.
const BankAction* drawFitting(Dice& dice, const practice::AreaRef& area, const Persona& persona,
                              const DemoPerson& person) {
  std::vector<const BankAction*> fitting;
  for (const auto& one : bankActions()) {
    const auto words = filled(one.words, persona);
    const bool isNew = words && std::ranges::none_of(person.actions, [&](const DemoAction& other) {
                         return other.action.words == *words;
                       });
    if (one.area == area.key.text() && isNew) fitting.push_back(&one);
  }
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
  const auto* edited = drawFitting(dice, strength.area, persona, person);
  // A third are left as one press made them.
  if (edited && dice.chance(67)) {
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
