// What a summary would give away about single persons: counts that are small. Every count that can
// be read from sums (rows with a level of a factor or one of two numbers, with two of them at once,
// with one of them within a group) must be 0 or at least a minimum, and a group must have more rows
// than the model has columns, because the sums of fewer can be solved for the rows.
//
// Numbers that take more than two values are not looked at: sums of them are what a summary is for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fitting/data_file.hpp"
#include "fitting/formula.hpp"
#include "fitting/shared_model.hpp"
#include "statistics/design.hpp"
#include "statistics/moments.hpp"

namespace refocus::fitting {

using statistics::Design;
using statistics::Moments;

class SmallCells {
 public:
  /// `fixed`: of the model's formula. Interactions are counted as well as what they are made of.
  SmallCells(const SharedModel& model, const TermList& fixed);

  /// Counts rows; `groups` are their levels of the random term, empty where there is none.
  void add(const DataRows& rows, const std::vector<std::uint32_t>& groups);

  /// Why the sums of the rows that were counted should not leave, with what to do about it; empty
  /// where they may.
  [[nodiscard]] std::optional<std::string> refusal(const Moments& moments, const Design& design,
                                                   std::uint64_t minimum) const;

 private:
  // A column with levels or two numbers, or the crossing of several such.
  struct Category {
    std::string name;
    std::size_t use = 0;                ///< of the model's columns; not of a crossing
    bool isNumbers = false;             ///< then its levels are the numbers seen, two at most
    std::vector<std::string> levels;    ///< of a column
    std::vector<double> numbers;        ///< the two
    std::vector<std::size_t> parts;     ///< of a crossing: the categories
    bool isOpen = false;                ///< it takes more than two numbers, and does not count
    std::vector<std::uint32_t> codes;   ///< of the rows in hand
    std::vector<std::uint64_t> groups;  ///< group · size + code
    std::size_t size = 0;               ///< how many codes there can be
  };
  struct Pair {
    std::size_t first;
    std::size_t second;  ///< the same: a category by itself
    std::vector<std::uint64_t> counts;
  };

  void cross(const TermList& fixed);
  void encode(Category& category, const DataRows& rows);
  void encodeNumbers(Category& category, const std::vector<double>& numbers);
  [[nodiscard]] std::string said(const Category& category, std::size_t code) const;
  [[nodiscard]] std::optional<std::string> smallGroup(const Moments& moments, const Design& design,
                                                      std::uint64_t minimum) const;
  [[nodiscard]] std::optional<std::string> smallPair(std::uint64_t minimum) const;
  [[nodiscard]] std::optional<std::string> smallWithinGroup(const Design& design,
                                                            std::uint64_t minimum) const;

  std::vector<Category> categories_;
  std::vector<Pair> pairs_;
};

}  // namespace refocus::fitting
