#include "statistics/nesting.hpp"

#include <algorithm>
#include <cstdint>

namespace refocus::statistics {
namespace {

constexpr Eigen::Index kNone = -1;

// The first row of each level; kNone for a level without rows.
std::vector<Eigen::Index> firstRows(const Design& design, const Rows& rows, std::size_t grouping) {
  std::vector<Eigen::Index> first(design.groupings[grouping].levels.size(), kNone);
  for (Eigen::Index row = rows.count() - 1; row >= 0; --row) {
    first[rows.group[grouping][static_cast<std::size_t>(row)]] = row;
  }
  return first;
}

std::size_t levelsOf(const Design& design, const Rows& rows, std::size_t grouping) {
  const std::vector<Eigen::Index> first = firstRows(design, rows, grouping);
  return first.size() - static_cast<std::size_t>(std::count(first.begin(), first.end(), kNone));
}

bool isNested(const Design& design, const Rows& rows, std::size_t inner, std::size_t outer) {
  const std::vector<Eigen::Index> first = firstRows(design, rows, inner);
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows.count()); ++row) {
    const auto seen = static_cast<std::size_t>(first[rows.group[inner][row]]);
    if (rows.group[outer][row] != rows.group[outer][seen]) return false;
  }
  return true;
}

// The groupings of the random terms, by their number of levels in use.
std::vector<std::size_t> bySize(const Design& design, const Rows& rows) {
  std::vector<std::size_t> groupings;
  for (const RandomTerm& term : design.random) {
    if (std::find(groupings.begin(), groupings.end(), term.grouping) == groupings.end()) {
      groupings.push_back(term.grouping);
    }
  }
  std::stable_sort(groupings.begin(), groupings.end(), [&](std::size_t a, std::size_t b) {
    return levelsOf(design, rows, a) < levelsOf(design, rows, b);
  });
  return groupings;
}

bool isConstantWithin(const std::vector<Eigen::Index>& first,
                      const std::vector<std::uint32_t>& group, const Rows& rows,
                      Eigen::Index column) {
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    const Eigen::Index seen = first[group[static_cast<std::size_t>(row)]];
    if (rows.x(row, column) != rows.x(seen, column)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::size_t> nestedChain(const Design& design, const Rows& rows) {
  std::vector<std::size_t> chain = bySize(design, rows);
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (!isNested(design, rows, chain[i], chain[i - 1])) return {};
  }
  return chain;
}

std::optional<std::size_t> outermostGrouping(const Design& design, const Rows& rows) {
  const std::vector<std::size_t> groupings = bySize(design, rows);
  for (std::size_t i = 1; i < groupings.size(); ++i) {
    if (!isNested(design, rows, groupings[i], groupings.front())) return std::nullopt;
  }
  return groupings.front();
}

std::vector<double> betweenWithinDf(const std::vector<std::size_t>& chain, const Design& design,
                                    const Rows& rows, const Canonical& canonical) {
  if (chain.empty()) return {};
  std::vector<double> units;  // at each level, the rows at last
  for (const std::size_t grouping : chain) {
    units.push_back(static_cast<double>(levelsOf(design, rows, grouping)));
  }
  units.push_back(static_cast<double>(rows.count()));
  std::vector<std::size_t> levelOf(canonical.kept.size(), chain.size());
  for (std::size_t level = chain.size(); level-- > 0;) {
    const std::vector<Eigen::Index> first = firstRows(design, rows, chain[level]);
    for (std::size_t i = 0; i < levelOf.size(); ++i) {
      if (isConstantWithin(first, rows.group[chain[level]], rows,
                           static_cast<Eigen::Index>(canonical.kept[i]))) {
        levelOf[i] = level;
      }
    }
  }
  std::vector<double> df;
  for (const std::size_t level : levelOf) {
    const auto own = std::count(levelOf.begin(), levelOf.end(), level);
    df.push_back(units[level] - (level > 0 ? units[level - 1] : 0.0) - static_cast<double>(own));
  }
  return df;
}

std::size_t constantColumns(std::size_t grouping, const Design& design, const Rows& rows,
                            const std::vector<std::size_t>& columns) {
  const std::vector<Eigen::Index> first = firstRows(design, rows, grouping);
  return static_cast<std::size_t>(
      std::count_if(columns.begin(), columns.end(), [&](std::size_t column) {
        return isConstantWithin(first, rows.group[grouping], rows,
                                static_cast<Eigen::Index>(column));
      }));
}

}  // namespace refocus::statistics
