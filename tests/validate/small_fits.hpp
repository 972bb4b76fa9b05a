// Small, hard models, made from a seed: few groups, two or three random effects, nested, crossed or
// correlated, of measurements, outcomes and counts; columns that lie far from 0, and variances that
// are small or 0. Where such data have several local optima, a search must still find the lowest.
#pragma once

#include <cstdint>
#include <string>

#include "statistics/fit.hpp"

namespace refocus::validate {

struct SmallFit {
  std::string formula;  ///< as a reader would write it
  statistics::Design design;
  statistics::Rows rows;
  statistics::FitOptions options;
};

/// The same for the same number, on every machine.
[[nodiscard]] SmallFit smallFit(std::uint64_t number);

/// The lowest criterion that is found from so many places, each search by itself.
[[nodiscard]] double lowestOfMany(const SmallFit& fit, int starts);

}  // namespace refocus::validate
