#include "statistics/gee.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace refocus::statistics {
namespace {

using Eigen::Index;

constexpr int kMostIterations = 200;
constexpr int kIndependentSteps = 4;  // far from the solution, α is no guide
constexpr double kSmallStep = 1e-14;  // in standard errors
constexpr double kSettled = 1e-9;     // where rounding keeps steps above that
// Directions in which a cluster's residuals cannot vary get no weight.
constexpr double kNoVariation = 1e-12;

// Where each cluster's rows stand once they are sorted by cluster, in the order they came in.
struct Clusters {
  std::vector<Index> rows;
  std::vector<std::size_t> first;  // of each, and the end

  explicit Clusters(const std::vector<std::uint32_t>& cluster) : rows(cluster.size()) {
    std::iota(rows.begin(), rows.end(), Index{0});
    const auto of = [&](Index row) { return cluster[static_cast<std::size_t>(row)]; };
    std::stable_sort(rows.begin(), rows.end(), [&](Index a, Index b) { return of(a) < of(b); });
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == 0 || of(rows[i]) != of(rows[i - 1])) first.push_back(i);
    }
    first.push_back(rows.size());
  }
  [[nodiscard]] std::size_t count() const { return first.size() - 1; }
  [[nodiscard]] std::size_t sizeOf(std::size_t j) const { return first[j + 1] - first[j]; }
};

double weightOf(const GeeData& data, Index row) {
  return data.weights.size() == 0 ? 1.0 : data.weights[row];
}

// Linear predictors: of coefficients, or of means that are near the responses, where it all starts.
Eigen::VectorXd predictorsAt(const GeeData& data, const Eigen::VectorXd& delta) {
  Eigen::VectorXd eta = data.q * delta;
  if (data.offset.size() > 0) eta += data.offset;
  return eta;
}

Eigen::VectorXd startingPredictors(const GeeData& data) {
  Eigen::VectorXd eta(data.y.size());
  for (Index i = 0; i < eta.size(); ++i) {
    eta[i] = predictorOf(data.family, startingMean(data.family, data.y[i], weightOf(data, i)));
  }
  return eta;
}

// Pearson residuals and what turns x into x̃.
struct Residuals {
  Eigen::VectorXd z;
  Eigen::VectorXd factor;

  Residuals(const GeeData& data, const Eigen::VectorXd& eta)
      : z(data.y.size()), factor(data.y.size()) {
    for (Index i = 0; i < z.size(); ++i) {
      const Cumulants at = cumulantsAt(data.family, eta[i]);
      const double weight = weightOf(data, i);
      factor[i] = std::sqrt(weight * at.variance);
      z[i] = std::sqrt(weight / at.variance) * residualOf(data.family, data.y[i], at);
    }
  }
};

struct WorkingModel {
  double scale = 1;
  double correlation = 0;
};

WorkingModel workingModelOf(const Residuals& residuals, const Clusters& clusters,
                            WorkingCorrelation correlation) {
  WorkingModel model;
  model.scale = residuals.z.squaredNorm() / static_cast<double>(residuals.z.size());
  if (correlation == WorkingCorrelation::independence) return model;
  double products = 0;
  double pairs = 0;
  for (std::size_t j = 0; j < clusters.count(); ++j) {
    double sum = 0;
    double squares = 0;
    for (std::size_t i = clusters.first[j]; i < clusters.first[j + 1]; ++i) {
      const double z = residuals.z[clusters.rows[i]];
      sum += z;
      squares += z * z;
    }
    const auto size = static_cast<double>(clusters.sizeOf(j));
    products += (sum * sum - squares) / 2;
    pairs += size * (size - 1) / 2;
  }
  if (pairs > 0 && model.scale > 0) model.correlation = products / (model.scale * pairs);
  return model;
}

// X̃_j'R_j⁻¹X̃_j and X̃_j'R_j⁻¹z_j, both times 1 − α. R⁻¹(1 − α) is 1 on what differs from the
// cluster's mean and d = (1 − α)/(1 + (n − 1)α) on the mean: a sum of parts that do not cancel.
struct ClusterSums {
  Eigen::MatrixXd k;
  Eigen::VectorXd u;

  ClusterSums(const GeeData& data, const Residuals& residuals, const Clusters& clusters,
              std::size_t j, double correlation) {
    const Index p = data.q.cols();
    const auto size = static_cast<double>(clusters.sizeOf(j));
    Eigen::MatrixXd x(p, static_cast<Index>(clusters.sizeOf(j)));
    Eigen::VectorXd z(x.cols());
    for (Index i = 0; i < x.cols(); ++i) {
      const Index row = clusters.rows[clusters.first[j] + static_cast<std::size_t>(i)];
      x.col(i) = residuals.factor[row] * data.q.row(row).transpose();
      z[i] = residuals.z[row];
    }
    const Eigen::VectorXd mean = x.rowwise().mean();
    const double zMean = z.mean();
    x.colwise() -= mean;
    z.array() -= zMean;
    const double onMean = size * (1 - correlation) / (1 + (size - 1) * correlation);
    k = x * x.transpose() + onMean * mean * mean.transpose();
    u = x * z + onMean * zMean * mean;
  }
};

// (I − S)^(−1/2), (I − S)⁻¹ or I, times u, for a symmetric S with eigenvalues from 0 to 1.
Eigen::VectorXd corrected(const Eigen::MatrixXd& s, const Eigen::VectorXd& u,
                          SandwichCorrection correction) {
  if (correction == SandwichCorrection::none) return u;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(s);
  const Eigen::VectorXd rest = parts.eigenvalues().unaryExpr([&](double value) {
    const double left = 1 - value;
    if (left <= kNoVariation) return 0.0;
    return correction == SandwichCorrection::kauermannCarroll ? 1 / std::sqrt(left) : 1 / left;
  });
  return parts.eigenvectors() * (rest.asDiagonal() * (parts.eigenvectors().transpose() * u));
}

class Solver {
 public:
  Solver(const GeeData& data, WorkingCorrelation correlation)
      : data_(data), clusters_(data.cluster), correlation_(correlation) {
    for (std::size_t j = 0; j < clusters_.count(); ++j) {
      solution_.largest = std::max(solution_.largest, clusters_.sizeOf(j));
    }
    solution_.clusters = clusters_.count();
    solution_.converged = false;
  }

  [[nodiscard]] GeeSolution run(SandwichCorrection correction) {
    start();
    double last = std::numeric_limits<double>::infinity();
    while (solution_.iterations < kMostIterations && !solution_.converged) {
      evaluate();
      if (!solution_.possible || isAlike()) return solution_;
      const Eigen::VectorXd step = factor_.solve(score_);
      // The sums are 1 − α times their own: so is a step's squared length in standard errors.
      const double length = std::sqrt(step.dot(score_) / (model_.scale * (1 - model_.correlation)));
      if (!std::isfinite(length)) return solution_;
      solution_.converged =
          isClose() && (length <= kSmallStep || (length <= kSettled && length >= last / 2));
      solution_.delta += step;
      ++solution_.iterations;
      solution_.step = length;
      last = length;
    }
    if (solution_.converged) finish(correction);
    return solution_;
  }

 private:
  // Least squares of the starting means' predictors, as if rows were independent.
  void start() {
    const Eigen::VectorXd eta = startingPredictors(data_);
    const Residuals residuals(data_, eta);
    Eigen::VectorXd target = residuals.z + residuals.factor.cwiseProduct(eta);
    if (data_.offset.size() > 0) target -= residuals.factor.cwiseProduct(data_.offset);
    const Eigen::MatrixXd x = residuals.factor.asDiagonal() * data_.q;
    solution_.delta = (x.transpose() * x).llt().solve(x.transpose() * target);
  }

  [[nodiscard]] bool isClose() const {
    return correlation_ == WorkingCorrelation::independence ||
           solution_.iterations >= kIndependentSteps;
  }

  // Then R has no inverse.
  [[nodiscard]] bool isAlike() const { return model_.correlation >= 1 - kNoVariation; }

  // The sums over clusters where the coefficients now are.
  void evaluate() {
    const Residuals residuals(data_, predictorsAt(data_, solution_.delta));
    model_ = workingModelOf(residuals, clusters_,
                            isClose() ? correlation_ : WorkingCorrelation::independence);
    solution_.correlation = model_.correlation;
    solution_.possible = 1 + (static_cast<double>(solution_.largest) - 1) * model_.correlation > 0;
    const Index p = data_.q.cols();
    Eigen::MatrixXd information = Eigen::MatrixXd::Zero(p, p);
    score_.setZero(p);
    for (std::size_t j = 0; j < clusters_.count(); ++j) {
      const ClusterSums sums(data_, residuals, clusters_, j, model_.correlation);
      information += sums.k;
      score_ += sums.u;
    }
    factor_.compute(information);
  }

  void finish(SandwichCorrection correction) {
    evaluate();
    const Residuals residuals(data_, predictorsAt(data_, solution_.delta));
    const Index p = data_.q.cols();
    const auto lower = factor_.matrixL();
    const auto upper = factor_.matrixU();
    Eigen::MatrixXd meat = Eigen::MatrixXd::Zero(p, p);
    for (std::size_t j = 0; j < clusters_.count(); ++j) {
      const ClusterSums sums(data_, residuals, clusters_, j, model_.correlation);
      // L⁻¹K_jL⁻ᵀ is as K_jB⁻¹, and symmetric; 1 − α cancels.
      const Eigen::MatrixXd half = lower.solve(sums.k);
      const Eigen::MatrixXd share = lower.solve(half.transpose());
      const Eigen::VectorXd u = corrected(share, lower.solve(sums.u), correction);
      meat += u * u.transpose();
    }
    const Eigen::MatrixXd right = upper.solve(meat);
    solution_.robust = upper.solve(right.transpose());
    solution_.model =
        model_.scale * (1 - model_.correlation) * factor_.solve(Eigen::MatrixXd::Identity(p, p));
    solution_.scale = model_.scale;
  }

  const GeeData& data_;
  Clusters clusters_;
  WorkingCorrelation correlation_;
  GeeSolution solution_;
  WorkingModel model_;
  Eigen::VectorXd score_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
};

}  // namespace

GeeSolution solveGee(const GeeData& data, WorkingCorrelation correlation,
                     SandwichCorrection correction) {
  return Solver(data, correlation).run(correction);
}

}  // namespace refocus::statistics
