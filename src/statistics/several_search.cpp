#include "statistics/several_search.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace refocus::statistics {
namespace {

// Up to so many trailing effects the exact second derivatives cost less than the steps they save.
constexpr Eigen::Index kFewTrailing = 150;

// The criterion as a function of θ; what was computed for the last θ is kept for its derivatives.
class Criterion {
 public:
  explicit Criterion(const SeveralTerms& terms) : terms_(terms) {}

  const SeveralState& at(const Eigen::VectorXd& theta) {
    if (!state_ || theta != theta_) {
      theta_ = theta;
      state_.emplace(terms_, terms_.factorsOf(theta));
    }
    return *state_;
  }
  Objective objective() {
    return {[this](const Eigen::VectorXd& theta) -> ValueAndGradient {
              // Beyond this there is no residual variance left, and soon no number.
              constexpr double kMost = 1e8;
              if (!(theta.lpNorm<Eigen::Infinity>() < kMost)) {
                return {std::numeric_limits<double>::infinity(), theta};
              }
              const SeveralState& state = at(theta);
              return {state.height(), terms_.thetaOf(state.criterionSlopes())};
            },
            [this](const Eigen::VectorXd& theta) -> Eigen::MatrixXd {
              if (terms_.layout().trailing() <= kFewTrailing) {
                Eigen::MatrixXd exact = curvatureOf(terms_, at(theta), Curvature::exact);
                if (exact.llt().info() == Eigen::Success) return exact;
              }
              return curvatureOf(terms_, at(theta), Curvature::average);
            },
            [this](const Eigen::VectorXd& theta) -> Eigen::MatrixXd {
              return curvatureOf(terms_, at(theta), Curvature::exact);
            },
            terms_.diagonals()};
  }

 private:
  const SeveralTerms& terms_;
  Eigen::VectorXd theta_;
  std::optional<SeveralState> state_;
};

// What one column of z leaves between its levels of residuals whose length is 1.
struct Spread {
  double between = 0;
  double squares = 0;
  double levels = 0;
};

// Of each column of each place, in the order of θ's diagonals.
std::vector<Spread> spreadsOf(const SeveralTerms& terms) {
  const EffectLayout& layout = terms.layout();
  const Eigen::VectorXd squares = diagonalOf(layout, terms.products());
  const auto residuals = terms.sums().col(terms.canonical().p);
  std::vector<std::size_t> firstColumn;
  std::size_t count = 0;
  for (const TermPlace& place : terms.places()) {
    firstColumn.push_back(count);
    count += static_cast<std::size_t>(place.width);
  }
  std::vector<Spread> spreads(count);
  for (const EffectBlock& block : layout.blocks()) {
    for (Eigen::Index i = 0; i < terms.places()[block.place].width; ++i) {
      const Eigen::Index at = block.first + i;
      if (squares[at] <= 0) continue;
      Spread& spread = spreads[firstColumn[block.place] + static_cast<std::size_t>(i)];
      spread.between += residuals[at] * residuals[at] / squares[at];
      spread.squares += squares[at];
      spread.levels += 1;
    }
  }
  return spreads;
}

// What the analysis of variance of each column of z alone says: levels differ by more than the rows
// within them explain. Never far from 1, as much as the residual.
Eigen::VectorXd startOf(const SeveralTerms& terms) {
  constexpr double kLeast = 0.1;
  constexpr double kMost = 10;
  const auto n = static_cast<double>(terms.canonical().rows);
  const std::vector<Spread> spreads = spreadsOf(terms);
  std::vector<double> variances;
  double residual = 1 / n;
  for (const Spread& spread : spreads) {
    const double within = (1 - spread.between) / std::max(1.0, n - spread.levels);
    const double above = spread.between - spread.levels * within;
    variances.push_back(spread.squares > 0 ? std::max(0.0, above / spread.squares) : 0.0);
    residual = std::min(residual, std::max(within, 0.1 / n));
  }
  const std::vector<Eigen::Index> diagonals = terms.diagonals();
  Eigen::VectorXd start = Eigen::VectorXd::Zero(terms.thetaCount());
  for (std::size_t i = 0; i < diagonals.size(); ++i) {
    start[diagonals[i]] = std::clamp(std::sqrt(variances[i] / residual), kLeast, kMost);
  }
  return start;
}

}  // namespace

CovarianceMinimum lowestCriterion(const SeveralTerms& terms) {
  Criterion criterion(terms);
  const auto slopes = [&](const Eigen::VectorXd& theta) {
    return criterion.at(theta).covarianceSlopes();
  };
  return lowestOf({terms.places(), criterion.objective(), slopes,
                   mostStartsOf(terms.canonical().rows, terms.layout().trailing())},
                  startOf(terms));
}

bool isSingular(const SeveralTerms& terms, const Eigen::VectorXd& theta) {
  const std::vector<Eigen::Index> diagonals = terms.diagonals();
  return std::any_of(diagonals.begin(), diagonals.end(),
                     [&](Eigen::Index i) { return theta[i] == 0; });
}

}  // namespace refocus::statistics
