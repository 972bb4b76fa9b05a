// A person's plan: their strengths by area, what they want, what worked before, the actions and the
// next step.
// It is the person's copy; as plain text it goes into the main care record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/words.hpp"
#include "practice/action.hpp"
#include "practice/conversation.hpp"
#include "practice/guide.hpp"
#include "practice/strength.hpp"

namespace refocus::practice {

struct PlanArea {
  std::string name;
  std::vector<Strength> strengths;  ///< what matters most first, else in the order given
};

struct Plan {
  std::string preferredName;  ///< empty where nobody's name is known
  Date date;
  std::vector<PlanArea> now;     ///< in the guide's order; areas it no longer has come last
  std::vector<PlanArea> wants;   ///< likewise
  std::vector<PlanArea> before;  ///< likewise
  std::vector<Action> planned;   ///< soonest first, those without a date last
  std::vector<Action> done;
  std::optional<NextStep> nextStep = {};  ///< of the last conversation that was finished

  [[nodiscard]] bool isEmpty() const;
};

/// Puts everything in its place. Actions that were stopped are not on the plan.
[[nodiscard]] Plan planOf(std::string preferredName, Date date,
                          const std::vector<Strength>& strengths,
                          const std::vector<Action>& actions, const StrengthsGuide& guide);

/// "Plan for Sam", or without a name where none is known.
[[nodiscard]] std::string planTitle(const Plan& plan, const Words& words);

/// Who is responsible, as a plan says it: "Sam", "Sam and their worker together", a name; "The
/// person" where their name is not known.
[[nodiscard]] std::string responsibleText(const Action& action, const std::string& preferredName,
                                          const Words& words);

/// The step as it was offered and in the person's own words; when, is told beside it.
[[nodiscard]] std::vector<std::string> stepTexts(const NextStep& step, const Words& words);

/// Without markup, lines of at most 72 characters unless a single word is longer, LF between them,
/// dates in long form. Lines of a person's words are always indented, so that none can pass for a
/// heading of the plan.
[[nodiscard]] std::string plainText(const Plan& plan, const Words& words);

}  // namespace refocus::practice
