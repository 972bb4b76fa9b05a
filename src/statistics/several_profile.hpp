// Profile-likelihood intervals of several random terms, as lme4's: of each standard deviation,
// correlation, the residual's standard deviation and each coefficient. As in profile_likelihood.hpp
// the likelihood is the full one, also where the fit is by REML.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "statistics/fit.hpp"
#include "statistics/several_terms.hpp"

namespace refocus::statistics {

/// `terms` made with Method::ml of columns by which the user's random effects are b = T·b*, T of
/// each random term in `toUser`. Each end asks for some ten searches of the other parameters.
[[nodiscard]] std::vector<ProfileInterval> severalProfiles(
    const Design& design, const SeveralTerms& terms, const std::vector<Eigen::MatrixXd>& toUser,
    double level);

}  // namespace refocus::statistics
