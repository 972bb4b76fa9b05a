#include "fitting/frame_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fault.hpp"

namespace refocus::fitting {
namespace {

using Eigen::Index;

enum class Coding { contrasts, full };

// R's rule (TermCode in its model.c): contrasts, if what is left of the term without the variable
// is nothing or part of a term before it.
Coding codingOf(const std::vector<Term>& terms, std::size_t term, std::size_t variable) {
  Term rest = terms[term];
  std::erase(rest, variable);
  if (rest.empty()) return Coding::contrasts;
  const auto holdsRest = [&](const Term& before) {
    return std::includes(before.begin(), before.end(), rest.begin(), rest.end());
  };
  const auto end = terms.begin() + static_cast<std::ptrdiff_t>(term);
  return std::any_of(terms.begin(), end, holdsRest) ? Coding::contrasts : Coding::full;
}

struct Choice {
  std::size_t component;
  std::string name;
};

std::vector<Choice> choicesOf(const CodedVariable& coded, Coding coding) {
  std::vector<Choice> choices;
  const std::string& name = coded.variable.name;
  if (coded.factor) {
    const auto& levels = coded.factor->names;
    for (std::size_t i = coding == Coding::full ? 0 : 1; i < levels.size(); ++i) {
      choices.push_back({i, name + levels[i]});
    }
  } else if (coded.variable.kind == Variable::Kind::poly) {
    for (std::size_t i = 0; i < coded.width(); ++i) {
      choices.push_back({i, name + std::to_string(i + 1)});
    }
  } else {
    choices.push_back({0, name});
  }
  return choices;
}

class Coder {
 public:
  Coder(const TermList& list, CodedTerms& coded, std::size_t most)
      : list_(list), coded_(coded), most_(most) {}

  void run() {
    if (list_.intercept) {
      coded_.terms.emplace_back("(Intercept)");
      add({"(Intercept)", 0, {}});
    }
    bool needsFull = !list_.intercept;
    for (std::size_t t = 0; t < list_.terms.size(); ++t) {
      coded_.terms.push_back(nameOf(list_, list_.terms[t]));
      addTerm(t, needsFull);
    }
  }

 private:
  void add(CodedColumn column) {
    if (coded_.columns.size() == most_) {
      throw Fault(
          FaultCode::badRequest,
          fmt::format("the model has more than {} columns; a factor with many levels can be "
                      "a random term: (1 | {})",
                      most_, coded_.variables[list_.terms.back().front()].variable.name));
    }
    coded_.columns.push_back(std::move(column));
  }

  // Without an intercept the first factor of all has an indicator for each of its levels.
  void addTerm(std::size_t t, bool& needsFull) {
    std::vector<CodedColumn> columns{{"", coded_.terms.size() - 1, {}}};
    for (const std::size_t v : list_.terms[t]) {
      const CodedVariable& variable = coded_.variables[v];
      Coding coding = codingOf(list_.terms, t, v);
      if (variable.factor && std::exchange(needsFull, false)) coding = Coding::full;
      noteReference(variable, coding);
      columns = crossed(columns, v, choicesOf(variable, coding));
    }
    for (CodedColumn& column : columns) add(std::move(column));
  }

  // The variable named first varies fastest.
  std::vector<CodedColumn> crossed(const std::vector<CodedColumn>& columns, std::size_t variable,
                                   const std::vector<Choice>& choices) const {
    std::vector<CodedColumn> all;
    for (const Choice& choice : choices) {
      for (const CodedColumn& column : columns) {
        if (all.size() > most_) return all;
        CodedColumn next = column;
        next.name += (column.parts.empty() ? "" : ":") + choice.name;
        next.parts.push_back({variable, choice.component});
        all.push_back(std::move(next));
      }
    }
    return all;
  }

  void noteReference(const CodedVariable& variable, Coding coding) {
    if (!variable.isFactorColumn()) return;
    auto& reference = coded_.references[variable.variable.column];
    if (coding == Coding::contrasts) reference = variable.factor->names.front();
  }

  const TermList& list_;
  CodedTerms& coded_;
  std::size_t most_;
};

void checkFinite(const Eigen::MatrixXd& values, const std::string& name, const RowSource& source) {
  if (values.allFinite()) return;
  for (Index column = 0; column < values.cols(); ++column) {
    for (Index row = 0; row < values.rows(); ++row) {
      const double value = values(row, column);
      if (!std::isfinite(value)) source.refuse(name, static_cast<std::size_t>(row), value);
    }
  }
}

Eigen::MatrixXd powersOf(const Eigen::ArrayXd& values, int degree) {
  Eigen::MatrixXd powers(values.size(), degree);
  for (int k = 0; k < degree; ++k) {
    powers.col(k) = k == 0 ? values : Eigen::ArrayXd(powers.col(k - 1).array() * values);
  }
  return powers;
}

}  // namespace

std::size_t CodedVariable::width() const {
  return variable.kind == Variable::Kind::poly ? static_cast<std::size_t>(variable.degree) : 1;
}

CodedTerms codeTerms(const TermList& list, std::vector<CodedVariable> variables, std::size_t most) {
  CodedTerms coded;
  coded.variables = std::move(variables);
  Coder(list, coded, most).run();
  return coded;
}

Eigen::MatrixXd numbersOf(const CodedVariable& coded, const RowSource& source) {
  const Variable& variable = coded.variable;
  Eigen::MatrixXd values;
  if (variable.kind == Variable::Kind::column) {
    return Eigen::Map<const Eigen::VectorXd>(source.data.columns[coded.use].numbers.data(),
                                             source.count);
  }
  const Eigen::ArrayXd argument = valuesOf(variable.values, source.count, source.numbers);
  if (coded.factor) {
    values.resize(source.count, 2);
    values << 1 - argument, argument;
  } else if (variable.kind == Variable::Kind::values) {
    values = argument;
  } else {
    values = variable.isRaw ? powersOf(argument, variable.degree) : coded.basis->of(argument);
  }
  checkFinite(values, variable.name, source);
  return values;
}

Eigen::MatrixXd matrixOf(const CodedTerms& terms, const RowSource& source) {
  std::vector<Eigen::MatrixXd> numbers(terms.variables.size());
  for (std::size_t v = 0; v < numbers.size(); ++v) {
    if (!terms.variables[v].isFactorColumn()) numbers[v] = numbersOf(terms.variables[v], source);
  }
  Eigen::MatrixXd matrix(source.count, static_cast<Index>(terms.columns.size()));
  for (Index c = 0; c < matrix.cols(); ++c) {
    auto column = matrix.col(c).array();
    bool isFirst = true;
    for (const ColumnPart& part : terms.columns[static_cast<std::size_t>(c)].parts) {
      const CodedVariable& variable = terms.variables[part.variable];
      if (!variable.isFactorColumn()) {
        const auto values = numbers[part.variable].col(static_cast<Index>(part.component)).array();
        if (isFirst)
          column = values;
        else
          column *= values;
      } else {
        const auto& codes = source.data.columns[variable.use].codes;
        const auto& places = variable.factor->placeOfCode;
        for (Index row = 0; row < source.count; ++row) {
          const bool isHere = places[codes[static_cast<std::size_t>(row)]] == part.component;
          if (isFirst) {
            column[row] = isHere ? 1 : 0;
          } else if (!isHere) {
            column[row] = 0;
          }
        }
      }
      isFirst = false;
    }
    if (isFirst) column.setOnes();
  }
  return matrix;
}

}  // namespace refocus::fitting
