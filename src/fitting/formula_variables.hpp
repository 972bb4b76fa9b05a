// From Expression to Variable: which arithmetic, functions and comparisons there are. For the files
// that read formulas; users need formula.hpp alone.
#pragma once

#include <string>

#include "fitting/formula.hpp"

namespace refocus::fitting {

/// Thrown by what reads a formula, to parseFormula() and its like, which return it.
struct Stop {
  FormulaProblem problem;
};
[[noreturn]] void stop(const Expression& where, std::string reason);
/// A comparison where terms stand.
[[noreturn]] void stopBareLogical(const Expression& where);

/// factor() or as.factor(), which mean the same.
[[nodiscard]] bool isFactorCall(const Expression& expression);

/// A column, or arithmetic: what outcomes, offsets and weights are. Stops at anything else.
[[nodiscard]] Variable valuesOf(const Expression& expression);
/// The same, and factor() and poly(): what a term is made of.
[[nodiscard]] Variable variableOf(const Expression& expression);

}  // namespace refocus::fitting
