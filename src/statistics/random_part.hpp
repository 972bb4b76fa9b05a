// What a Fit tells of its random terms, alike for every family. For the files that fit several
// random terms; users of the room need fit.hpp alone.
#pragma once

#include <string>
#include <vector>

#include "statistics/fit.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {

/// The grouping of a random term.
[[nodiscard]] const Grouping& groupingOf(const Design& design, std::size_t term);

/// Fills `groups`.
void fillGroups(Fit& fit, const Design& design, const Rows& rows);

/// Fills `theta`, `random` and `correlations`; `sigma` is what θ are relative to.
void fillVariances(Fit& fit, const Design& design, const std::vector<TermPlace>& places,
                   const Eigen::VectorXd& theta, double sigma);

/// For each direction without a variance a sentence that says so.
[[nodiscard]] std::vector<std::string> boundaryWords(const Design& design,
                                                     const std::vector<TermPlace>& places,
                                                     const Eigen::VectorXd& theta);

}  // namespace refocus::statistics
