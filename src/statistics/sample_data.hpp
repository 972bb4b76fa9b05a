// For tests: the published sets of tests/data/statistics as designs, and how many digits agree.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "statistics/fit.hpp"

namespace refocus::statistics::sample {

/// −log10 of |x − r| over max(|r|, standard error), at most 17.
inline double digits(double x, double r, double standardError = 0) {
  const double size = std::max(std::abs(r), standardError);
  const double away = std::abs(x - r);
  if (away == 0) return 17;
  return size == 0 ? 0 : std::min(17.0, -std::log10(away / size));
}

struct Model {
  Design design;
  Rows rows;
};

/// Columns of text by name, from a file with commas and no quotes.
struct Table {
  std::map<std::string, std::vector<std::string>> column;
  std::size_t rows = 0;

  explicit Table(const std::string& name) {
    std::ifstream in("tests/data/statistics/" + name);
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> names = split(line);
    while (std::getline(in, line)) {
      const std::vector<std::string> cells = split(line);
      for (std::size_t i = 0; i < cells.size(); ++i) column[names[i]].push_back(cells[i]);
      ++rows;
    }
  }
  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::stringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return cells;
  }
  [[nodiscard]] Eigen::VectorXd numbers(const std::string& name) const {
    const auto& cells = column.at(name);
    Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      std::istringstream(cells[static_cast<std::size_t>(i)]) >> values[i];
    }
    return values;
  }
};

/// A model whose rows are y and an intercept; columns and groups are added to it.
inline Model modelOf(const Eigen::VectorXd& y) {
  Model model;
  model.design.response = "y";
  model.design.columns = model.design.terms = {"(Intercept)"};
  model.design.termOfColumn = {0};
  model.rows.x = Eigen::MatrixXd::Ones(y.size(), 1);
  model.rows.y = y;
  return model;
}

/// Adds a column of X as a term of its own, or to the last term.
inline void addColumn(Model& model, const std::string& name, const Eigen::VectorXd& values,
                      bool ownTerm = true) {
  model.design.columns.push_back(name);
  if (ownTerm) model.design.terms.push_back(name);
  model.design.termOfColumn.push_back(model.design.terms.size() - 1);
  model.rows.x.conservativeResize(Eigen::NoChange, model.rows.x.cols() + 1);
  model.rows.x.rightCols(1) = values;
}

inline std::size_t addGrouping(Model& model, const std::string& name,
                               const std::vector<std::string>& values) {
  std::map<std::string, std::uint32_t> index;
  for (const std::string& value : values) index.emplace(value, 0);
  Grouping grouping{name, {}};
  for (auto& [level, at] : index) {
    at = static_cast<std::uint32_t>(grouping.levels.size());
    grouping.levels.push_back(level);
  }
  std::vector<std::uint32_t> group;
  for (const std::string& value : values) group.push_back(index[value]);
  model.design.groupings.push_back(std::move(grouping));
  model.rows.group.push_back(std::move(group));
  return model.design.groupings.size() - 1;
}

inline void addIntercept(Model& model, std::size_t grouping) {
  model.design.random.push_back({grouping, {"(Intercept)"}});
  model.rows.z.emplace_back();
}

/// y ~ 1 + (1 | group).
inline Model oneWay(const Eigen::VectorXd& y, const std::vector<std::string>& group,
                    const std::string& name) {
  Model model = modelOf(y);
  addIntercept(model, addGrouping(model, name, group));
  return model;
}

inline Model dyestuff(const std::string& file = "dyestuff.csv") {
  const Table table(file);
  return oneWay(table.numbers("Yield"), table.column.at("Batch"), "Batch");
}

enum class Slopes { correlated, independent };
inline Model sleepstudy(Slopes slopes) {
  const Table table("sleepstudy.csv");
  Model model = modelOf(table.numbers("Reaction"));
  const Eigen::VectorXd days = table.numbers("Days");
  addColumn(model, "Days", days);
  addGrouping(model, "Subject", table.column.at("Subject"));
  if (slopes == Slopes::correlated) {
    model.design.random = {{0, {"(Intercept)", "Days"}}};
    model.rows.z = {model.rows.x};
  } else {
    model.design.random = {{0, {"(Intercept)"}}, {0, {"Days"}}};
    model.rows.z = {Eigen::MatrixXd(), Eigen::MatrixXd(days)};
  }
  return model;
}

inline std::vector<std::string> crossing(const std::vector<std::string>& a,
                                         const std::vector<std::string>& b) {
  std::vector<std::string> both = a;
  for (std::size_t i = 0; i < both.size(); ++i) both[i] += ":" + b[i];
  return both;
}

inline Model penicillin() {
  const Table table("penicillin.csv");
  Model model = modelOf(table.numbers("diameter"));
  addIntercept(model, addGrouping(model, "plate", table.column.at("plate")));
  addIntercept(model, addGrouping(model, "sample", table.column.at("sample")));
  return model;
}

inline Model pastes() {
  const Table table("pastes.csv");
  Model model = modelOf(table.numbers("strength"));
  const auto& batch = table.column.at("batch");
  addIntercept(model, addGrouping(model, "batch", batch));
  addIntercept(model, addGrouping(model, "sample", crossing(batch, table.column.at("cask"))));
  return model;
}

inline Model machines() {
  const Table table("machines.csv");
  Model model = modelOf(table.numbers("score"));
  const auto& machine = table.column.at("Machine");
  const auto& worker = table.column.at("Worker");
  for (const std::string level : {"B", "C"}) {
    Eigen::VectorXd is(model.rows.count());
    for (Eigen::Index i = 0; i < is.size(); ++i) {
      is[i] = machine[static_cast<std::size_t>(i)] == level ? 1 : 0;
    }
    addColumn(model, "Machine" + level, is, level == "B");
  }
  model.design.terms.back() = "Machine";
  addIntercept(model, addGrouping(model, "Worker", worker));
  addIntercept(model, addGrouping(model, "Worker:Machine", crossing(worker, machine)));
  return model;
}

inline Fit fitted(const Model& model, const FitOptions& options = {}) {
  auto fit = fitModel(model.design, model.rows, options);
  return fit ? *std::move(fit) : throw std::runtime_error(fit.error());
}

inline FitOptions by(Method method, DfMethod df = DfMethod::kenwardRoger) {
  FitOptions options;
  options.method = method;
  options.df = df;
  return options;
}

}  // namespace refocus::statistics::sample
