#include "statistics/several_terms.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>
#include <utility>

#include "statistics/dense_factor.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {
namespace {

double logDeterminant(const Eigen::MatrixXd& factor, Eigen::Index size) {
  double sum = 0;
  for (Eigen::Index i = 0; i < size; ++i) sum += std::log(factor(i, i));
  return 2 * sum;
}

}  // namespace

SeveralTerms::SeveralTerms(const Design& design, const Rows& rows, const Canonical& canonical,
                           const std::vector<Eigen::MatrixXd>& termSums, Method method)
    : canonical_(canonical),
      layout_(design, rows),
      products_(productsOf(layout_, design, rows, rows.weights)),
      sums_(layout_.count(), canonical.p + 1),
      restricted_(method == Method::reml),
      divisor_(static_cast<double>(canonical.rows - (restricted_ ? canonical.p : 0))) {
  for (const TermPlace& place : places()) thetaCount_ += place.width * (place.width + 1) / 2;
  for (const EffectBlock& block : layout_.blocks()) {
    const TermPlace& place = places()[block.place];
    sums_.middleRows(block.first, place.width) =
        termSums[place.term].middleCols(block.level * place.width, place.width).transpose();
  }
}

std::vector<Eigen::Index> SeveralTerms::diagonals() const {
  std::vector<Eigen::Index> result;
  for (const TermPlace& place : places()) {
    Eigen::Index at = place.firstTheta;
    for (Eigen::Index column = 0; column < place.width; ++column) {
      result.push_back(at);
      at += place.width - column;
    }
  }
  return result;
}

std::vector<CovarianceParameter> SeveralTerms::parameters() const {
  std::vector<CovarianceParameter> result;
  for (std::size_t place = 0; place < places().size(); ++place) {
    for (Eigen::Index column = 0; column < places()[place].width; ++column) {
      for (Eigen::Index row = column; row < places()[place].width; ++row) {
        result.push_back({place, row, column});
      }
    }
  }
  return result;
}

std::vector<Eigen::MatrixXd> SeveralTerms::factorsOf(const Eigen::VectorXd& theta) const {
  std::vector<Eigen::MatrixXd> factors;
  for (const TermPlace& place : places()) {
    factors.push_back(Eigen::MatrixXd::Zero(place.width, place.width));
  }
  Eigen::Index next = 0;
  for (const CovarianceParameter& at : parameters()) {
    factors[at.place](at.row, at.column) = theta[next++];
  }
  return factors;
}

Eigen::VectorXd SeveralTerms::thetaOf(const std::vector<Eigen::MatrixXd>& byPlace) const {
  Eigen::VectorXd theta(thetaCount_);
  Eigen::Index next = 0;
  for (const CovarianceParameter& at : parameters()) {
    theta[next++] = byPlace[at.place](at.row, at.column);
  }
  return theta;
}

SeveralState::SeveralState(const SeveralTerms& terms, std::vector<Eigen::MatrixXd> factors)
    : terms_(terms), factor_(terms.layout(), terms.products(), std::move(factors)) {
  const Canonical& canonical = terms.canonical();
  const Eigen::Index p = canonical.p;
  const Eigen::MatrixXd half = factor_.forward(terms.sums());
  marginal_ = terms.sums() - factor_.timesProducts(factor_.backward(half));
  base_ = Eigen::MatrixXd::Identity(p + 1, p + 1);
  base_ -= transposedProduct(half, half);
  const Eigen::LLT<Eigen::MatrixXd> moments(base_);
  const Eigen::MatrixXd lower = moments.matrixL();
  const auto leading = lower.topLeftCorner(p, p).triangularView<Eigen::Lower>();
  delta_ = leading.transpose().solve(lower.row(p).head(p).transpose());
  inverse_ = Eigen::MatrixXd::Identity(p, p);
  leading.solveInPlace(inverse_);
  inverse_ = inverse_.transpose() * inverse_;
  rss_ = lower(p, p) * lower(p, p);
  height_ = terms.divisor() * (1 + std::log(2 * std::numbers::pi * sigma2())) + logVolume();
  if (terms.restricted()) height_ += logDeterminant(lower, p);
}

double SeveralState::criterion() const {
  const Canonical& canonical = terms_.canonical();
  const double constant = 2 * terms_.divisor() * std::log(canonical.length) - canonical.logWeights;
  return height_ + constant + (terms_.restricted() ? canonical.logDeterminant : 0.0);
}

const MarginalBlocks& SeveralState::blocks() const {
  if (!blocks_) blocks_.emplace(factor_);
  return *blocks_;
}

Eigen::VectorXd SeveralState::residualOf() const {
  Eigen::VectorXd v(delta_.size() + 1);
  v << -delta_, 1.0;
  return v;
}

std::vector<Eigen::MatrixXd> SeveralState::volumeSlopes() const {
  std::vector<Eigen::MatrixXd> slopes = blocks().sumsAlongFactors();
  for (Eigen::MatrixXd& slope : slopes) slope *= 2;
  return slopes;
}

std::vector<Eigen::MatrixXd> SeveralState::squareSlopes(const Eigen::VectorXd& v) const {
  std::vector<Eigen::MatrixXd> slopes;
  for (const Eigen::MatrixXd& factor : factors()) {
    slopes.push_back(Eigen::MatrixXd::Zero(factor.rows(), factor.cols()));
  }
  const Eigen::VectorXd e = marginal_ * v;
  for (const EffectBlock& block : terms_.layout().blocks()) {
    const auto own = e.segment(block.first, slopes[block.place].rows());
    slopes[block.place] += own * own.transpose();
  }
  for (std::size_t place = 0; place < slopes.size(); ++place) {
    slopes[place] = 2 * slopes[place] * factors()[place];
  }
  return slopes;
}

std::vector<Eigen::MatrixXd> SeveralState::criterionSlopes() const {
  std::vector<Eigen::MatrixXd> slopes = volumeSlopes();
  const std::vector<Eigen::MatrixXd> squares = squareSlopes(residualOf());
  std::vector<Eigen::MatrixXd> fixed;
  for (const Eigen::MatrixXd& factor : factors()) {
    fixed.push_back(Eigen::MatrixXd::Zero(factor.rows(), factor.cols()));
  }
  if (terms_.restricted()) {
    for (const EffectBlock& block : terms_.layout().blocks()) {
      const auto own =
          marginal_.middleRows(block.first, fixed[block.place].rows()).leftCols(delta_.size());
      fixed[block.place] += own * inverse_ * own.transpose();
    }
  }
  for (std::size_t place = 0; place < slopes.size(); ++place) {
    slopes[place] -= squares[place] / sigma2() + 2 * fixed[place] * factors()[place];
  }
  return slopes;
}

std::vector<Eigen::MatrixXd> SeveralState::covarianceSlopes() const {
  std::vector<Eigen::MatrixXd> slopes = blocks().sums();
  const Eigen::VectorXd e = marginal_ * residualOf();
  for (const EffectBlock& block : terms_.layout().blocks()) {
    Eigen::MatrixXd& slope = slopes[block.place];
    const auto residual = e.segment(block.first, slope.rows());
    slope -= residual * residual.transpose() / sigma2();
    if (!terms_.restricted()) continue;
    const auto own = marginal_.middleRows(block.first, slope.rows()).leftCols(delta_.size());
    slope -= own * inverse_ * own.transpose();
  }
  return slopes;
}

VarianceSums SeveralState::varianceSums(Traces traces) const {
  const std::vector<CovarianceParameter> parameters = terms_.parameters();
  const auto count = static_cast<Eigen::Index>(parameters.size());
  VarianceSums sums(count, base_.rows(), static_cast<double>(terms_.canonical().rows));
  sums.base = base_;
  const BlockRange all{terms_.layout(), 0, terms_.layout().blocks().size()};
  std::vector<Eigen::MatrixXd> patterns;  // E_i·Z'V⁻¹[Q q]
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    patterns.push_back(patterned(all, parameters[i], marginal_));
    sums.a[i] = transposedProduct(marginal_, patterns[i]);
  }
  for (std::size_t j = 0; j < parameters.size(); ++j) {
    const Eigen::MatrixXd further = factor_.marginal(factor_.timesProducts(patterns[j]));
    for (std::size_t i = 0; i <= j; ++i) {
      sums.q[i * parameters.size() + j] = transposedProduct(patterns[i], further);
    }
  }
  if (traces == Traces::none) return sums;
  sums.traceOne = blocks().traces(parameters);
  sums.trace = blocks().traceProducts(parameters);
  return sums;
}

Information SeveralState::information() const {
  const std::vector<CovarianceParameter> parameters = terms_.parameters();
  Eigen::VectorXd values(static_cast<Eigen::Index>(parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Eigen::MatrixXd& factor = factors()[parameters[i].place];
    values[static_cast<Eigen::Index>(i)] =
        factor.row(parameters[i].row).dot(factor.row(parameters[i].column));
  }
  return informationOf(withResidual(varianceSums(Traces::all), values), inverse_, delta_, sigma2(),
                       terms_.restricted());
}

std::vector<RandomEffects> SeveralState::effects(const Design& design,
                                                 const std::vector<Eigen::MatrixXd>& toUser) const {
  const EffectLayout& layout = terms_.layout();
  const double length = terms_.canonical().length;
  const Eigen::Index p = delta_.size();
  const Eigen::VectorXd e = marginal_ * residualOf();
  std::vector<RandomEffects> result(design.random.size());
  std::vector<Eigen::MatrixXd> relative;
  for (std::size_t place = 0; place < layout.places().size(); ++place) {
    const TermPlace& at = layout.places()[place];
    relative.emplace_back(factors()[place] * factors()[place].transpose());
    // A level without rows keeps an effect of 0, known no better than the population.
    const Eigen::RowVectorXd unknown =
        rowLengths(toUser[at.term] * factors()[place]).transpose() * (std::sqrt(sigma2()) * length);
    result[at.term] = {at.term, Eigen::MatrixXd::Zero(at.levels, at.width),
                       unknown.replicate(at.levels, 1)};
  }
  for (std::size_t i = 0; i < layout.blocks().size(); ++i) {
    const EffectBlock& block = layout.blocks()[i];
    const Eigen::MatrixXd& g = relative[block.place];
    const Eigen::MatrixXd gt = g * marginal_.middleRows(block.first, g.rows()).leftCols(p);
    const Eigen::MatrixXd variance = blocks().spreadOf(i) + gt * inverse_ * gt.transpose();
    const std::size_t term = layout.places()[block.place].term;
    RandomEffects& to = result[term];
    to.value.row(block.level) =
        (toUser[term] * (g * e.segment(block.first, g.rows()))).transpose() * length;
    to.stdError.row(block.level) =
        spreadsOf(toUser[term], variance).transpose() * (std::sqrt(sigma2()) * length);
  }
  return result;
}

}  // namespace refocus::statistics
