// R's formula language, as far as mixed models need it: `y ~ arm * x + factor(site) + (1 + x |
// team)`. A formula is read into terms in R's order with R's names; what is not understood is a
// FormulaProblem with its place. Nothing here knows any data. Bounded: kMostFormulaBytes,
// kMostTerms, kDeepest.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::fitting {

inline constexpr std::size_t kMostFormulaBytes = 10'000;
inline constexpr std::size_t kMostTerms = 1'000;
inline constexpr std::size_t kDeepest = 100;

/// What stands in a formula or in `log(x + 1)`, before anything is worked out.
struct Expression {
  enum class Kind { name, number, call, prefix, infix, parentheses };
  Kind kind = Kind::name;
  std::string text;    ///< the name, the function, or the operator
  double number = 0;   ///< of Kind::number
  std::size_t at = 0;  ///< where it begins in the formula, in bytes; an operator: where that stands
  std::vector<Expression> parts;    ///< operands or arguments
  std::vector<std::string> labels;  ///< of the arguments of a call, empty where they have none
};

struct FormulaProblem {
  std::size_t at;      ///< in bytes
  std::string reason;  ///< a sentence without its full stop
};

/// The text with a caret under the place, and the reason: two lines and one.
[[nodiscard]] std::string explained(std::string_view formula, const FormulaProblem& problem);

[[nodiscard]] bool isComparison(std::string_view op);
/// Whether R makes TRUE and FALSE of it: a comparison, or some joined by `&`, `|` and `!`.
[[nodiscard]] bool isLogical(const Expression& expression);
/// Whether such a thing is anywhere in it.
[[nodiscard]] bool holdsLogical(const Expression& expression);

/// As R's deparse writes it: `I(x * 2)`, `poly(x, 2)`, `log(x/10)`, `x^2`, `I(x > 2)`.
[[nodiscard]] std::string nameOf(const Expression& expression);

/// A variable of the model: a column, or what is made of columns. `name` is R's.
struct Variable {
  enum class Kind {
    column,  ///< numeric or a factor, as the data has it
    factor,  ///< factor(column)
    values,  ///< arithmetic: I(), log(), …; a factor FALSE, TRUE where it is logical
    poly,    ///< poly(values, degree)
  };
  Kind kind = Kind::column;
  std::string name;
  std::string column;  ///< of Kind::column and Kind::factor
  Expression values;   ///< of Kind::values and Kind::poly
  int degree = 0;      ///< of Kind::poly
  bool isRaw = false;  ///< of Kind::poly: powers, not orthogonal polynomials
};

/// Indices into TermList::variables, ascending: one for a main effect, more for an interaction.
using Term = std::vector<std::size_t>;

struct TermList {
  bool intercept = true;
  std::vector<Variable> variables;  ///< in the order in which they are first named
  std::vector<Term> terms;          ///< by degree, then in the order in which they are written
  std::vector<Variable> offsets;    ///< of Kind::values or Kind::column
};

/// `a:b` as R writes it.
[[nodiscard]] std::string nameOf(const TermList& list, const Term& term);

/// One bar after `a/b` and `||` have been written out, as lme4 does: (x | a/b) is (x | b:a) and
/// (x | a).
struct RandomPart {
  TermList effects;
  std::string group;                 ///< as lme4 names it: "team", "b:a"
  std::vector<std::string> columns;  ///< whose crossing it is, as in the name
};

struct Formula {
  Variable response;  ///< of Kind::column or Kind::values
  TermList fixed;
  std::vector<RandomPart> random;  ///< as written; lme4 sorts them by their numbers of levels
};

[[nodiscard]] std::expected<Formula, FormulaProblem> parseFormula(std::string_view text);

/// One product of variables, such as `arm` or `arm:site`.
[[nodiscard]] std::expected<TermList, FormulaProblem> parseTerm(std::string_view text);

/// Arithmetic alone, such as a column of weights or `log(days)`.
[[nodiscard]] std::expected<Variable, FormulaProblem> parseValues(std::string_view text);

}  // namespace refocus::fitting
