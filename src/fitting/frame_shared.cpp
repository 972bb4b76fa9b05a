// Frames of models that were agreed on before: what a model file must hold for its formula.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/fault.hpp"
#include "fitting/frame.hpp"

namespace refocus::fitting {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

void checkColumns(const SharedModel& model, const std::vector<ColumnUse>& uses) {
  std::string names;
  for (const ColumnUse& use : uses) names += (names.empty() ? "" : ", ") + use.column;
  const bool isSame = std::equal(
      uses.begin(), uses.end(), model.columns.begin(), model.columns.end(),
      [](const ColumnUse& use, const SharedModel::Column& c) { return use.column == c.column; });
  if (!isSame) {
    refuse(fmt::format("its formula reads the columns {}, and \"columns\" lists others", names));
  }
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (uses[i].kind && *uses[i].kind != model.columns[i].reading.kind) {
      refuse(fmt::format("its formula takes {} as {}", uses[i].column,
                         *uses[i].kind == ColumnKind::numbers ? "numbers" : "levels"));
    }
  }
}

bool isFactorOf(const TermList& fixed, const ColumnUse& use) {
  return std::any_of(fixed.variables.begin(), fixed.variables.end(), [&](const Variable& variable) {
    const bool isForced = variable.kind == Variable::Kind::factor;
    const bool isColumn = variable.kind == Variable::Kind::column;
    return (isForced && use == ColumnUse{variable.column, ColumnKind::levels}) ||
           (isColumn && use == ColumnUse{variable.column, std::nullopt});
  });
}

// Factors of the fixed part have levels, at least two; no other column has any.
void checkLevels(const SharedModel& model, const Formula& formula,
                 const std::vector<ColumnUse>& uses) {
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const auto& [column, reading] = model.columns[i];
    if (reading.kind == ColumnKind::numbers) continue;
    if (isFactorOf(formula.fixed, uses[i]) != reading.levels.has_value()) {
      refuse(reading.levels ? fmt::format("{} only groups rows: its \"levels\" are null", column)
                            : fmt::format("{} is a factor: its \"levels\" are missing", column));
    }
    if (reading.levels && reading.levels->size() < 2) {
      refuse(fmt::format("{} has fewer than two levels: add those of the other trusts to the file",
                         column));
    }
  }
}

void checkPolynomials(const SharedModel& model, const TermList& fixed) {
  for (const Variable& variable : fixed.variables) {
    if (variable.kind != Variable::Kind::poly || variable.isRaw) continue;
    const auto found = model.polynomials.find(variable.name);
    const auto degree = static_cast<std::size_t>(variable.degree);
    if (found == model.polynomials.end() || found->second.centres.size() != degree ||
        found->second.squaredNorms.size() != degree + 1) {
      refuse(fmt::format("{} needs {} centres and {} norms", variable.name, degree, degree + 1));
    }
  }
}

void checkCentring(const SharedModel& model, const Design& design) {
  for (const auto& [name, centring] : model.centring) {
    const auto found = std::find(design.columns.begin(), design.columns.end(), name);
    if (found == design.columns.end() && name != design.response) {
      refuse(fmt::format("it centres {}, which is no column of the model", shownValue(name)));
    }
  }
}

void checkCounts(const Variable& variable) {
  if (!holdsLogical(variable.values)) return;
  refuse(
      fmt::format("the sums of {} count rows: make it a column of the file, so that small counts "
                  "are seen",
                  variable.name));
}

}  // namespace

ModelSource sourceOf(const std::string& formula, const std::string& weights) {
  auto parsed = parseFormula(formula);
  if (!parsed) refuse("the formula: " + explained(formula, parsed.error()));
  ModelSource source{.formula = *std::move(parsed), .weights = {}};
  if (!weights.empty()) {
    auto values = parseValues(weights);
    if (!values) refuse("--weights: " + explained(weights, values.error()));
    source.weights = *std::move(values);
  }
  return source;
}

void checkSums(const Formula& formula) {
  const auto& random = formula.random;
  const bool isOneIntercept = random.size() == 1 && random.front().effects.terms.empty();
  if (!random.empty() && !isOneIntercept) {
    refuse("there are sums for one random intercept only, such as (1 | team)");
  }
}

void checkShareable(const ModelSource& source) {
  const Formula& formula = source.formula;
  checkSums(formula);
  checkCounts(formula.response);
  for (const Variable& variable : formula.fixed.variables) checkCounts(variable);
  for (const Variable& variable : formula.fixed.offsets) checkCounts(variable);
  if (source.weights) checkCounts(*source.weights);
  for (const RandomPart& part : formula.random) {
    for (const Variable& variable : formula.fixed.variables) {
      const bool isGrouping = std::find(part.columns.begin(), part.columns.end(),
                                        variable.column) != part.columns.end();
      if (variable.kind != Variable::Kind::factor || !isGrouping) continue;
      // Its levels would be agreed on, and a trust's groups are its own.
      refuse(fmt::format("{} groups rows: leave factor({}) out of what several trusts fit",
                         variable.column, variable.column));
    }
  }
}

Frame frameOf(const SharedModel& model) {
  ModelSource source = sourceOf(model.formula, model.weights);
  const Formula formula = source.formula;
  checkShareable(source);
  Frame frame(std::move(source));
  checkColumns(model, frame.uses());
  checkLevels(model, formula, frame.uses());
  checkPolynomials(model, formula.fixed);
  frame.settle(model);
  checkCentring(model, frame.design());
  return frame;
}

}  // namespace refocus::fitting
