// Care-plan actions: changing one, adding one that comes from no strength, every version of it.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] site::Routes actionRoutes(const PracticeParts& parts);

}  // namespace refocus::practice
