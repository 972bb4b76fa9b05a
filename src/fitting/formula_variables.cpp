#include "fitting/formula_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace refocus::fitting {
namespace {

using Kind = Expression::Kind;

constexpr std::array<std::string_view, 6> kFunctions{"I", "log", "log2", "log10", "exp", "sqrt"};

[[noreturn]] void stopAtFunction(const Expression& call) {
  const std::string all = fmt::format("{}", fmt::join(kFunctions, ", "));
  if (isFactorCall(call) || call.text == "poly" || call.text == "offset") {
    stop(call,
         fmt::format("{}() is a term of its own; in arithmetic there are {}", call.text, all));
  }
  stop(call, fmt::format("{}() is not known here: there are {}, and as terms of their own factor, "
                         "poly and offset",
                         call.text, all));
}

bool isConnective(std::string_view op) { return op == "&" || op == "|"; }

// Refuses what cannot be worked out for a row.
void checkValues(const Expression& expression) {
  switch (expression.kind) {
    case Kind::name:
    case Kind::number:
      return;
    case Kind::call:
      if (std::find(kFunctions.begin(), kFunctions.end(), expression.text) == kFunctions.end()) {
        stopAtFunction(expression);
      }
      if (expression.parts.size() != 1 || !expression.labels[0].empty()) {
        stop(expression, fmt::format("{}() takes one value", expression.text));
      }
      break;
    case Kind::infix:
      if (expression.text == "||" || expression.text == "&&") {
        stop(expression, fmt::format("values are joined by a single {}", expression.text[0]));
      }
      if (!std::string_view("+-*/^").contains(expression.text) && !isComparison(expression.text) &&
          !isConnective(expression.text)) {
        stop(expression, fmt::format("{} has no meaning in arithmetic", expression.text));
      }
      break;
    case Kind::prefix:
      if (expression.text == "~") stop(expression, "~ has no meaning in arithmetic");
      break;
    case Kind::parentheses:
      break;
  }
  for (const Expression& part : expression.parts) checkValues(part);
}

bool namesColumn(const Expression& expression) {
  return expression.kind == Kind::name ||
         std::any_of(expression.parts.begin(), expression.parts.end(), namesColumn);
}

Variable polyOf(const Expression& call) {
  constexpr int kHighestDegree = 25;
  Variable variable{.kind = Variable::Kind::poly, .name = nameOf(call), .column = {}, .values = {}};
  for (std::size_t i = 0; i < call.parts.size(); ++i) {
    const Expression& part = call.parts[i];
    const std::string& label = call.labels[i];
    if (label == "raw" && part.kind == Kind::name && (part.text == "TRUE" || part.text == "T")) {
      variable.isRaw = true;
    } else if ((label == "degree" || (label.empty() && i == 1)) && part.kind == Kind::number &&
               part.number >= 1 && part.number <= kHighestDegree &&
               part.number == std::floor(part.number)) {
      variable.degree = static_cast<int>(part.number);
    } else if (label.empty() && i == 0) {
      checkValues(part);
      if (!namesColumn(part)) stop(part, "this names no column");
      variable.values = part;
    } else {
      stop(part, fmt::format("poly() is written poly(x, degree): a degree from 1 to {}, and "
                             "raw = TRUE where powers are meant",
                             kHighestDegree));
    }
  }
  if (variable.degree == 0) stop(call, "poly() is written poly(x, degree)");
  return variable;
}

}  // namespace

void stop(const Expression& where, std::string reason) {
  throw Stop{{where.at, std::move(reason)}};
}

void stopBareLogical(const Expression& where) {
  stop(where, "a comparison stands in I(), as in I(x > 2)");
}

bool isFactorCall(const Expression& expression) {
  return expression.kind == Kind::call &&
         (expression.text == "factor" || expression.text == "as.factor");
}

Variable valuesOf(const Expression& expression) {
  if (expression.kind == Kind::name) {
    return {.kind = Variable::Kind::column,
            .name = nameOf(expression),
            .column = expression.text,
            .values = {}};
  }
  checkValues(expression);
  if (!namesColumn(expression)) stop(expression, "this names no column");
  if (expression.kind != Kind::call && isLogical(expression)) stopBareLogical(expression);
  return {.kind = Variable::Kind::values,
          .name = nameOf(expression),
          .column = {},
          .values = expression};
}

Variable variableOf(const Expression& expression) {
  if (expression.kind == Kind::call && expression.text == "poly") return polyOf(expression);
  if (isFactorCall(expression)) {
    if (expression.parts.size() != 1 || expression.parts[0].kind != Kind::name ||
        !expression.labels[0].empty()) {
      stop(expression, fmt::format("{}() takes the name of a column; --reference names its first "
                                   "level",
                                   expression.text));
    }
    return {.kind = Variable::Kind::factor,
            .name = nameOf(expression),
            .column = expression.parts[0].text,
            .values = {}};
  }
  return valuesOf(expression);
}

bool isComparison(std::string_view op) {
  constexpr std::array<std::string_view, 6> kComparisons{"<", ">", "<=", ">=", "==", "!="};
  return std::find(kComparisons.begin(), kComparisons.end(), op) != kComparisons.end();
}

bool isLogical(const Expression& expression) {
  switch (expression.kind) {
    case Kind::infix:
      return isComparison(expression.text) || isConnective(expression.text);
    case Kind::prefix:
      return expression.text == "!";
    case Kind::call:
      return expression.text == "I" && !expression.parts.empty() && isLogical(expression.parts[0]);
    case Kind::parentheses:
      return isLogical(expression.parts[0]);
    case Kind::name:
    case Kind::number:
      break;
  }
  return false;
}

bool holdsLogical(const Expression& expression) {
  return isLogical(expression) ||
         std::any_of(expression.parts.begin(), expression.parts.end(), holdsLogical);
}

}  // namespace refocus::fitting
