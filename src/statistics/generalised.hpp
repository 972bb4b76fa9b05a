// The parts of fits of a family other than the Gaussian. For the files that fit; users of the room
// need fit.hpp alone.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "statistics/basis.hpp"
#include "statistics/fit.hpp"
#include "statistics/irls.hpp"

namespace refocus::statistics {

/// The fixed part: its columns, and what was found in their basis. Of a mixed model `found` holds
/// estimates and covariance of the whole model; what it says of separation stays true.
struct GeneralisedPart {
  const Design& design;
  const Basis& basis;
  const Observations& observations;
  IrlsFit found;
};

/// Fills `fixed`, `covariance`, `jointTests` and the notes about them.
void fillGeneralised(Fit& fit, const GeneralisedPart& part, const FitOptions& options);

/// A model with random effects; `part` holds the fit without them.
[[nodiscard]] std::expected<Fit, std::string> fitGeneralisedMixed(const GeneralisedPart& part,
                                                                  const Rows& rows,
                                                                  const FitOptions& options);

}  // namespace refocus::statistics
