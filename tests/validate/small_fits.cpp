#include "validate/small_fits.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "validate/small_dice.hpp"

namespace refocus::validate {
namespace {

using statistics::Design;
using statistics::Family;
using statistics::FitOptions;
using statistics::Method;
using statistics::Rows;

struct Shape {
  const char* formula;
  bool slopes;     // of x by g
  bool twoSlopes;  // of w too
  bool independent;
  int groupings;  // with an intercept each; of the first the slopes too
  bool nested;    // the second within the first
};

constexpr std::array<Shape, 8> kShapes{{
    {"y ~ x + (x | g)", true, false, false, 1, false},
    {"y ~ x + w + (x + w | g)", true, true, false, 1, false},
    {"y ~ x + (x || g)", true, false, true, 1, false},
    {"y ~ x + (1 | g) + (1 | h)", false, false, false, 2, false},
    {"y ~ x + (x | g) + (1 | h)", true, false, false, 2, false},
    {"y ~ x + (1 | g) + (1 | h) + (1 | k)", false, false, false, 3, false},
    {"y ~ x + (1 | g / h)", false, false, false, 2, true},
    {"y ~ x + (x | g) + (1 | g:h)", true, false, false, 2, true},
}};

// Which level of each grouping each row has. Sizes differ, and no level is without rows.
std::vector<std::vector<std::uint32_t>> groupsOf(const Shape& shape, Eigen::Index n, Dice& dice,
                                                 Design& design) {
  constexpr std::array kNames{"g", "h", "k"};
  std::vector<std::vector<std::uint32_t>> groups;
  for (int grouping = 0; grouping < shape.groupings; ++grouping) {
    const bool inner = shape.nested && grouping == 1;
    const int count = inner ? 3 : 4 + dice.below(5);
    const auto outer = inner ? design.groupings.front().levels.size() : 1;
    auto& group = groups.emplace_back();
    for (Eigen::Index i = 0; i < n; ++i) {
      const int own = i < count ? static_cast<int>(i) : dice.below(count);
      const auto within = inner ? groups.front()[static_cast<std::size_t>(i)] : 0U;
      group.push_back(within * static_cast<std::uint32_t>(count) + static_cast<std::uint32_t>(own));
    }
    statistics::Grouping made{kNames[static_cast<std::size_t>(grouping)], {}};
    for (std::size_t i = 0; i < outer * static_cast<std::size_t>(count); ++i) {
      made.levels.push_back(std::to_string(i));
    }
    design.groupings.push_back(std::move(made));
  }
  return groups;
}

Eigen::VectorXd columnOf(Eigen::Index n, Dice& dice) {
  const bool visits = dice.below(3) == 0;  // 0, 1, 2, 3
  const double far = std::array{0.0, 3.0, 10.0, 100.0}[static_cast<std::size_t>(dice.below(4))];
  Eigen::VectorXd x(n);
  for (Eigen::Index i = 0; i < n; ++i) x[i] = visits ? dice.below(4) : far + dice.normal();
  return x;
}

void addColumn(Design& design, Rows& rows, const std::string& name, const Eigen::VectorXd& x) {
  design.columns.push_back(name);
  design.terms.push_back(name);
  design.termOfColumn.push_back(design.terms.size() - 1);
  rows.x.conservativeResize(x.size(), rows.x.cols() + 1);
  rows.x.rightCols(1) = x;
}

void addRandom(const Shape& shape, Design& design, Rows& rows) {
  const auto add = [&](std::size_t grouping, std::vector<std::string> columns, Eigen::MatrixXd z) {
    design.random.push_back({grouping, std::move(columns)});
    rows.z.push_back(std::move(z));
  };
  if (shape.slopes && !shape.independent) {
    add(0, design.columns, rows.x);
  } else {
    add(0, {"(Intercept)"}, {});
  }
  if (shape.independent) add(0, {"x"}, rows.x.col(1));
  for (int grouping = 1; grouping < shape.groupings; ++grouping) {
    add(static_cast<std::size_t>(grouping), {"(Intercept)"}, {});
  }
}

// Fixed part, effects of every level, and what is left.
Eigen::VectorXd predictorOf(const Design& design, const Rows& rows, Dice& dice) {
  constexpr std::array kSizes{0.0, 0.0, 0.2, 0.5, 1.0, 2.0};
  Eigen::VectorXd eta = Eigen::VectorXd::Constant(rows.count(), 0.5);
  for (Eigen::Index i = 1; i < rows.x.cols(); ++i) {
    eta.array() += 0.3 * (rows.x.col(i).array() - rows.x.col(i).mean());
  }
  for (std::size_t k = 0; k < design.random.size(); ++k) {
    const std::size_t grouping = design.random[k].grouping;
    const std::size_t levels = design.groupings[grouping].levels.size();
    Eigen::MatrixXd z =
        rows.z[k].size() == 0 ? Eigen::MatrixXd(Eigen::MatrixXd::Ones(rows.count(), 1)) : rows.z[k];
    for (Eigen::Index column = 0; column < z.cols(); ++column) {
      const double size = kSizes[static_cast<std::size_t>(dice.below(6))];
      const bool centred = dice.below(2) == 0;
      const double mean = z.col(column).mean();
      if (centred && (z.col(column).array() != mean).any()) z.col(column).array() -= mean;
      std::vector<double> effect(levels);
      for (double& one : effect) one = size * dice.normal();
      for (Eigen::Index i = 0; i < rows.count(); ++i) {
        eta[i] += z(i, column) * effect[rows.group[grouping][static_cast<std::size_t>(i)]];
      }
    }
  }
  return eta;
}

double responseAt(Family family, double eta, Dice& dice) {
  if (family == Family::gaussian) return eta + dice.normal();
  if (family == Family::binomial) return dice.uniform() < 1 / (1 + std::exp(-eta)) ? 1 : 0;
  // A count by the multiplication of uniform numbers.
  const double least = std::exp(-std::exp(std::min(eta, 3.0)));
  double count = -1;
  for (double product = 1; product > least || count < 0; product *= dice.uniform()) ++count;
  return count;
}

}  // namespace

SmallFit smallFit(std::uint64_t number) {
  Dice dice(number);
  const Shape& shape = kShapes[number % kShapes.size()];
  constexpr std::array kFamilies{Family::gaussian, Family::gaussian, Family::binomial,
                                 Family::poisson};
  SmallFit fit;
  fit.options.family = kFamilies[number / kShapes.size() % kFamilies.size()];
  fit.options.method =
      fit.options.family == Family::gaussian && dice.below(2) == 0 ? Method::reml : Method::ml;
  fit.options.df = statistics::DfMethod::residual;
  fit.formula = shape.formula;
  const Eigen::Index n = 20 + dice.below(45);
  Design& design = fit.design;
  Rows& rows = fit.rows;
  design.response = "y";
  design.columns = design.terms = {"(Intercept)"};
  design.termOfColumn = {0};
  rows.x = Eigen::MatrixXd::Ones(n, 1);
  rows.y = Eigen::VectorXd::Zero(n);
  rows.group = groupsOf(shape, n, dice, design);
  addColumn(design, rows, "x", columnOf(n, dice));
  if (shape.twoSlopes) addColumn(design, rows, "w", columnOf(n, dice));
  addRandom(shape, design, rows);
  const Eigen::VectorXd eta = predictorOf(design, rows, dice);
  for (Eigen::Index i = 0; i < n; ++i) rows.y[i] = responseAt(fit.options.family, eta[i], dice);
  return fit;
}

}  // namespace refocus::validate
