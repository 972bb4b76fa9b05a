// A worker's private guess before a conversation, and afterwards guess and answer side by side.
#pragma once

#include "practice/practice_routes.hpp"

namespace refocus::practice {

[[nodiscard]] site::Routes guessRoutes(const PracticeParts& parts);

}  // namespace refocus::practice
