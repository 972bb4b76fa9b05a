#include "statistics/several_profile.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <utility>

#include "statistics/binary_unit.hpp"
#include "statistics/inference.hpp"
#include "statistics/interval_end.hpp"
#include "statistics/several_search.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {
namespace {

using Factors = std::vector<Eigen::MatrixXd>;
using Order = std::vector<Eigen::Index>;

constexpr double kRelative = 1e-9;    // of an end
constexpr double kLeastStart = 0.02;  // of a diagonal: at exactly 0 a search could not leave

// λ of one place of the user's columns of z, in another order: triangular again, and what it stands
// for.
class Reordered {
 public:
  Reordered(const SeveralTerms& terms, std::size_t place, Eigen::MatrixXd toUser, Order order)
      : terms_(terms),
        place_(place),
        toUser_(std::move(toUser)),
        back_(toUser_.inverse()),
        order_(std::move(order)) {}

  /// θ in the new order that gives the same covariances.
  [[nodiscard]] Eigen::VectorXd inOrder(Factors factors) const {
    const Eigen::MatrixXd own = toUser_ * factors[place_];
    const Eigen::MatrixXd moved = own(order_, Eigen::all);
    const Eigen::MatrixXd covariance = moved * moved.transpose();
    Eigen::MatrixXd lower = Eigen::MatrixXd::Zero(own.rows(), own.cols());
    for (Eigen::Index j = 0; j < own.cols(); ++j) {
      const double pivot = covariance(j, j) - lower.row(j).squaredNorm();
      lower(j, j) = std::sqrt(std::max(pivot, 0.0));
      if (lower(j, j) <= 0) continue;
      for (Eigen::Index i = j + 1; i < own.rows(); ++i) {
        lower(i, j) =
            (covariance(i, j) - lower.row(i).head(j).dot(lower.row(j).head(j))) / lower(j, j);
      }
    }
    factors[place_] = lower;
    Eigen::VectorXd theta = terms_.thetaOf(factors);
    for (const Eigen::Index diagonal : terms_.diagonals()) {
      theta[diagonal] = std::max(theta[diagonal], kLeastStart);
    }
    return theta;
  }
  [[nodiscard]] Factors factorsOf(const Eigen::VectorXd& theta) const {
    Factors factors = terms_.factorsOf(theta);
    Eigen::MatrixXd user(back_.rows(), back_.cols());
    user(order_, Eigen::all) = factors[place_];
    factors[place_] = back_ * user;
    return factors;
  }
  [[nodiscard]] Eigen::VectorXd slopesOf(Factors slopes) const {
    const Eigen::MatrixXd user = back_.transpose() * slopes[place_];
    slopes[place_] = user(order_, Eigen::all);
    return terms_.thetaOf(slopes);
  }
  /// Where the element of the reordered λ stands in θ.
  [[nodiscard]] Eigen::Index positionOf(Eigen::Index row, Eigen::Index column) const {
    const TermPlace& at = terms_.places()[place_];
    return at.firstTheta + column * at.width - column * (column - 1) / 2 + row - column;
  }

 private:
  const SeveralTerms& terms_;
  std::size_t place_;
  Eigen::MatrixXd toUser_;
  Eigen::MatrixXd back_;
  Order order_;
};

// Deviances leave out what does not depend on parameters: units are those of y's residual.
class Profiles {
 public:
  Profiles(const SeveralTerms& terms, const Factors& toUser)
      : terms_(terms),
        n_(static_cast<double>(terms.canonical().rows)),
        best_(lowestCriterion(terms).minimum),
        state_(terms, terms.factorsOf(best_.at)) {
    for (const TermPlace& place : terms.places()) {
      toUser_.push_back(rowsInUnits(toUser[place.term]));
    }
  }

  [[nodiscard]] const SeveralState& best() const { return state_; }
  /// λ of the user's columns, each in its unit.
  [[nodiscard]] Eigen::MatrixXd factorOf(std::size_t place) const {
    return toUserOf(place) * state_.factors()[place];
  }
  [[nodiscard]] double unitOf(std::size_t place, Eigen::Index column) const {
    return toUser_[place].unit[column];
  }
  [[nodiscard]] double lowest() const { return deviance(state_.rss(), state_); }

  /// A search's starting point is where the last one ended.
  using Search = std::function<double(double value)>;

  [[nodiscard]] Search ofStandardDeviation(std::size_t place, Eigen::Index column) const {
    const Reordered reordered(terms_, place, toUserOf(place), orderOf(place, {column}));
    const Eigen::Index first = reordered.positionOf(0, 0);
    Eigen::VectorXd theta = reordered.inOrder(state_.factors());
    return [this, reordered, first, theta](double sd) mutable {
      if (sd == 0) return withoutColumn(reordered, first, theta);
      // The residual's standard deviation is what makes the first diagonal stand for sd.
      return searched(theta, allOf(theta), [&](const Eigen::VectorXd& at) -> ValueAndGradient {
        if (!(at[first] > 0)) return {std::numeric_limits<double>::infinity(), at};
        const SeveralState state(terms_, reordered.factorsOf(at));
        const double variance = sd * sd / (at[first] * at[first]);
        Eigen::VectorXd gradient =
            reordered.slopesOf(slopesAt(state, state.residualOf(), variance));
        gradient[first] += 2 * (state.rss() / variance - n_) / at[first];
        return {atVariance(state, variance), std::move(gradient)};
      });
    };
  }

  [[nodiscard]] Search ofCorrelation(std::size_t place, Eigen::Index a, Eigen::Index b) const {
    const Reordered reordered(terms_, place, toUserOf(place), orderOf(place, {a, b}));
    const Eigen::Index first = reordered.positionOf(0, 0);
    const Eigen::Index below = reordered.positionOf(1, 0);
    const Eigen::Index diagonal = reordered.positionOf(1, 1);
    Eigen::VectorXd theta = reordered.inOrder(state_.factors());
    theta[diagonal] = std::hypot(theta[diagonal], theta[below]);  // the row's length from here on
    theta[below] = 0;
    return [this, reordered, first, below, diagonal, theta](double value) mutable {
      const double rest = std::sqrt(std::max(0.0, 1 - value * value));
      std::vector<Eigen::Index> free = allOf(theta);
      free.erase(free.begin() + below);
      return searched(theta, free, [&](const Eigen::VectorXd& at) -> ValueAndGradient {
        // With one of them below 0 the correlation would be the opposite one.
        if (!(at[first] > 0 && at[diagonal] > 0)) {
          return {std::numeric_limits<double>::infinity(), at};
        }
        Eigen::VectorXd whole = at;
        whole[below] = value * at[diagonal];
        whole[diagonal] = rest * at[diagonal];
        const SeveralState state(terms_, reordered.factorsOf(whole));
        Eigen::VectorXd gradient =
            reordered.slopesOf(slopesAt(state, state.residualOf(), state.rss() / n_));
        gradient[diagonal] = value * gradient[below] + rest * gradient[diagonal];
        return {deviance(state.rss(), state), std::move(gradient)};
      });
    };
  }

  [[nodiscard]] Search ofSigma() const {
    Eigen::VectorXd theta = startOf();
    return [this, theta](double sd) mutable {
      return searched(theta, allOf(theta), [&](const Eigen::VectorXd& at) -> ValueAndGradient {
        const SeveralState state(terms_, terms_.factorsOf(at));
        return {atVariance(state, sd * sd),
                terms_.thetaOf(slopesAt(state, state.residualOf(), sd * sd))};
      });
    };
  }

  [[nodiscard]] Search ofCoefficient(Eigen::Index column) const {
    Eigen::VectorXd theta = startOf();
    const InUnits row = inUnits(terms_.canonical().back.row(column));
    const Eigen::VectorXd& contrast = row.values;
    return [this, column, unit = row.unit, contrast, theta](double value) mutable {
      const double wanted = (value - terms_.canonical().ols[column]) / unit;
      return searched(theta, allOf(theta), [&](const Eigen::VectorXd& at) -> ValueAndGradient {
        const SeveralState state(terms_, terms_.factorsOf(at));
        const Eigen::VectorXd along = state.inverse() * contrast;
        const double variance = contrast.dot(along);
        const double away = wanted - contrast.dot(state.delta());
        Eigen::VectorXd v = state.residualOf();
        v.head(along.size()) -= along * (away / variance);
        const double rss = state.rss() + away * away / variance;
        return {deviance(rss, state), terms_.thetaOf(slopesAt(state, v, rss / n_))};
      });
    };
  }

 private:
  [[nodiscard]] static std::vector<Eigen::Index> allOf(const Eigen::VectorXd& theta) {
    std::vector<Eigen::Index> all(static_cast<std::size_t>(theta.size()));
    std::iota(all.begin(), all.end(), Eigen::Index{0});
    return all;
  }
  [[nodiscard]] const Eigen::MatrixXd& toUserOf(std::size_t place) const {
    return toUser_[place].values;
  }
  // The columns of a place, some of them first.
  [[nodiscard]] Order orderOf(std::size_t place, Order order) const {
    for (Eigen::Index i = 0; i < terms_.places()[place].width; ++i) {
      if (std::find(order.begin(), order.end(), i) == order.end()) order.push_back(i);
    }
    return order;
  }
  [[nodiscard]] Eigen::VectorXd startOf() const {
    Eigen::VectorXd theta = best_.at;
    for (const Eigen::Index diagonal : terms_.diagonals()) {
      theta[diagonal] = std::max(theta[diagonal], kLeastStart);
    }
    return theta;
  }
  [[nodiscard]] double deviance(double rss, const SeveralState& state) const {
    return n_ * (1 + std::log(2 * std::numbers::pi * rss / n_)) + state.logVolume();
  }
  [[nodiscard]] double atVariance(const SeveralState& state, double variance) const {
    return n_ * std::log(2 * std::numbers::pi * variance) + state.logVolume() +
           state.rss() / variance;
  }
  [[nodiscard]] static Factors slopesAt(const SeveralState& state, const Eigen::VectorXd& v,
                                        double variance) {
    Factors slopes = state.volumeSlopes();
    const Factors squares = state.squareSlopes(v);
    for (std::size_t i = 0; i < slopes.size(); ++i) slopes[i] -= squares[i] / variance;
    return slopes;
  }
  // The first column of the reordered place held at nothing.
  [[nodiscard]] double withoutColumn(const Reordered& reordered, Eigen::Index first,
                                     const Eigen::VectorXd& start) const {
    const TermPlace& place =
        *std::find_if(terms_.places().begin(), terms_.places().end(),
                      [&](const TermPlace& at) { return at.firstTheta == first; });
    Eigen::VectorXd theta = start;
    theta.segment(first, place.width).setZero();
    std::vector<Eigen::Index> free = allOf(theta);
    free.erase(free.begin() + first, free.begin() + first + place.width);
    return searched(theta, free, [&](const Eigen::VectorXd& at) -> ValueAndGradient {
      const SeveralState state(terms_, reordered.factorsOf(at));
      return {deviance(state.rss(), state),
              reordered.slopesOf(slopesAt(state, state.residualOf(), state.rss() / n_))};
    });
  }
  template <class Value>
  static double searched(Eigen::VectorXd& theta, const std::vector<Eigen::Index>& free,
                         const Value& value) {
    constexpr double kMost = 1e8;  // beyond it there is soon no number
    const auto bounded = [&](const Eigen::VectorXd& at) -> ValueAndGradient {
      if (!(at.lpNorm<Eigen::Infinity>() < kMost)) {
        return {std::numeric_limits<double>::infinity(), at};
      }
      return value(at);
    };
    const Minimum found = minimumOf({bounded, {}, {}, {}}, theta, free);
    theta = found.at;
    return found.value;
  }

  const SeveralTerms& terms_;
  std::vector<RowsInUnits> toUser_;  // of each place
  double n_;
  Minimum best_;
  SeveralState state_;
};

struct Ends {
  std::optional<double> low;
  std::optional<double> high;
};

struct Estimated {
  double value;
  double step;  // the first towards an end
  double unit;  // of the answer
};

struct Table {
  const Profiles& profiles;
  double drop;
  std::vector<ProfileInterval> intervals;

  /// Each search starts from the estimate anew.
  void add(std::string name, const Profiles::Search& search, const Estimated& estimate,
           const Ends& limits) {
    const double most = profiles.lowest() + drop;
    const auto end = [&](double step, std::optional<double> limit) -> std::optional<double> {
      Profiles::Search own = search;
      const auto found = endFrom([&](double at) { return own(at) - most; }, estimate.value, step,
                                 limit, kRelative);
      return found ? std::optional(*found * estimate.unit) : std::nullopt;
    };
    intervals.push_back({std::move(name), estimate.value * estimate.unit,
                         end(-estimate.step, limits.low), end(estimate.step, limits.high)});
  }
};

// The standard deviations and correlations of one term, in lme4's order.
void addPlace(Table& table, const Design& design, const SeveralTerms& terms, std::size_t place) {
  const RandomTerm& term = design.random[terms.places()[place].term];
  const std::string group = "|" + design.groupings[term.grouping].name;
  const SeveralState& best = table.profiles.best();
  const double sigma = std::sqrt(best.sigma2());
  const Eigen::MatrixXd factor = table.profiles.factorOf(place);
  const Eigen::VectorXd length = rowLengths(factor);
  for (Eigen::Index a = 0; a < length.size(); ++a) {
    const std::string& column = term.columns[static_cast<std::size_t>(a)];
    const double sd = length[a] * sigma;
    table.add("sd " + column + group, table.profiles.ofStandardDeviation(place, a),
              {sd, std::max(sd, 0.1 * sigma) / 4,
               terms.canonical().length * table.profiles.unitOf(place, a)},
              {0.0, std::nullopt});
    for (Eigen::Index b = a + 1; b < length.size(); ++b) {
      const std::string name =
          "cor " + term.columns[static_cast<std::size_t>(b)] + "." + column + group;
      const double estimate = (factor.row(a) / length[a]).dot(factor.row(b) / length[b]);
      if (!std::isfinite(estimate)) continue;  // of a variance of 0
      table.add(name, table.profiles.ofCorrelation(place, a, b), {estimate, 0.25, 1}, {-1.0, 1.0});
    }
  }
}

}  // namespace

std::vector<ProfileInterval> severalProfiles(const Design& design, const SeveralTerms& terms,
                                             const std::vector<Eigen::MatrixXd>& toUser,
                                             double level) {
  const Profiles profiles(terms, toUser);
  Table table{profiles, quantileChiSquared(level, 1), {}};
  for (std::size_t place = 0; place < terms.places().size(); ++place) {
    addPlace(table, design, terms, place);
  }
  const Canonical& canonical = terms.canonical();
  const SeveralState& best = profiles.best();
  const double sigma = std::sqrt(best.sigma2());
  table.add("sigma", profiles.ofSigma(), {sigma, sigma / 8, canonical.length},
            {sigma * 1e-3, std::nullopt});
  const Eigen::VectorXd beta = canonical.ols + canonical.back * best.delta();
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    const InUnits contrast = inUnits(canonical.back.row(i));
    const double error =
        sigma * contrast.unit * std::sqrt(contrast.values.dot(best.inverse() * contrast.values));
    table.add(design.columns[canonical.kept[static_cast<std::size_t>(i)]],
              profiles.ofCoefficient(i), {beta[i], error, 1}, {});
  }
  return table.intervals;
}

}  // namespace refocus::statistics
