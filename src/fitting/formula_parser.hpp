// From text to Expression, with R's operators and their precedence; no meaning is given to them
// yet.
#pragma once

#include <expected>
#include <string_view>

#include "fitting/formula.hpp"

namespace refocus::fitting {

[[nodiscard]] std::expected<Expression, FormulaProblem> parseExpression(std::string_view text);

}  // namespace refocus::fitting
