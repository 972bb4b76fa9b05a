#include "fitting/formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "fitting/formula_parser.hpp"
#include "fitting/formula_variables.hpp"

namespace refocus::fitting {
namespace {

using Kind = Expression::Kind;

bool isInfix(const Expression& expression, std::string_view op) {
  return expression.kind == Kind::infix && expression.text == op;
}
bool isBar(const Expression& expression) {
  return isInfix(expression, "|") || isInfix(expression, "||");
}
bool isNumber(const Expression& expression, double value) {
  return expression.kind == Kind::number && expression.number == value;
}

// The list without variables that no term names any more.
TermList pruned(const TermList& list) {
  TermList kept{.intercept = list.intercept, .variables = {}, .terms = {}, .offsets = list.offsets};
  std::vector<std::size_t> place(list.variables.size());
  for (std::size_t v = 0; v < list.variables.size(); ++v) {
    const bool isUsed = std::any_of(list.terms.begin(), list.terms.end(), [&](const Term& term) {
      return std::find(term.begin(), term.end(), v) != term.end();
    });
    place[v] = kept.variables.size();
    if (isUsed) kept.variables.push_back(list.variables[v]);
  }
  for (Term term : list.terms) {
    for (std::size_t& variable : term) variable = place[variable];
    kept.terms.push_back(std::move(term));
  }
  return kept;
}

// One side of the model worked out as R's terms() does: sets of variables under + - * : ^ /.
class Expander {
 public:
  void add(const Expression& expression) {
    for (Term& term : expand(expression)) include(terms_, std::move(term));
  }

  [[nodiscard]] TermList take() {
    // By degree, each in the order in which it is written.
    for (std::size_t degree = 1; degree <= list_.variables.size(); ++degree) {
      std::copy_if(terms_.begin(), terms_.end(), std::back_inserter(list_.terms),
                   [&](const Term& term) { return term.size() == degree; });
    }
    return pruned(list_);
  }

 private:
  using Terms = std::vector<Term>;

  static void include(Terms& terms, Term term) {
    if (std::find(terms.begin(), terms.end(), term) == terms.end()) {
      terms.push_back(std::move(term));
    }
  }

  static Term joined(const Term& a, const Term& b) {
    Term both;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
  }

  static Terms united(Terms a, Terms b) {
    for (Term& term : b) include(a, std::move(term));
    return a;
  }

  static Terms crossed(const Expression& where, const Terms& a, const Terms& b) {
    if (a.size() * b.size() > kMostTerms) {
      stop(where, fmt::format("this makes more than {} terms", kMostTerms));
    }
    Terms all;
    for (const Term& one : a) {
      for (const Term& other : b) include(all, joined(one, other));
    }
    return all;
  }

  Terms variable(const Expression& expression) {
    Variable made = variableOf(expression);
    const auto same = [&](const Variable& known) { return known.name == made.name; };
    const auto found = std::find_if(list_.variables.begin(), list_.variables.end(), same);
    const auto index = static_cast<std::size_t>(found - list_.variables.begin());
    if (found == list_.variables.end()) list_.variables.push_back(std::move(made));
    return {{index}};
  }

  Terms expand(const Expression& expression) {
    switch (expression.kind) {
      case Kind::parentheses:
        return expand(expression.parts[0]);
      case Kind::number:
        if (!isNumber(expression, 0) && !isNumber(expression, 1)) {
          stop(expression,
               "only 1 and 0, for the intercept, may stand alone; I() holds arithmetic");
        }
        list_.intercept = expression.number == 1;
        return {};
      case Kind::name:
        return variable(expression);
      case Kind::call:
        if (expression.text != "offset") return variable(expression);
        if (expression.parts.size() != 1) stop(expression, "offset() takes one value");
        list_.offsets.push_back(valuesOf(expression.parts[0]));
        return {};
      case Kind::prefix:
        if (expression.text == "-") return without({}, expression.parts[0]);
        if (expression.text == "~") stop(expression, "a second ~");
        if (expression.text == "!") stopBareLogical(expression);
        return expand(expression.parts[0]);
      case Kind::infix:
        break;
    }
    return operation(expression);
  }

  Terms without(Terms terms, const Expression& expression) {
    if (expression.kind == Kind::number) {
      if (!isNumber(expression, 0) && !isNumber(expression, 1)) {
        stop(expression, "only terms, and 1 for the intercept, can be taken away");
      }
      list_.intercept = expression.number == 0;
      return terms;
    }
    const bool intercept = list_.intercept;
    for (const Term& term : expand(expression)) std::erase(terms, term);
    list_.intercept = intercept;
    return terms;
  }

  Terms operation(const Expression& op) {
    const Expression& left = op.parts[0];
    const Expression& right = op.parts[1];
    if (op.text == "~") stop(op, "a second ~");
    if (op.text == "|" || op.text == "||") {
      stop(op, "a random term stands in parentheses and is added: + (1 | team)");
    }
    if (isLogical(op) || op.text == "&&") stopBareLogical(op);
    if (op.text == "^") return power(op);
    Terms a = expand(left);
    if (op.text == "-") return without(std::move(a), right);
    Terms b = expand(right);
    if (op.text == "+") return united(std::move(a), std::move(b));
    if (a.empty() || b.empty()) stop(op, fmt::format("{} stands between two terms", op.text));
    if (op.text == ":") return crossed(op, a, b);
    if (op.text == "*") {
      Terms both = crossed(op, a, b);
      return united(united(std::move(a), std::move(b)), std::move(both));
    }
    Term all;  // a/b: within every combination of a's variables
    for (const Term& term : a) all = joined(all, term);
    Terms inner = crossed(op, {all}, b);
    return united(std::move(a), std::move(inner));
  }

  Terms power(const Expression& op) {
    constexpr double kHighest = 20;
    const Expression& exponent = op.parts[1];
    if (exponent.kind != Kind::number || exponent.number < 1 || exponent.number > kHighest ||
        exponent.number != std::floor(exponent.number)) {
      stop(op, "^ takes a whole number here, as in (a + b)^2; I(x^2) is a square");
    }
    const Terms base = expand(op.parts[0]);
    Terms terms = base;
    for (int i = 1; i < static_cast<int>(exponent.number); ++i) {
      const std::size_t before = terms.size();
      Terms products = crossed(op, terms, base);
      terms = united(std::move(terms), std::move(products));
      if (terms.size() == before) break;
    }
    return terms;
  }

  TermList list_;
  Terms terms_;
};

struct Group {
  std::string name;
  std::vector<std::string> columns;
};

Group crossing(const Group& inner, const Group& outer) {
  Group both{inner.name + ":" + outer.name, inner.columns};
  for (const std::string& column : outer.columns) {
    if (std::find(both.columns.begin(), both.columns.end(), column) == both.columns.end()) {
      both.columns.push_back(column);
    }
  }
  return both;
}

// The grouping factors of what stands right of the bar; of a/b the inner one first.
std::vector<Group> groupsOf(const Expression& expression) {
  if (expression.kind == Kind::parentheses) return groupsOf(expression.parts[0]);
  if (expression.kind == Kind::name) return {{nameOf(expression), {expression.text}}};
  if (isFactorCall(expression) && expression.parts.size() == 1 &&
      expression.parts[0].kind == Kind::name) {
    return {{nameOf(expression), {expression.parts[0].text}}};
  }
  if (!isInfix(expression, ":") && !isInfix(expression, "/")) {
    stop(expression, "the grouping of a random term is a column, a:b or a/b");
  }
  const std::vector<Group> left = groupsOf(expression.parts[0]);
  const std::vector<Group> right = groupsOf(expression.parts[1]);
  if (right.size() != 1 || (left.size() != 1 && expression.text == ":")) {
    stop(expression, "a nested grouping is written a/b/c");
  }
  if (expression.text == ":") return {crossing(left[0], right[0])};
  Group within = left[0];
  if (left.size() > 1) within.name = "(" + within.name + ")";
  std::vector<Group> groups{crossing(right[0], within)};
  groups.insert(groups.end(), left.begin(), left.end());
  return groups;
}

// (x || g): each effect by itself.
std::vector<TermList> apart(const TermList& effects) {
  std::vector<TermList> all;
  if (effects.intercept) all.emplace_back();
  for (const Term& term : effects.terms) {
    TermList one{
        .intercept = false, .variables = effects.variables, .terms = {term}, .offsets = {}};
    all.push_back(std::move(one));
  }
  return all;
}

void addRandom(const Expression& bar, std::vector<RandomPart>& random) {
  Expander expander;
  expander.add(bar.parts[0]);
  const TermList effects = expander.take();
  if (!effects.offsets.empty()) stop(bar, "an offset belongs to the fixed part");
  if (!effects.intercept && effects.terms.empty()) stop(bar, "this random term has no effect");
  const bool isApart = bar.text == "||";
  // As lme4: (x || a/b) is (1 | a/b) + (0 + x | a/b), and only then each a/b two groupings.
  const std::vector<Group> groups = groupsOf(bar.parts[1]);
  for (const TermList& one : isApart ? apart(effects) : std::vector{effects}) {
    for (const Group& group : groups) random.push_back({one, group.name, group.columns});
  }
}

// A bar in a call, such as I(a | b), means "or".
bool holdsBar(const Expression& expression) {
  if (expression.kind == Kind::call) return false;
  return isBar(expression) ||
         std::any_of(expression.parts.begin(), expression.parts.end(), holdsBar);
}

// Takes the sum apart into random terms and the rest.
void addSide(const Expression& expression, Expander& fixed, std::vector<RandomPart>& random) {
  if (!holdsBar(expression)) {
    fixed.add(expression);
  } else if (expression.kind == Kind::parentheses && isBar(expression.parts[0])) {
    addRandom(expression.parts[0], random);
  } else if (isInfix(expression, "+") || expression.kind == Kind::parentheses ||
             (expression.kind == Kind::prefix && expression.text == "+")) {
    for (const Expression& part : expression.parts) addSide(part, fixed, random);
  } else {
    stop(expression, "a random term stands in parentheses and is added: + (1 | team)");
  }
}

Formula formulaOf(const Expression& whole) {
  if (!isInfix(whole, "~")) {
    if (whole.kind == Kind::prefix && whole.text == "~") {
      stop(whole, "the outcome is missing before ~");
    }
    stop(whole, "a formula is written outcome ~ terms");
  }
  if (isInfix(whole.parts[0], "~")) stop(whole, "a second ~");
  Formula formula;
  formula.response = valuesOf(whole.parts[0]);
  Expander fixed;
  addSide(whole.parts[1], fixed, formula.random);
  formula.fixed = fixed.take();
  if (formula.random.size() > kMostTerms || formula.fixed.terms.size() > kMostTerms) {
    stop(whole, fmt::format("more than {} terms", kMostTerms));
  }
  return formula;
}

}  // namespace

std::expected<Formula, FormulaProblem> parseFormula(std::string_view text) {
  const auto expression = parseExpression(text);
  if (!expression) return std::unexpected(expression.error());
  try {
    return formulaOf(*expression);
  } catch (Stop& stopped) {
    return std::unexpected(std::move(stopped.problem));
  }
}

std::expected<TermList, FormulaProblem> parseTerm(std::string_view text) {
  const auto expression = parseExpression(text);
  if (!expression) return std::unexpected(expression.error());
  try {
    Expander expander;
    expander.add(*expression);
    TermList list = expander.take();
    if (list.terms.size() != 1 || !list.offsets.empty()) {
      stop(*expression, "one term is asked for here, such as arm or arm:site");
    }
    return list;
  } catch (Stop& stopped) {
    return std::unexpected(std::move(stopped.problem));
  }
}

std::expected<Variable, FormulaProblem> parseValues(std::string_view text) {
  const auto expression = parseExpression(text);
  if (!expression) return std::unexpected(expression.error());
  try {
    return valuesOf(*expression);
  } catch (Stop& stopped) {
    return std::unexpected(std::move(stopped.problem));
  }
}

}  // namespace refocus::fitting
