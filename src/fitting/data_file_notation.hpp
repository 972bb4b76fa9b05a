// How a data file says that there is nothing, and which mark stands before its decimals: what
// `--missing` and `--decimal` tell of it. Without being told: `NA` and nothing, and a point.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fitting/data_file_number.hpp"

namespace refocus::fitting {

class Notation {
 public:
  Notation() = default;
  /// `missing`: beside `NA` and nothing. A number among them is meant however it is written.
  Notation(DecimalMark decimal, std::vector<std::string> missing);

  [[nodiscard]] DecimalMark decimal() const { return decimal_; }
  [[nodiscard]] std::optional<double> number(std::string_view field) const {
    return numberOf(field, decimal_);
  }
  /// Whether digits with at most one point are a number, and none that is missing.
  [[nodiscard]] bool isPlain() const {
    return decimal_ == DecimalMark::point && missingNumbers_.empty();
  }

  [[nodiscard]] bool isMissing(std::string_view field) const {
    if (field.empty() || (field.size() == 2 && field[0] == 'N' && field[1] == 'A')) return true;
    return !missing_.empty() && isToldMissing(field);
  }
  [[nodiscard]] bool isMissing(double number) const {
    return std::find(missingNumbers_.begin(), missingNumbers_.end(), number) !=
           missingNumbers_.end();
  }

  /// Whether anything beside `NA` and nothing is missing.
  [[nodiscard]] bool isToldAny() const { return !missing_.empty(); }

  /// What reads a text that is no number: an option, and what it does.
  [[nodiscard]] std::string remedyFor(std::string_view text) const;

 private:
  [[nodiscard]] bool isToldMissing(std::string_view field) const;

  DecimalMark decimal_ = DecimalMark::point;
  std::vector<std::string> missing_;
  std::vector<double> missingNumbers_;
};

}  // namespace refocus::fitting
