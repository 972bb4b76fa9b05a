// The pages of a strengths conversation: the hub with its areas, one area, "nothing comes to mind",
// the end with its next step, and one that is over. A conversation begins with the first thing
// recorded and stays open, for whoever of the team goes on with it, until it has a next step.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] site::Routes conversationRoutes(const PracticeParts& parts);

}  // namespace refocus::practice
