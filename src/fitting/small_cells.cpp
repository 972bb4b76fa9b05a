#include "fitting/small_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "fitting/data_file_number.hpp"

namespace refocus::fitting {

using statistics::Grouping;
namespace {

constexpr std::string_view kRemedy =
    "join levels, leave a column out, or agree on a smaller --minimum-cell";

// "T1, T2, T3 and 4 more"
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string all;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    all += (all.empty() ? "" : ", ") + shownValue(names[i]);
  }
  if (names.size() > kShown) all += fmt::format(" and {} more", names.size() - kShown);
  return all;
}

}  // namespace

SmallCells::SmallCells(const SharedModel& model, const TermList& fixed) {
  for (std::size_t use = 0; use < model.columns.size(); ++use) {
    const auto& [column, reading] = model.columns[use];
    if (reading.kind == ColumnKind::levels && !reading.levels) continue;
    Category category;
    category.name = column;
    category.use = use;
    category.isNumbers = reading.kind == ColumnKind::numbers;
    if (reading.levels) category.levels = *reading.levels;
    category.size = category.isNumbers ? 2 : category.levels.size();
    categories_.push_back(std::move(category));
  }
  cross(fixed);
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    for (std::size_t j = i; j < categories_.size(); ++j) {
      const std::size_t cells = categories_[i].size * (i == j ? 1 : categories_[j].size);
      pairs_.push_back({i, j, std::vector<std::uint64_t>(cells)});
    }
  }
  // One by one first, so that the simplest reason is told.
  std::stable_sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
    return (a.first == a.second) > (b.first == b.second);
  });
}

// A column of X for an interaction adds up rows of a crossing.
void SmallCells::cross(const TermList& fixed) {
  const std::size_t columns = categories_.size();
  for (const Term& term : fixed.terms) {
    Category crossing;
    crossing.size = 1;
    for (const std::size_t variable : term) {
      for (std::size_t i = 0; i < columns; ++i) {
        if (categories_[i].name != fixed.variables[variable].column) continue;
        crossing.parts.push_back(i);
        crossing.size *= categories_[i].size;
        break;
      }
    }
    if (crossing.parts.size() > 1) categories_.push_back(std::move(crossing));
  }
}

void SmallCells::encodeNumbers(Category& category, const std::vector<double>& numbers) {
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    auto& known = category.numbers;
    const auto found = std::find(known.begin(), known.end(), numbers[row]);
    category.codes[row] = static_cast<std::uint32_t>(found - known.begin());
    if (found != known.end()) continue;
    if (known.size() == 2) {
      category.isOpen = true;
      return;
    }
    known.push_back(numbers[row]);
    category.levels.push_back(numberText(numbers[row]));
  }
}

void SmallCells::encode(Category& category, const DataRows& rows) {
  category.codes.assign(rows.lines.size(), 0);
  if (category.isNumbers) {
    encodeNumbers(category, rows.columns[category.use].numbers);
  } else if (category.parts.empty()) {
    category.codes = rows.columns[category.use].codes;
  }
  for (const std::size_t part : category.parts) {
    const Category& one = categories_[part];
    category.isOpen = category.isOpen || one.isOpen;
    if (category.isOpen) return;
    for (std::size_t row = 0; row < category.codes.size(); ++row) {
      category.codes[row] =
          category.codes[row] * static_cast<std::uint32_t>(one.size) + one.codes[row];
    }
  }
}

void SmallCells::add(const DataRows& rows, const std::vector<std::uint32_t>& groups) {
  const std::size_t most =
      groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + std::size_t{1};
  for (Category& category : categories_) {
    if (!category.isOpen) encode(category, rows);
    if (category.isOpen) continue;
    if (category.groups.size() < most * category.size) {
      category.groups.resize(most * category.size);
    }
    for (std::size_t row = 0; row < groups.size(); ++row) {
      ++category.groups[groups[row] * category.size + category.codes[row]];
    }
  }
  for (Pair& pair : pairs_) {
    const Category& first = categories_[pair.first];
    const Category& second = categories_[pair.second];
    if (first.isOpen || second.isOpen) continue;
    for (std::size_t row = 0; row < rows.lines.size(); ++row) {
      const std::size_t at = first.codes[row];
      ++pair.counts[pair.first == pair.second ? at : at * second.size + second.codes[row]];
    }
  }
}

std::string SmallCells::said(const Category& category, std::size_t code) const {
  if (category.parts.empty()) {
    return fmt::format("{} {}", category.name, shownValue(category.levels[code]));
  }
  std::string all;
  for (std::size_t i = category.parts.size(); i-- > 0;) {
    const Category& part = categories_[category.parts[i]];
    all = said(part, code % part.size) + (all.empty() ? "" : " with ") + all;
    code /= part.size;
  }
  return all;
}

std::optional<std::string> SmallCells::smallGroup(const Moments& moments, const Design& design,
                                                  std::uint64_t minimum) const {
  const std::size_t columns = moments.columns;
  const auto isSmall = [&](std::uint64_t rows) {
    return rows > 0 && (rows <= columns || rows < minimum);
  };
  const auto why = [&] {
    return fmt::format(
        "at least {} rows are needed, one more than the model has columns with its "
        "response ({}) and no fewer than --minimum-cell ({})",
        std::max<std::uint64_t>(columns + 1, minimum), columns, minimum);
  };
  if (isSmall(moments.rows)) {
    return fmt::format("{} complete rows could be told from their sums: {}", moments.rows, why());
  }
  if (design.random.empty()) return std::nullopt;
  std::vector<std::string> small;
  const Grouping& grouping = design.groupings.front();
  const std::vector<std::uint64_t>& rows = moments.terms.front().rows;
  for (std::size_t group = 0; group < rows.size(); ++group) {
    if (isSmall(rows[group])) small.push_back(grouping.levels[group]);
  }
  if (small.empty()) return std::nullopt;
  return fmt::format(
      "the rows of {} {} could be told from their sums: {}; leave {} out of the file "
      "or join small ones",
      grouping.name, listed(small), why(), small.size() == 1 ? "it" : "them");
}

std::optional<std::string> SmallCells::smallPair(std::uint64_t minimum) const {
  for (const Pair& pair : pairs_) {
    const Category& first = categories_[pair.first];
    const Category& second = categories_[pair.second];
    if (first.isOpen || second.isOpen) continue;
    for (std::size_t cell = 0; cell < pair.counts.size(); ++cell) {
      const std::uint64_t count = pair.counts[cell];
      if (count == 0 || count >= minimum) continue;
      const bool isOne = pair.first == pair.second;
      const std::string what = isOne ? said(first, cell)
                                     : fmt::format("{} and {}", said(first, cell / second.size),
                                                   said(second, cell % second.size));
      return fmt::format("{} of the rows have {}, fewer than {}: {}", count, what, minimum,
                         kRemedy);
    }
  }
  return std::nullopt;
}

std::optional<std::string> SmallCells::smallWithinGroup(const Design& design,
                                                        std::uint64_t minimum) const {
  for (const Category& category : categories_) {
    if (category.isOpen) continue;
    for (std::size_t at = 0; at < category.groups.size(); ++at) {
      const std::uint64_t count = category.groups[at];
      if (count == 0 || count >= minimum) continue;
      const Grouping& grouping = design.groupings.front();
      return fmt::format("in {} {}, {} of the rows have {}, fewer than {}: {}", grouping.name,
                         shownValue(grouping.levels[at / category.size]), count,
                         said(category, at % category.size), minimum, kRemedy);
    }
  }
  return std::nullopt;
}

std::optional<std::string> SmallCells::refusal(const Moments& moments, const Design& design,
                                               std::uint64_t minimum) const {
  if (auto reason = smallGroup(moments, design, minimum)) return reason;
  if (auto reason = smallPair(minimum)) return reason;
  return smallWithinGroup(design, minimum);
}

}  // namespace refocus::fitting
