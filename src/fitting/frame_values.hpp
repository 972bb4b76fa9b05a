// Arithmetic on columns, comparisons of them, and R's orthogonal polynomials.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "fitting/formula.hpp"

namespace refocus::fitting {

/// The numbers of a column by its name.
using ColumnOfName = std::function<const std::vector<double>&(const std::string&)>;

/// `expression` for each of `count` rows; TRUE is 1. Not finite where arithmetic makes it so.
[[nodiscard]] Eigen::ArrayXd valuesOf(const Expression& expression, Eigen::Index count,
                                      const ColumnOfName& column);

/// Polynomials that are orthogonal over the values they are made from, scaled to length 1, as R's
/// poly(): p₀ = 1, pₖ₊₁ = (x − αₖ)pₖ − (|pₖ|²/|pₖ₋₁|²)pₖ₋₁, each divided by its norm (Forsythe's
/// recurrence, whose signs and scale are those of R's QR decomposition).
class OrthogonalBasis {
 public:
  OrthogonalBasis(const Eigen::ArrayXd& values, int degree);
  /// From what another basis was made with: as many centres as the degree, one norm more.
  OrthogonalBasis(std::vector<double> centres, std::vector<double> squaredNorms)
      : alpha_(std::move(centres)), norm2_(std::move(squaredNorms)) {}

  [[nodiscard]] const std::vector<double>& centres() const { return alpha_; }
  [[nodiscard]] const std::vector<double>& squaredNorms() const { return norm2_; }

  /// Whether the values were enough: more distinct ones than the degree.
  [[nodiscard]] bool isValid() const { return isValid_; }
  /// rows × degree, the constant left out.
  [[nodiscard]] Eigen::MatrixXd of(const Eigen::ArrayXd& values) const;

 private:
  std::vector<double> alpha_;  ///< centres of the recurrence
  std::vector<double> norm2_;  ///< squared norms, of p₀ first
  bool isValid_ = true;
};

}  // namespace refocus::fitting
