#include "fitting/shared_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "fitting/data_file_number.hpp"
#include "fitting/frame.hpp"
#include "statistics/moments.hpp"

namespace refocus::fitting {
namespace {

using Centring = SharedModel::Centring;

std::string listed(const std::vector<std::string>& levels) {
  std::string all;
  for (const std::string& level : levels) {
    all += (all.empty() ? "" : ", ") + shownValue(level);
  }
  return all;
}

std::string described(const ColumnReading& reading) {
  if (reading.kind == ColumnKind::numbers) return "read as numbers";
  if (!reading.levels) return "a grouping";
  const bool isNumeric = reading.values == LevelTable::Values::numbers;
  return fmt::format("a factor{} with the levels {}", isNumeric ? " of numbers" : "",
                     listed(*reading.levels));
}

std::optional<std::string> columnsDifference(const SharedModel& first, const SharedModel& second) {
  for (std::size_t i = 0; i < std::min(first.columns.size(), second.columns.size()); ++i) {
    const auto& [column, reading] = first.columns[i];
    const auto& [otherColumn, otherReading] = second.columns[i];
    if (column != otherColumn) return fmt::format("column {} and column {}", column, otherColumn);
    if (reading == otherReading) continue;
    return fmt::format("{} is {}, and {}", column, described(reading), described(otherReading));
  }
  if (first.columns.size() == second.columns.size()) return std::nullopt;
  return "the numbers of columns differ";
}

// The name under which two maps hold something different, or only one of them something.
template <typename Value>
std::optional<std::string> nameOfDifference(const std::map<std::string, Value>& first,
                                            const std::map<std::string, Value>& second) {
  for (const auto& [name, value] : first) {
    const auto other = second.find(name);
    if (other == second.end() || !(other->second == value)) return name;
  }
  for (const auto& [name, value] : second) {
    if (!first.contains(name)) return name;
  }
  return std::nullopt;
}

double shortestBetween(double low, double high) {
  if (low == high) return low;
  const double middle = low + (high - low) / 2;
  for (int digits = 0; digits < std::numeric_limits<double>::max_digits10; ++digits) {
    const double candidate = numberOf(fmt::format("{:.{}e}", middle, digits)).value();
    if (low <= candidate && candidate <= high) return candidate;
  }
  return middle;
}

Centring centringOf(double low, double high, bool isZerosAndOnes) {
  if (isZerosAndOnes) return {};
  Centring centring;
  const double least = std::min(std::abs(low), std::abs(high));
  const double most = std::max(std::abs(low), std::abs(high));
  // Within a factor of two, differences are exact (Sterbenz).
  if ((low > 0) == (high > 0) && most <= 2 * least) centring.shift = shortestBetween(low, high);
  const double far = std::max(std::abs(low - centring.shift), std::abs(high - centring.shift));
  if (far > 0) centring.scale = std::ldexp(1.0, -std::ilogb(far));
  return centring;
}

template <typename Values>
Centring centringOf(const Values& values) {
  const bool isZerosAndOnes = ((values == 0) || (values == 1)).all();
  return centringOf(values.minCoeff(), values.maxCoeff(), isZerosAndOnes);
}

}  // namespace

std::optional<std::string> differenceOf(const SharedModel& first, const SharedModel& second) {
  if (first.formula != second.formula) {
    return fmt::format("the formula {}, and {}", first.formula, second.formula);
  }
  if (first.weights != second.weights) {
    const auto said = [](const std::string& weights) {
      return weights.empty() ? std::string("no weights") : "the weights " + weights;
    };
    return fmt::format("{}, and {}", said(first.weights), said(second.weights));
  }
  if (auto difference = columnsDifference(first, second)) return difference;
  if (const auto name = nameOfDifference(first.polynomials, second.polynomials)) {
    return fmt::format("{} has other centres", *name);
  }
  if (const auto name = nameOfDifference(first.centring, second.centring)) {
    return fmt::format("{} is centred otherwise", *name);
  }
  return std::nullopt;
}

std::map<std::string, Centring> centringOf(const Design& design, const Rows& rows) {
  std::map<std::string, Centring> all;
  const auto note = [&](const std::string& name, const Centring& centring) {
    if (centring != Centring{}) all[name] = centring;
  };
  for (std::size_t i = design.intercept ? 1 : 0; i < design.columns.size(); ++i) {
    note(design.columns[i], centringOf(rows.x.col(static_cast<Eigen::Index>(i)).array()));
  }
  const Eigen::ArrayXd response = design.offset ? rows.y - rows.offset : rows.y;
  note(design.response, centringOf(response));
  return all;
}

Scaling scalingOf(const Design& design, const SharedModel& model) {
  Scaling scaling{{0.0}, {1.0}};
  const auto add = [&](const std::string& name) {
    const auto found = model.centring.find(name);
    const Centring centring = found == model.centring.end() ? Centring{} : found->second;
    scaling.shift.push_back(centring.shift);
    scaling.scale.push_back(centring.scale);
  };
  for (std::size_t i = design.intercept ? 1 : 0; i < design.columns.size(); ++i) {
    add(design.columns[i]);
  }
  add(design.response);
  return scaling;
}

}  // namespace refocus::fitting
