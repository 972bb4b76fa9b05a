#include "statistics/random_part.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace refocus::statistics {

const Grouping& groupingOf(const Design& design, std::size_t term) {
  return design.groupings[design.random[term].grouping];
}

void fillGroups(Fit& fit, const Design& design, const Rows& rows) {
  for (std::size_t g = 0; g < design.groupings.size(); ++g) {
    std::vector<bool> seen(design.groupings[g].levels.size(), false);
    for (const std::uint32_t level : rows.group[g]) seen[level] = true;
    fit.groups.push_back(static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true)));
  }
}

void fillVariances(Fit& fit, const Design& design, const std::vector<TermPlace>& places,
                   const Eigen::VectorXd& theta, double sigma) {
  fit.theta.assign(theta.begin(), theta.end());
  for (const TermPlace& place : places) {
    const std::vector<std::string>& columns = design.random[place.term].columns;
    const std::string& group = groupingOf(design, place.term).name;
    const Eigen::MatrixXd factor = factorOf(place, theta);
    const Eigen::VectorXd lengths = rowLengths(factor);
    for (Eigen::Index i = 0; i < lengths.size(); ++i) {
      const double sd = lengths[i] * sigma;
      fit.random.push_back({group, columns[static_cast<std::size_t>(i)], sd * sd, sd});
    }
    for (Eigen::Index j = 0; j < lengths.size(); ++j) {
      for (Eigen::Index i = j + 1; i < lengths.size(); ++i) {
        if (lengths[i] == 0 || lengths[j] == 0) continue;
        const double value = (factor.row(i) / lengths[i]).dot(factor.row(j) / lengths[j]);
        fit.correlations.push_back({group, columns[static_cast<std::size_t>(j)],
                                    columns[static_cast<std::size_t>(i)], value});
      }
    }
  }
}

std::vector<std::string> boundaryWords(const Design& design, const std::vector<TermPlace>& places,
                                       const Eigen::VectorXd& theta) {
  std::vector<std::string> sentences;
  for (const TermPlace& place : places) {
    const Eigen::MatrixXd factor = factorOf(place, theta);
    const std::string& group = groupingOf(design, place.term).name;
    for (Eigen::Index i = 0; i < factor.rows(); ++i) {
      if (factor(i, i) != 0) continue;
      const std::string& column = design.random[place.term].columns[static_cast<std::size_t>(i)];
      sentences.push_back(
          factor.row(i).isZero(0)
              ? fmt::format("the between-{} variance of {} is estimated as 0", group, column)
              : fmt::format("the random effects of {} by {} are estimated as wholly dependent",
                            column, group));
    }
  }
  return sentences;
}

}  // namespace refocus::statistics
