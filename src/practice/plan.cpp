#include "practice/plan.hpp"

#include <algorithm>
#include <utility>

namespace refocus::practice {

namespace {

/// The strengths of one kind, in areas put in the guide's order.
std::vector<PlanArea> areasWith(StrengthKind kind, const std::vector<Strength>& strengths,
                                const StrengthsGuide& guide) {
  std::vector<std::pair<AreaRef, PlanArea>> areas;
  const auto placeOf = [&](const auto& area) { return guide.placeOf(area.first.key); };
  for (const auto& strength : strengths) {
    if (strength.kind != kind) continue;
    auto area = std::ranges::find_if(
        areas, [&](const auto& one) { return one.first.key == strength.area.key; });
    if (area == areas.end()) {
      const auto place =
          std::ranges::upper_bound(areas, guide.placeOf(strength.area.key), {}, placeOf);
      area = areas.insert(place, {strength.area, {.name = guide.nameOf(strength.area)}});
    }
    auto& listed = area->second.strengths;
    const auto firstOther = strength.mattersMost
                                ? std::ranges::find(listed, false, &Strength::mattersMost)
                                : listed.end();
    listed.insert(firstOther, strength);
  }
  std::vector<PlanArea> result;
  for (auto& [ref, area] : areas) result.push_back(std::move(area));
  return result;
}

bool isSooner(const Action& one, const Action& other) {
  if (!one.when || !other.when) return one.when && !other.when;
  return *one.when < *other.when;
}

std::vector<Action> actionsIn(ActionState state, const std::vector<Action>& actions) {
  std::vector<Action> listed;
  for (const auto& action : actions) {
    if (action.state != state) continue;
    listed.insert(std::ranges::upper_bound(listed, action, isSooner), action);
  }
  return listed;
}

}  // namespace

bool Plan::isEmpty() const {
  return now.empty() && wants.empty() && before.empty() && planned.empty() && done.empty() &&
         !nextStep;
}

Plan planOf(std::string preferredName, Date date, const std::vector<Strength>& strengths,
            const std::vector<Action>& actions, const StrengthsGuide& guide) {
  return {.preferredName = std::move(preferredName),
          .date = date,
          .now = areasWith(StrengthKind::now, strengths, guide),
          .wants = areasWith(StrengthKind::wants, strengths, guide),
          .before = areasWith(StrengthKind::before, strengths, guide),
          .planned = actionsIn(ActionState::planned, actions),
          .done = actionsIn(ActionState::done, actions)};
}

std::vector<std::string> stepTexts(const NextStep& step, const Words& words) {
  std::vector<std::string> texts;
  if (step.offered) texts.emplace_back(words.ofData(step.offered->words));
  if (!step.words.empty()) texts.push_back(step.words);
  return texts;
}

std::string planTitle(const Plan& plan, const Words& words) {
  return plan.preferredName.empty() ? std::string(words("Plan"))
                                    : words("Plan for {name}", arg("name", plan.preferredName));
}

std::string responsibleText(const Action& action, const std::string& preferredName,
                            const Words& words) {
  const bool isKnown = !preferredName.empty();
  switch (action.responsible) {
    case Responsible::person:
      return isKnown ? preferredName : std::string(words("The person"));
    case Responsible::worker:
      return isKnown ? words("{name}’s worker", arg("name", preferredName))
                     : std::string(words("The person’s worker"));
    case Responsible::together:
      return isKnown ? words("{name} and their worker together", arg("name", preferredName))
                     : std::string(words("The person and their worker together"));
    case Responsible::someoneElse:
      break;
  }
  return action.someoneElse;
}

}  // namespace refocus::practice
