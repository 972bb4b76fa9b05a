// The plan: a person's strengths and actions on one page, to read, print on A4 or in large print,
// and copy as plain text for the main care record. It is the person's own copy.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] site::Routes planRoutes(const PracticeParts& parts);

}  // namespace refocus::practice
