// One strength: changing it, every version of it, and turning it into an action with one press.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] site::Routes strengthRoutes(const PracticeParts& parts);

}  // namespace refocus::practice
