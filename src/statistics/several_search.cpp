#include "statistics/several_search.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace refocus::statistics {
namespace {

// A standard deviation this small beside the residual's may be a 0 that the search came close to.
constexpr double kMaybeZero = 0.03;
constexpr double kBesideZero = 0.1;
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
              const SeveralState& state = at(theta);
              return {state.criterion(), terms_.thetaOf(state.criterionSlopes())};
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
  /// The score of the variance whose factor's diagonal this is.
  double slopeAt(const Eigen::VectorXd& theta, Eigen::Index diagonal) {
    return terms_.thetaOf(at(theta).covarianceSlopes())[diagonal];
  }

 private:
  const SeveralTerms& terms_;
  Eigen::VectorXd theta_;
  std::optional<SeveralState> state_;
};

// Columns of a factor have no sign: those whose diagonal came out negative are turned.
void turnUpright(const SeveralTerms& terms, Eigen::VectorXd& theta) {
  for (const TermPlace& place : terms.places()) {
    Eigen::Index at = place.firstTheta;
    for (Eigen::Index column = 0; column < place.width; ++column) {
      const Eigen::Index length = place.width - column;
      if (theta[at] < 0) theta.segment(at, length) *= -1;
      at += length;
    }
  }
}

// The elements of the column of a factor that starts at this diagonal.
std::vector<Eigen::Index> columnOf(const SeveralTerms& terms, Eigen::Index diagonal) {
  for (const TermPlace& place : terms.places()) {
    Eigen::Index at = place.firstTheta;
    for (Eigen::Index column = 0; column < place.width; ++column) {
      const Eigen::Index length = place.width - column;
      if (at == diagonal) {
        std::vector<Eigen::Index> elements;
        for (Eigen::Index i = 0; i < length; ++i) elements.push_back(at + i);
        return elements;
      }
      at += length;
    }
  }
  return {};
}

std::vector<Eigen::Index> allBut(const SeveralTerms& terms, const std::vector<Eigen::Index>& held) {
  std::vector<Eigen::Index> free;
  for (Eigen::Index i = 0; i < terms.thetaCount(); ++i) {
    if (std::find(held.begin(), held.end(), i) == held.end()) free.push_back(i);
  }
  return free;
}

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

// A search creeps up on a variance of 0 and never arrives, or lands on it by chance, where the
// gradient vanishes whether or not the criterion falls beyond. Where the score at exactly 0 does
// not ask to leave and the criterion is no higher, 0 is the estimate; where it asks, the search
// starts again beside it.
Minimum settled(const SeveralTerms& terms, Criterion& criterion, Minimum found) {
  const Objective objective = criterion.objective();
  std::vector<Eigen::Index> held;
  for (const Eigen::Index diagonal : terms.diagonals()) {
    if (std::abs(found.at[diagonal]) > kMaybeZero) continue;
    // Below a diagonal of 0 the column adds nothing that those after it do not.
    std::vector<Eigen::Index> trial = held;
    for (const Eigen::Index at : columnOf(terms, diagonal)) trial.push_back(at);
    Eigen::VectorXd start = found.at;
    for (const Eigen::Index at : trial) start[at] = 0;
    Minimum without = minimumOf(objective, start, allBut(terms, trial));
    without.evaluations += found.evaluations;
    if (criterion.slopeAt(without.at, diagonal) < 0) {
      start = without.at;
      start[diagonal] = kBesideZero;
      Minimum beside = minimumOf(objective, start, allBut(terms, held));
      beside.evaluations += without.evaluations;
      if (beside.value <= found.value) found = beside;
    } else if (without.value <= found.value + 1e-9 * (1 + std::abs(found.value))) {
      held = trial;
      found = without;
    }
  }
  return found;
}

}  // namespace

Minimum lowestCriterion(const SeveralTerms& terms) {
  Criterion criterion(terms);
  Minimum found = minimumOf(criterion.objective(), startOf(terms), allBut(terms, {}));
  found = settled(terms, criterion, found);
  turnUpright(terms, found.at);
  return found;
}

bool isSingular(const SeveralTerms& terms, const Eigen::VectorXd& theta) {
  const std::vector<Eigen::Index> diagonals = terms.diagonals();
  return std::any_of(diagonals.begin(), diagonals.end(),
                     [&](Eigen::Index i) { return theta[i] == 0; });
}

}  // namespace refocus::statistics
