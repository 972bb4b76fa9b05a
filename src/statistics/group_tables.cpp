#include "statistics/group_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "statistics/binary_unit.hpp"
#include "statistics/canonical.hpp"
#include "statistics/inference.hpp"

namespace refocus::statistics {

std::optional<RobustTable> robustTableOf(const Sandwich& sandwich, Fit& fit,
                                         const FitOptions& options) {
  const auto variances = sandwich.covariance.diagonal().array();
  if (!((variances > 0).all() && (sandwich.df.array() > 0).all() && sandwich.df.allFinite())) {
    fit.notes.emplace_back(
        "there are no robust standard errors: some coefficient rests on so few groups that their "
        "residuals say nothing about it");
    return std::nullopt;
  }
  RobustTable table{options.robust, {}};
  IntervalWidths widths(options.level);
  for (Eigen::Index i = 0; i < sandwich.df.size(); ++i) {
    const Coefficient& row = fit.fixed[static_cast<std::size_t>(i)];
    table.fixed.push_back(
        coefficientOf({row.term, row.estimate, std::sqrt(variances[i]) * sandwich.unit[i],
                       row.stdErrorModel, sandwich.df[i], DfMethod::bellMcCaffrey},
                      widths));
  }
  return table;
}

std::optional<ClusterLevel> clusterLevelOf(const Design& design, const Moments& moments, Fit& fit,
                                           double level) {
  const Canonical canonical = canonicalOf(design, meansOf(moments));
  if (canonical.rows <= canonical.p || canonical.length == 0) {
    fit.notes.push_back(
        fmt::format("there are too few levels of {} for a regression of their means",
                    design.groupings[design.random.front().grouping].name));
    return std::nullopt;
  }
  const auto df = static_cast<double>(canonical.rows - canonical.p);
  ClusterLevel table{{}, canonical.length / std::sqrt(df)};
  IntervalWidths widths(level);
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    const InUnits row = inUnits(canonical.back.row(i));
    const double error = row.values.norm() * row.unit / std::sqrt(df);
    table.fixed.push_back(
        coefficientOf({design.columns[canonical.kept[static_cast<std::size_t>(i)]],
                       canonical.ols[i], error, error, df, DfMethod::groupsMinusRank},
                      widths));
  }
  return table;
}

}  // namespace refocus::statistics
