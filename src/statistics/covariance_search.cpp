#include "statistics/covariance_search.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "statistics/term_basis.hpp"

namespace refocus::statistics {
namespace {

// A standard deviation this small beside the residual's may be a 0 that the search came close to.
constexpr double kMaybeZero = 0.03;
constexpr double kSame = 1e-9;  // of two criteria, beside 1 + their size
constexpr double kLower = 1e-12;
constexpr double kScore = 1e-9;  // of an eigenvalue of S, beside the largest
constexpr int kRounds = 20;
// Variances with which a bound is left.
constexpr std::array kAway{10.0, 1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-6};

// A rise of the criterion that leaves no doubt about a direction of a covariance.
constexpr double kPlain = 6;

// Standard deviations this large beside the residual's, or on the scale of a generalised model's
// predictor, are rarely the only ones that a search can end at.
constexpr double kFar = 5;

double withinOf(double value, double share) { return share * (1 + std::abs(value)); }

// The principal directions of a term's covariance, by rising standard deviation.
class Directions {
 public:
  explicit Directions(const Eigen::MatrixXd& factor) : parts_(factor * factor.transpose()) {}

  [[nodiscard]] double size(Eigen::Index i) const {
    return std::sqrt(std::max(0.0, parts_.eigenvalues()[i]));
  }
  /// A factor of the covariance without this direction and all smaller ones.
  [[nodiscard]] Eigen::MatrixXd without(Eigen::Index last) const {
    Eigen::MatrixXd factor = parts_.eigenvectors();
    for (Eigen::Index i = 0; i < factor.cols(); ++i) factor.col(i) *= i <= last ? 0.0 : size(i);
    return factor;
  }

 private:
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts_;
};

class Search {
 public:
  explicit Search(const CovarianceProblem& problem) : problem_(problem) {}

  // From a start to a minimum, bounds included.
  Minimum from(const Eigen::VectorXd& start) {
    Minimum found = along(start);
    for (int round = 0; round < kRounds && (reduced(found) || left(found)); ++round) {
    }
    return found;
  }

  [[nodiscard]] std::vector<Eigen::Index> freeAt(const Eigen::VectorXd& x) const {
    std::vector<Eigen::Index> free;
    Eigen::Index next = 0;
    for (const ThetaColumn& column : columnsOf(problem_.places)) {
      const bool isZero = x.segment(column.first, column.length).isZero(0);
      for (Eigen::Index i = 0; i < column.length; ++i, ++next) {
        if (!isZero) free.push_back(next);
      }
    }
    for (; next < x.size(); ++next) free.push_back(next);
    return free;
  }

  [[nodiscard]] bool isPlainlyTheOnly(const Minimum& found) {
    const double longest = found.at.head(thetaCountOf(problem_.places)).lpNorm<Eigen::Infinity>();
    return found.converged && longest <= kFar && leastDrop(found) >= kPlain;
  }

  [[nodiscard]] int evaluations() const { return evaluations_; }

 private:
  // By how much the criterion rises at least when a term loses its smallest direction: 0 at a
  // bound.
  double leastDrop(const Minimum& found) {
    double least = std::numeric_limits<double>::infinity();
    for (const TermPlace& place : problem_.places) {
      const Eigen::MatrixXd factor = factorOf(place, found.at);
      if (rankOf(factor) < place.width) return 0;
      const double without = heightAt(with(found.at, place, Directions(factor).without(0)));
      least = std::min(least, without - found.value);
    }
    return least;
  }
  Minimum along(const Eigen::VectorXd& start) {
    Minimum found = minimumOf(problem_.objective, start, freeAt(start));
    evaluations_ += found.evaluations;
    return found;
  }
  double heightAt(const Eigen::VectorXd& x) {
    ++evaluations_;
    const double value = problem_.objective.value(x).value;
    return std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
  }
  static Eigen::VectorXd with(const Eigen::VectorXd& x, const TermPlace& place,
                              const Eigen::MatrixXd& left) {
    Eigen::VectorXd changed = x;
    setFactor(place, lowerFactor(left), changed);
    return changed;
  }

  // A search creeps up on a bound and never arrives. Where a covariance without its smallest
  // direction is no worse, that is the estimate.
  bool reduced(Minimum& found) {
    for (const TermPlace& place : problem_.places) {
      const Eigen::MatrixXd factor = factorOf(place, found.at);
      const Directions directions(factor);
      const Eigen::Index smallest = place.width - rankOf(factor);
      if (smallest == place.width || directions.size(smallest) > kMaybeZero) continue;
      Minimum without = along(with(found.at, place, directions.without(smallest)));
      if (without.value > found.value + withinOf(found.value, kLower)) continue;
      if (without.value >= found.value && wayDown(without.at)) continue;
      found = std::move(without);
      return true;
    }
    return false;
  }

  // Off a bound, where the criterion falls beyond it.
  bool left(Minimum& found) {
    const auto way = wayDown(found.at);
    if (!way) return false;
    Eigen::VectorXd best = found.at;
    double least = std::numeric_limits<double>::infinity();
    const TermPlace& place = problem_.places[way->place];
    Eigen::MatrixXd factor = factorOf(place, found.at);
    Eigen::Index zero = 0;
    while (!factor.col(zero).isZero(0)) ++zero;
    for (const double variance : kAway) {
      factor.col(zero) = std::sqrt(variance) * way->direction;
      Eigen::VectorXd x = with(found.at, place, factor);
      const double value = heightAt(x);
      if (value >= least) continue;
      least = value;
      best = std::move(x);
    }
    if (!(least < found.value)) return false;
    Minimum beside = along(best);
    if (!(beside.value < found.value - withinOf(found.value, kLower))) return false;
    found = std::move(beside);
    return true;
  }

  struct Way {
    std::size_t place;
    Eigen::VectorXd direction;
  };
  // The steepest of those in which a covariance without full rank may grow.
  std::optional<Way> wayDown(const Eigen::VectorXd& x) {
    std::optional<Way> way;
    double steepest = 0;
    std::vector<Eigen::MatrixXd> slopes;
    for (std::size_t p = 0; p < problem_.places.size(); ++p) {
      const TermPlace& place = problem_.places[p];
      if (rankOf(factorOf(place, x)) == place.width) continue;
      if (slopes.empty()) slopes = problem_.slopes(x);
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(slopes[p]);
      const Eigen::VectorXd& values = parts.eigenvalues();
      const double least = values[0];
      if (!(least < -kScore * values.cwiseAbs().maxCoeff()) || least >= steepest) continue;
      steepest = least;
      way = Way{p, parts.eigenvectors().col(0)};
    }
    return way;
  }
  static Eigen::Index rankOf(const Eigen::MatrixXd& factor) {
    Eigen::Index rank = 0;
    for (Eigen::Index i = 0; i < factor.cols(); ++i) rank += factor.col(i).isZero(0) ? 0 : 1;
    return rank;
  }

  const CovarianceProblem& problem_;
  int evaluations_ = 0;
};

// Columns of a factor have no sign: those whose diagonal came out negative are turned.
void turnUpright(const std::vector<TermPlace>& places, Eigen::VectorXd& theta) {
  for (const ThetaColumn& column : columnsOf(places)) {
    if (theta[column.first] < 0) theta.segment(column.first, column.length) *= -1;
  }
}

// Numbers that fill the unit interval evenly, one after another (Weyl).
class Spread {
 public:
  double next() {
    constexpr double kGolden = 0.6180339887498949;
    at_ += kGolden;
    at_ -= std::floor(at_);
    return at_;
  }

 private:
  double at_ = 0.5;
};

// Places to search from again. What stands behind θ is as it was first, and at half of the places
// that are spread as it was found.
class Starts {
 public:
  Starts(const std::vector<TermPlace>& places, Eigen::VectorXd first, Eigen::VectorXd found)
      : places_(places), from_(std::move(first)), found_(std::move(found)) {
    from_.head(thetaCountOf(places)).setZero();
    found_.head(thetaCountOf(places)).setZero();
  }

  [[nodiscard]] std::vector<Eigen::VectorXd> all() {
    starts_.push_back(from_);  // no variance at all
    addEven();
    addAlone();
    addDependent();
    addSpread();
    return std::move(starts_);
  }

 private:
  static constexpr int kSpread = 36;

  Eigen::VectorXd even(double size) const {
    Eigen::VectorXd x = from_;
    for (const ThetaColumn& column : columnsOf(places_)) x[column.first] = size;
    return x;
  }
  // All standard deviations alike.
  void addEven() {
    for (const double size : {0.15, 0.6, 2.5, 10.0}) starts_.push_back(even(size));
  }
  // One direction of one term, and no other variance.
  void addAlone() {
    for (const ThetaColumn& column : columnsOf(places_)) {
      if (columnsOf(places_).size() == 1) return;
      Eigen::VectorXd x = from_;
      x[column.first] = 1;
      starts_.push_back(std::move(x));
    }
  }
  // Two effects of one term that are nearly the same, or nearly opposite, and so wholly.
  void addDependent() {
    for (const TermPlace& place : places_) {
      for (Eigen::Index i = 0; i < place.width; ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
          for (const double sign : {1.0, -1.0}) {
            for (const double rest : {0.2, 0.0}) {
              Eigen::VectorXd x = even(0.5);
              Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(place.width, place.width);
              factor(j, j) = 1;
              factor(i, j) = sign;
              factor(i, i) = rest;
              setFactor(place, factor, x);
              starts_.push_back(std::move(x));
            }
          }
        }
      }
    }
  }
  // Standard deviations from a twelfth to 4, and every other time to 240.
  void addSpread() {
    Spread spread;
    for (int k = 0; k < kSpread; ++k) {
      const double powers = k % 2 == 0 ? 4 : 8;  // of e
      Eigen::VectorXd x = k % 4 < 2 ? from_ : found_;
      for (const ThetaColumn& column : columnsOf(places_)) {
        x[column.first] = std::exp(powers * spread.next() - 2.5);
        for (Eigen::Index i = 1; i < column.length; ++i) {
          x[column.first + i] = x[column.first] * (3 * spread.next() - 1.5);
        }
      }
      starts_.push_back(std::move(x));
    }
  }

  const std::vector<TermPlace>& places_;
  Eigen::VectorXd from_;
  Eigen::VectorXd found_;
  std::vector<Eigen::VectorXd> starts_;
};

}  // namespace

CovarianceMinimum lowestOf(const CovarianceProblem& problem, const Eigen::VectorXd& start) {
  Search search(problem);
  CovarianceMinimum lowest;
  lowest.minimum = search.from(start);
  if (!search.isPlainlyTheOnly(lowest.minimum)) {
    for (const Eigen::VectorXd& other : Starts(problem.places, start, lowest.minimum.at).all()) {
      if (lowest.starts == problem.mostStarts) break;
      ++lowest.starts;
      Minimum found = search.from(other);
      const double clearly = lowest.minimum.value - withinOf(lowest.minimum.value, kSame);
      if (found.value < clearly) lowest.minimum = std::move(found);
    }
  }
  lowest.minimum.evaluations = search.evaluations();
  turnUpright(problem.places, lowest.minimum.at);
  lowest.free = search.freeAt(lowest.minimum.at);
  return lowest;
}

}  // namespace refocus::statistics
