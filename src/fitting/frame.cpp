#include "fitting/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "base/fault.hpp"
#include "fitting/data_file.hpp"
#include "fitting/data_file_number.hpp"
#include "fitting/reference_grid.hpp"

namespace refocus::fitting {

using statistics::RandomTerm;
namespace {

using Eigen::Index;

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

void collectNames(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name) names.push_back(expression.text);
  for (const Expression& part : expression.parts) collectNames(part, names);
}

// The level that --reference names; a number may be written in any way.
std::size_t placeOf(const std::string& level, const std::vector<std::string>& levels,
                    const std::string& column) {
  auto found = std::find(levels.begin(), levels.end(), level);
  if (const auto number = numberOf(level); found == levels.end() && number) {
    found = std::find(levels.begin(), levels.end(), numberText(*number));
  }
  if (found == levels.end()) {
    const std::string nearest = nearestName(level, levels);
    refuse(fmt::format("{} has no level {}{}", column, shownValue(level),
                       nearest.empty() ? "" : fmt::format("; is {} meant?", nearest)));
  }
  return static_cast<std::size_t>(found - levels.begin());
}

FactorLevels levelsOf(const std::vector<std::string>& levels, const std::string& column,
                      const References& references, LoneLevel loneLevel) {
  if (levels.size() < (loneLevel == LoneLevel::allowed ? 1U : 2U)) {
    refuse(
        fmt::format("{} has one level, {}, in the rows that are complete: leave it out of the "
                    "formula",
                    column, shownValue(levels.empty() ? "" : levels.front())));
  }
  std::vector<std::uint32_t> order = orderOfLevels(levels);
  if (const auto named = references.find(column); named != references.end()) {
    const auto place = static_cast<std::uint32_t>(placeOf(named->second, levels, column));
    std::erase(order, place);
    order.insert(order.begin(), place);
  }
  FactorLevels factor;
  factor.placeOfCode.resize(levels.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    factor.names.push_back(levels[order[i]]);
    factor.placeOfCode[order[i]] = static_cast<std::uint32_t>(i);
  }
  return factor;
}

// FALSE and TRUE, as R has them where a variable is logical.
std::optional<FactorLevels> logicalLevels(const Variable& variable) {
  if (variable.kind != Variable::Kind::values || !isLogical(variable.values)) return std::nullopt;
  return FactorLevels{.names = {"FALSE", "TRUE"}, .placeOfCode = {0, 1}};
}

bool isOrthogonal(const Variable& variable) {
  return variable.kind == Variable::Kind::poly && !variable.isRaw;
}

std::size_t indexOf(const std::vector<ColumnUse>& uses, const ColumnUse& use) {
  const auto found = std::find(uses.begin(), uses.end(), use);
  return static_cast<std::size_t>(found - uses.begin());
}

ColumnUse useOf(const Variable& variable) {
  if (variable.kind == Variable::Kind::factor) return {variable.column, ColumnKind::levels};
  return {variable.column, std::nullopt};
}

// What numbers of `data` are called, and how a row that is not finite is refused.
RowSource sourceOf(const BlockReader& file, const DataRows& data,
                   const std::vector<ColumnUse>& uses) {
  return {.data = data,
          .count = static_cast<Index>(data.lines.size()),
          .numbers = [&data, &uses](const std::string& name) -> const std::vector<double>& {
            return data.columns[indexOf(uses, {name, ColumnKind::numbers})].numbers;
          },
          .refuse =
              [&file, &data](const std::string& name, std::size_t row, double value) {
                refuse(fmt::format("{}, line {}: {} is {}", file.name(), data.lines[row], name,
                                   numberText(value)));
              }};
}

Eigen::VectorXd oneColumn(const Variable& variable, std::size_t use, const RowSource& source) {
  return numbersOf({.variable = variable, .use = use, .factor = {}, .basis = {}}, source);
}

}  // namespace

Frame::Frame(ModelSource source, std::vector<ColumnUse> before)
    : source_(std::move(source)), uses_(std::move(before)) {
  const Formula& formula = source_.formula;
  const auto useNumbers = [&](const Variable& variable) {
    if (variable.kind == Variable::Kind::column) {
      use({variable.column, ColumnKind::numbers});
    } else {
      useVariable(variable);
    }
  };
  // A column of outcomes may be a factor: the data decide.
  if (source_.family == Family::binomial && formula.response.kind == Variable::Kind::column) {
    use({formula.response.column, std::nullopt});
  } else {
    useNumbers(formula.response);
  }
  for (const Variable& variable : formula.fixed.variables) useVariable(variable);
  for (const Variable& variable : formula.fixed.offsets) useNumbers(variable);
  for (const RandomPart& part : formula.random) {
    for (const Variable& variable : part.effects.variables) useVariable(variable);
    for (const std::string& column : part.columns) use({column, ColumnKind::levels});
  }
  if (source_.weights) useNumbers(*source_.weights);
}

std::size_t Frame::use(ColumnUse wanted) {
  const std::size_t index = indexOf(uses_, wanted);
  if (index == uses_.size()) uses_.push_back(std::move(wanted));
  return index;
}

void Frame::useVariable(const Variable& variable) {
  if (variable.kind == Variable::Kind::column || variable.kind == Variable::Kind::factor) {
    use(useOf(variable));
    return;
  }
  std::vector<std::string> names;
  collectNames(variable.values, names);
  for (std::string& name : names) use({std::move(name), ColumnKind::numbers});
}

void Frame::settle(const BlockReader& file, const DataRows& rows, const References& references,
                   LoneLevel loneLevel) {
  for (const auto& [column, level] : references) {
    const auto names = [&](std::size_t i) {
      return uses_[i].column == column && file.kind(i) == ColumnKind::levels;
    };
    bool isFactor = false;
    for (std::size_t i = 0; i < uses_.size(); ++i) isFactor = isFactor || names(i);
    if (!isFactor) {
      refuse(fmt::format("--reference {}={}: the model has no factor {}", column, level, column));
    }
  }
  settleAll([&](const Variable& variable) {
    CodedVariable coded{
        .variable = variable, .use = 0, .factor = logicalLevels(variable), .basis = {}};
    if (variable.kind == Variable::Kind::column || variable.kind == Variable::Kind::factor) {
      coded.use = indexOf(uses_, useOf(variable));
      if (file.kind(coded.use) == ColumnKind::levels) {
        coded.factor = levelsOf(file.levels(coded.use), variable.column, references, loneLevel);
      }
    } else if (isOrthogonal(variable)) {
      coded.basis.emplace(valuesOfAllRows(variable.values, file, rows), variable.degree);
      if (!coded.basis->isValid()) {
        refuse(
            fmt::format("{} needs more than {} different values", variable.name, variable.degree));
      }
    }
    return coded;
  });
  settleOutcomes(file, references);
}

bool Frame::hasOrthogonalPolynomials() const {
  const auto has = [](const TermList& list) {
    return std::any_of(list.variables.begin(), list.variables.end(), isOrthogonal);
  };
  const Formula& formula = source_.formula;
  return has(formula.fixed) ||
         std::any_of(formula.random.begin(), formula.random.end(),
                     [&](const RandomPart& part) { return has(part.effects); });
}

// Also of rows that are left out because they lack something else.
Eigen::ArrayXd Frame::valuesOfAllRows(const Expression& values, const BlockReader& file,
                                      const DataRows& rows) const {
  const RowSource source = sourceOf(file, rows, uses_);
  const Eigen::ArrayXd complete = valuesOf(values, source.count, source.numbers);
  std::vector<std::string> names;
  collectNames(values, names);
  const auto leftOut = [&](const std::string& name) -> const std::vector<double>& {
    return rows.leftOut[indexOf(uses_, {name, ColumnKind::numbers})];
  };
  if (rows.leftOut.empty()) return complete;
  const auto count = static_cast<Index>(leftOut(names.front()).size());
  const Eigen::ArrayXd others = valuesOf(values, count, leftOut);
  std::vector<double> all(complete.begin(), complete.end());
  std::copy_if(others.begin(), others.end(), std::back_inserter(all),
               [](double value) { return std::isfinite(value); });
  return Eigen::Map<const Eigen::ArrayXd>(all.data(), static_cast<Index>(all.size()));
}

void Frame::settleOutcomes(const BlockReader& file, const References& references) {
  const auto use = outcomeUse(file);
  if (!use) return;
  if (file.levels(*use).size() < 2) {
    refuse(fmt::format("{} is {} in every row: there is nothing to compare", design_.response,
                       shownValue(file.levels(*use).front())));
  }
  outcomes_ = levelsOf(file.levels(*use), design_.response, references, LoneLevel::refused);
  design_.outcomes = outcomes_.names;
}

void Frame::settle(const SharedModel& model) {
  settleAll([&](const Variable& variable) {
    CodedVariable coded{
        .variable = variable, .use = 0, .factor = logicalLevels(variable), .basis = {}};
    if (variable.kind == Variable::Kind::column || variable.kind == Variable::Kind::factor) {
      coded.use = indexOf(uses_, useOf(variable));
      if (const auto& levels = model.columns[coded.use].reading.levels) {
        coded.factor = FactorLevels{.names = *levels, .placeOfCode = {}};
        coded.factor->placeOfCode.resize(levels->size());
        std::iota(coded.factor->placeOfCode.begin(), coded.factor->placeOfCode.end(), 0U);
      }
    } else if (isOrthogonal(variable)) {
      const SharedModel::Polynomial& polynomial = model.polynomials.at(variable.name);
      coded.basis.emplace(polynomial.centres, polynomial.squaredNorms);
    }
    return coded;
  });
}

SharedModel Frame::shared(const BlockReader& file) const {
  SharedModel model;
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    model.columns.push_back({uses_[i].column, file.reading(i)});
  }
  const auto note = [&](const CodedTerms& coded) {
    for (const CodedVariable& variable : coded.variables) {
      if (variable.isFactorColumn())
        model.columns[variable.use].reading.levels = variable.factor->names;
      if (variable.basis) {
        model.polynomials[variable.variable.name] = {variable.basis->centres(),
                                                     variable.basis->squaredNorms()};
      }
    }
  };
  note(fixed_);
  for (const CodedTerms& coded : random_) note(coded);
  return model;
}

std::vector<CodedVariable> Frame::allSettled(const TermList& list, const Settle& settled) const {
  std::vector<CodedVariable> all;
  for (const Variable& variable : list.variables) all.push_back(settled(variable));
  return all;
}

void Frame::settleAll(const Settle& settled) {
  const Formula& formula = source_.formula;
  fixed_ = codeTerms(formula.fixed, allSettled(formula.fixed, settled), kMostColumns);
  design_.response = formula.response.name;
  design_.terms = fixed_.terms;
  for (const CodedColumn& column : fixed_.columns) {
    design_.columns.push_back(column.name);
    design_.termOfColumn.push_back(column.term);
  }
  design_.intercept = formula.fixed.intercept;
  design_.weighted = source_.weights.has_value();
  design_.offset = !formula.fixed.offsets.empty();
  if (design_.columns.empty()) refuse("the fixed part of the model is empty");
  for (const RandomPart& part : formula.random) {
    CodedTerms coded = codeTerms(part.effects, allSettled(part.effects, settled), kMostColumns);
    RandomTerm term{.grouping = addGrouping(part), .columns = {}};
    for (const CodedColumn& column : coded.columns) term.columns.push_back(column.name);
    design_.random.push_back(std::move(term));
    random_.push_back(std::move(coded));
  }
  settledUses_.assign(uses_.size(), false);
  const auto note = [&](const CodedTerms& coded) {
    for (const CodedVariable& variable : coded.variables) {
      if (variable.isFactorColumn()) settledUses_[variable.use] = true;
    }
  };
  note(fixed_);
  for (const CodedTerms& coded : random_) note(coded);
}

std::optional<std::size_t> Frame::outcomeUse(const BlockReader& file) const {
  const Variable& response = source_.formula.response;
  if (source_.family != Family::binomial || response.kind != Variable::Kind::column) {
    return std::nullopt;
  }
  const std::size_t use = indexOf(uses_, {response.column, std::nullopt});
  return file.kind(use) == ColumnKind::levels ? std::optional(use) : std::nullopt;
}

// Of a factor 0 for its first level and 1 for all others, as in R.
Eigen::VectorXd Frame::responseOf(const BlockReader& file, const RowSource& source) const {
  const Variable& response = source_.formula.response;
  const auto use = outcomeUse(file);
  if (!use) {
    const std::optional<ColumnKind> kind =
        source_.family == Family::binomial ? std::nullopt : std::optional(ColumnKind::numbers);
    return oneColumn(response, indexOf(uses_, {response.column, kind}), source);
  }
  const std::vector<std::uint32_t>& codes = source.data.columns[*use].codes;
  Eigen::VectorXd y(source.count);
  for (Index i = 0; i < source.count; ++i) {
    y[i] = outcomes_.placeOfCode[codes[static_cast<std::size_t>(i)]] == 0 ? 0 : 1;
  }
  return y;
}

void Frame::checkResponse(const Rows& rows, const BlockReader& file, const DataRows& data) const {
  for (Index i = 0; i < rows.count(); ++i) {
    const auto trials = source_.weights ? std::optional(rows.weights[i]) : std::nullopt;
    if (const auto reason = refusalOf(source_.family, rows.y[i], trials)) {
      refuse(fmt::format("{}, line {}: {} is {}; {}", file.name(),
                         data.lines[static_cast<std::size_t>(i)], design_.response,
                         numberText(rows.y[i]), *reason));
    }
  }
}

Rows Frame::rows(const BlockReader& file, const DataRows& data) {
  const RowSource source = sourceOf(file, data, uses_);
  const auto numbers = [&](const Variable& variable) {
    return oneColumn(variable, indexOf(uses_, {variable.column, ColumnKind::numbers}), source);
  };
  Rows rows;
  rows.x = matrixOf(fixed_, source);
  rows.y = responseOf(file, source);
  if (source_.weights) {
    rows.weights = numbers(*source_.weights);
    for (Index i = 0; i < rows.weights.size(); ++i) {
      if (rows.weights[i] <= 0) {
        refuse(fmt::format("{}, line {}: the weight {} is {}; weights are greater than 0",
                           file.name(), data.lines[static_cast<std::size_t>(i)],
                           source_.weights->name, numberText(rows.weights[i])));
      }
    }
  }
  checkResponse(rows, file, data);
  for (const Variable& offset : source_.formula.fixed.offsets) {
    if (rows.offset.size() == 0) rows.offset.setZero(source.count);
    rows.offset += numbers(offset);
  }
  for (std::size_t g = 0; g < design_.groupings.size(); ++g) {
    rows.group.push_back(groupCodes(g, file, data));
    if (groups_[g].uses.size() > 1) continue;
    const auto& known = file.levels(groups_[g].uses.front());
    auto& levels = design_.groupings[g].levels;
    levels.insert(levels.end(), known.begin() + static_cast<std::ptrdiff_t>(levels.size()),
                  known.end());
  }
  for (std::size_t k = 0; k < random_.size(); ++k) {
    rows.z.push_back(design_.random[k].interceptOnly() ? Eigen::MatrixXd()
                                                       : matrixOf(random_[k], source));
  }
  return rows;
}

std::vector<MarginalCells> Frame::marginalCells(const DataFile& file, const DataRows& rows) const {
  if (source_.means.empty()) return {};
  const ReferenceGrid grid(fixed_, source_.formula.fixed.offsets, uses_, file, rows);
  std::vector<MarginalCells> all;
  for (const TermList& term : source_.means) all.push_back(grid.cellsOf(term));
  return all;
}

}  // namespace refocus::fitting
