// What was entered in the wrong person's record: it is moved, with a reason, to the right one.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] site::Routes moveRoutes(const PracticeParts& parts);

}  // namespace refocus::practice
