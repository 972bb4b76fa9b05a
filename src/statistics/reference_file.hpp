// For tests: the files that tests/references write, cases of made-up data and the numbers that
// 50-digit arithmetic gives for them:
//
//   case NAME [WORD]       begins one
//   shape NUMBER…          how many rows there are, then what the case's kind of file says
//   row NUMBER…            one row of data
//   expect KEY NUMBER      one answer
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "statistics/sample_data.hpp"

namespace refocus::statistics::sample {

/// Rows of numbers, and what their columns are to a model.
class ReferenceRows {
 public:
  ReferenceRows() = default;
  explicit ReferenceRows(std::vector<std::vector<double>> rows) : rows_(std::move(rows)) {}

  void add(std::vector<double> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] std::size_t count() const { return rows_.size(); }
  [[nodiscard]] std::size_t width() const { return rows_.front().size(); }
  [[nodiscard]] Eigen::VectorXd column(std::size_t place) const {
    Eigen::VectorXd values(static_cast<Eigen::Index>(rows_.size()));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      values[static_cast<Eigen::Index>(i)] = rows_[i].at(place);
    }
    return values;
  }
  /// A column of small whole numbers as levels whose order is theirs.
  [[nodiscard]] std::vector<std::string> levels(std::size_t place) const {
    std::vector<std::string> levels;
    for (const auto& row : rows_) {
      levels.push_back(std::to_string(100 + static_cast<int>(row.at(place))));
    }
    return levels;
  }

 private:
  std::vector<std::vector<double>> rows_;
};

struct ReferenceCase {
  std::string name;
  std::string word;
  std::vector<int> shape;
  ReferenceRows rows;
  std::map<std::string, double> expected;

  [[nodiscard]] bool has(const std::string& key) const { return expected.contains(key); }
  [[nodiscard]] double at(const std::string& key) const {
    const auto found = expected.find(key);
    if (found == expected.end()) throw std::runtime_error(name + " has no " + key);
    return found->second;
  }
  [[nodiscard]] double at(const std::string& key, std::size_t i) const {
    return at(key + "." + std::to_string(i));
  }
};

inline void readLine(const std::string& line, std::vector<ReferenceCase>& cases) {
  std::istringstream cells(line);
  std::string kind;
  cells >> kind;
  if (kind == "case") {
    cells >> cases.emplace_back().name >> cases.back().word;
  } else if (kind == "shape") {
    for (int number = 0; cells >> number;) cases.back().shape.push_back(number);
  } else if (kind == "row") {
    std::vector<double> row;
    for (double value = 0; cells >> value;) row.push_back(value);
    cases.back().rows.add(std::move(row));
  } else if (kind == "expect") {
    std::string key;
    cells >> key;
    cells >> cases.back().expected[key];
  } else {
    throw std::runtime_error("a line that is none of a reference: " + line);
  }
}

/// All cases of a file in tests/data/statistics.
inline std::vector<ReferenceCase> referencesIn(const std::string& file) {
  std::ifstream in("tests/data/statistics/" + file);
  std::vector<ReferenceCase> cases;
  for (std::string line; std::getline(in, line);) readLine(line, cases);
  for (const ReferenceCase& one : cases) {
    if (one.rows.count() != static_cast<std::size_t>(one.shape.at(0))) {
      throw std::runtime_error(one.name + " has another number of rows than it says");
    }
  }
  return cases;
}

}  // namespace refocus::statistics::sample
