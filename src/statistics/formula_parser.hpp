// From text to Expression, with R's operators and their precedence; no meaning is given to them
// yet.
#pragma once

#include <expected>
#include <string_view>

#include "statistics/formula.hpp"

namespace refocus::statistics {

[[nodiscard]] std::expected<Expression, FormulaProblem> parseExpression(std::string_view text);

}  // namespace refocus::statistics
