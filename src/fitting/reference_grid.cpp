#include "fitting/reference_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/fault.hpp"
#include "fitting/data_file_number.hpp"

namespace refocus::fitting {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

// About the first value, so that an offset of a million costs no digit.
double meanOf(const std::vector<double>& values) {
  const double shift = values.front();
  double sum = 0;
  double lost = 0;
  for (const double value : values) {
    const double part = value - shift - lost;
    const double next = sum + part;
    lost = (next - sum) - part;
    sum = next;
  }
  return shift + sum / static_cast<double>(values.size());
}

// Uses of numbers in the fixed part and its offsets.
std::set<std::size_t> numbersOf(const CodedTerms& fixed, const std::vector<Variable>& offsets,
                                const std::vector<ColumnUse>& uses) {
  std::set<std::size_t> found;
  const auto add = [&](const std::string& column, std::optional<ColumnKind> kind) {
    const auto at = std::find(uses.begin(), uses.end(), ColumnUse{column, kind});
    found.insert(static_cast<std::size_t>(at - uses.begin()));
  };
  const auto addNames = [&](const auto& self, const Expression& expression) -> void {
    if (expression.kind == Expression::Kind::name) add(expression.text, ColumnKind::numbers);
    for (const Expression& part : expression.parts) self(self, part);
  };
  for (const CodedVariable& variable : fixed.variables) {
    if (variable.isFactorColumn()) continue;
    if (variable.variable.kind == Variable::Kind::column) {
      found.insert(variable.use);
    } else {
      addNames(addNames, variable.variable.values);
    }
  }
  for (const Variable& offset : offsets) {
    if (offset.kind == Variable::Kind::column) {
      add(offset.column, ColumnKind::numbers);
    } else {
      addNames(addNames, offset.values);
    }
  }
  return found;
}

}  // namespace

ReferenceGrid::ReferenceGrid(const CodedTerms& fixed, const std::vector<Variable>& offsets,
                             const std::vector<ColumnUse>& uses, const DataFile& file,
                             const DataRows& rows) {
  for (const CodedVariable& variable : fixed.variables) {
    if (variable.isFactorColumn()) addFactor(variable, file);
  }
  for (const std::size_t use : numbersOf(fixed, offsets, uses)) {
    addNumbers(use, uses[use].column, rows.columns[use].numbers);
  }
  for (const Axis& axis : axes_) {
    cells_ *= axis.levels.size();
    if (cells_ > kMostCells) {
      refuse(fmt::format(
          "--means: the levels of the model's factors make more than {} combinations", kMostCells));
    }
  }
  fill(fixed, offsets, uses);
}

void ReferenceGrid::addFactor(const CodedVariable& variable, const DataFile& file) {
  const std::string& column = variable.variable.column;
  const auto same = [&](const Axis& axis) { return axis.use == variable.use; };
  if (std::any_of(axes_.begin(), axes_.end(), same)) return;
  Axis axis{column, variable.use, variable.factor->names, {}, {}};
  const std::vector<std::string>& known = file.levels(variable.use);
  for (const std::string& level : axis.levels) {
    const auto at = std::find(known.begin(), known.end(), level);
    axis.codes.push_back(static_cast<std::uint32_t>(at - known.begin()));
  }
  axes_.push_back(std::move(axis));
}

void ReferenceGrid::addNumbers(std::size_t use, const std::string& column,
                               const std::vector<double>& values) {
  std::set<double> different;
  for (std::size_t i = 0; i < values.size() && different.size() < 3; ++i) {
    different.insert(values[i]);
  }
  if (different.size() == 2) {
    Axis axis{column, use, {}, {}, {different.begin(), different.end()}};
    for (const double value : axis.values) axis.levels.push_back(numberText(value));
    axes_.push_back(std::move(axis));
    return;
  }
  held_.emplace_back(use, meanOf(values));
  numbers_.emplace_back(column, held_.back().second);
}

// The grid is data like any other: a row for each cell, made into X as the file's rows are.
void ReferenceGrid::fill(const CodedTerms& fixed, const std::vector<Variable>& offsets,
                         const std::vector<ColumnUse>& uses) {
  DataRows grid;
  grid.columns.resize(uses.size());
  std::size_t repeats = cells_;
  for (const Axis& axis : axes_) {
    repeats /= axis.levels.size();
    DataColumn& column = grid.columns[axis.use];
    for (std::size_t cell = 0; cell < cells_; ++cell) {
      const std::size_t level = cell / repeats % axis.levels.size();
      if (axis.values.empty()) {
        column.codes.push_back(axis.codes[level]);
      } else {
        column.numbers.push_back(axis.values[level]);
      }
    }
  }
  for (const auto& [use, mean] : held_) grid.columns[use].numbers.assign(cells_, mean);
  const auto numbers = [&](const std::string& column) -> const std::vector<double>& {
    for (std::size_t use = 0; use < uses.size(); ++use) {
      if (uses[use].column == column && !grid.columns[use].numbers.empty()) {
        return grid.columns[use].numbers;
      }
    }
    throw Fault(FaultCode::internal, "a number of the fixed part is not in the reference grid");
  };
  const RowSource source{.data = grid,
                         .count = static_cast<Eigen::Index>(cells_),
                         .numbers = numbers,
                         .refuse = [](const std::string& name, std::size_t, double value) {
                           refuse(
                               fmt::format("--means: with the other columns at their means, {} "
                                           "is {}",
                                           name, numberText(value)));
                         }};
  x_ = matrixOf(fixed, source);
  offset_.setZero(source.count);
  for (const Variable& offset : offsets) {
    offset_.array() +=
        offset.kind == Variable::Kind::column
            ? Eigen::Map<const Eigen::ArrayXd>(numbers(offset.column).data(), source.count)
            : valuesOf(offset.values, source.count, source.numbers);
  }
}

std::size_t ReferenceGrid::axisNamed(const Variable& variable) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (axes_[i].column == variable.column) return i;
    names.push_back(axes_[i].column);
  }
  for (const auto& [column, mean] : numbers_) {
    if (column == variable.column) {
      refuse(
          fmt::format("--means: {} is a number with more than two values; means are of factors, "
                      "as factor({}) is one",
                      column, column));
    }
  }
  const std::string nearest = nearestName(variable.name, names);
  refuse(fmt::format("--means: the fixed part has no factor {}{}", variable.name,
                     nearest.empty() ? "" : fmt::format("; is {} meant?", nearest)));
}

MarginalCells ReferenceGrid::cellsOf(const TermList& term) const {
  MarginalCells cells{.term = nameOf(term, term.terms.front()),
                      .factors = {},
                      .levels = {},
                      .averaged = {},
                      .numbers = numbers_,
                      .x = {},
                      .offset = {}};
  std::vector<std::size_t> named;
  for (const Variable& variable : term.variables) {
    named.push_back(axisNamed(variable));
    cells.factors.push_back(axes_[named.back()].column);
  }
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (std::find(named.begin(), named.end(), i) == named.end()) {
      cells.averaged.push_back(axes_[i].column);
    }
  }
  // The factor named first varies fastest, as in emmeans.
  std::vector<std::size_t> stride(axes_.size(), 0);
  std::size_t count = 1;
  for (const std::size_t axis : named) {
    stride[axis] = count;
    count *= axes_[axis].levels.size();
  }
  if (count > kMostMeans) {
    refuse(fmt::format("--means: {} has {} combinations of levels; {} can be compared in pairs",
                       cells.term, count, kMostMeans));
  }
  const auto rows = static_cast<Eigen::Index>(count);
  cells.x.setZero(rows, x_.cols());
  cells.offset.setZero(rows);
  cells.levels.resize(count);
  for (std::size_t cell = 0; cell < cells_; ++cell) {
    std::size_t target = 0;
    std::size_t repeats = cells_;
    std::vector<std::size_t> level(axes_.size());
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
      repeats /= axes_[axis].levels.size();
      level[axis] = cell / repeats % axes_[axis].levels.size();
      target += stride[axis] * level[axis];
    }
    cells.x.row(static_cast<Eigen::Index>(target)) += x_.row(static_cast<Eigen::Index>(cell));
    cells.offset[static_cast<Eigen::Index>(target)] += offset_[static_cast<Eigen::Index>(cell)];
    if (!cells.levels[target].empty()) continue;
    for (const std::size_t axis : named) {
      cells.levels[target].push_back(axes_[axis].levels[level[axis]]);
    }
  }
  const auto share = static_cast<double>(count) / static_cast<double>(cells_);
  cells.x *= share;
  cells.offset *= share;
  return cells;
}

}  // namespace refocus::fitting
