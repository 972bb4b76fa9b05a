#include "statistics/several_terms.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>
#include <utility>

namespace refocus::statistics {
namespace {

// lme4's order: as written when levels do not grow, else by falling number, later terms first among
// equals.
std::vector<TermPlace> placesOf(const Design& design) {
  std::vector<TermPlace> places;
  for (std::size_t term = 0; term < design.random.size(); ++term) {
    const RandomTerm& random = design.random[term];
    places.push_back({term, static_cast<Eigen::Index>(random.columns.size()),
                      static_cast<Eigen::Index>(design.groupings[random.grouping].levels.size()),
                      0});
  }
  const auto fewer = [](const TermPlace& a, const TermPlace& b) { return a.levels < b.levels; };
  const bool falls = std::is_sorted(places.rbegin(), places.rend(), fewer);
  if (!falls) {
    std::stable_sort(places.begin(), places.end(), fewer);
    std::reverse(places.begin(), places.end());
  }
  Eigen::Index theta = 0;
  for (TermPlace& place : places) {
    place.firstTheta = theta;
    theta += place.width * (place.width + 1) / 2;
  }
  return places;
}

double logDeterminant(const Eigen::MatrixXd& factor, Eigen::Index size) {
  double sum = 0;
  for (Eigen::Index i = 0; i < size; ++i) sum += std::log(factor(i, i));
  return 2 * sum;
}

// The z of one row and one column of a term.
double zOf(const Design& design, const Rows& rows, std::size_t term, Eigen::Index row,
           Eigen::Index column) {
  return design.random[term].interceptOnly() ? 1.0 : rows.z[term](row, column);
}

}  // namespace

// Which levels hang together through rows, and the number of their part; parts are numbered in the
// order in which they are asked for.
class SeveralTerms::Components {
 public:
  Components(const Design& design, const Rows& rows, const std::vector<TermPlace>& places) {
    std::size_t levels = 0;
    for (const Grouping& grouping : design.groupings) {
      firstLevel_.push_back(levels);
      levels += grouping.levels.size();
    }
    parent_.resize(levels);
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    used_.assign(levels, false);
    number_.assign(levels, kNone);
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows.count()); ++row) {
      const auto node = [&](const TermPlace& place) {
        const std::size_t grouping = design.random[place.term].grouping;
        return firstLevel_[grouping] + rows.group[grouping][row];
      };
      for (const TermPlace& place : places) {
        used_[node(place)] = true;
        join(node(places.front()), node(place));
      }
    }
  }

  /// Empty for a level without rows.
  std::optional<std::size_t> partOf(std::size_t grouping, std::size_t level) {
    const std::size_t at = firstLevel_[grouping] + level;
    if (!used_[at]) return std::nullopt;
    std::size_t& number = number_[root(at)];
    if (number == kNone) number = count_++;
    return number;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t root(std::size_t i) {
    while (parent_[i] != i) {
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t first = root(a);
    const std::size_t second = root(b);
    parent_[std::max(first, second)] = std::min(first, second);
  }

  std::vector<std::size_t> firstLevel_;  // of each grouping, among all levels
  std::vector<std::size_t> parent_;
  std::vector<bool> used_;
  std::vector<std::size_t> number_;  // of each root's part
  std::size_t count_ = 0;
};

struct SeveralTerms::Solved {
  Eigen::MatrixXd s;     // Z'V⁻¹Zσ²
  Eigen::MatrixXd t;     // Z'V⁻¹[Q q]σ²
  Eigen::MatrixXd gain;  // what the part takes from [Q q]'[Q q]
  double logDeterminant = 0;
};

SeveralTerms::SeveralTerms(const Design& design, const Rows& rows, const Canonical& canonical,
                           const std::vector<Eigen::MatrixXd>& termSums, Method method)
    : canonical_(canonical),
      places_(placesOf(design)),
      restricted_(method == Method::reml),
      divisor_(static_cast<double>(canonical.rows - (restricted_ ? canonical.p : 0))) {
  for (const TermPlace& place : places_) thetaCount_ += place.width * (place.width + 1) / 2;
  makeParts(design, rows, termSums);
}

// The parts' effects, in the order of places, then levels; then what the rows sum to in each.
void SeveralTerms::makeParts(const Design& design, const Rows& rows,
                             const std::vector<Eigen::MatrixXd>& termSums) {
  Components components(design, rows, places_);
  std::vector<std::vector<Eigen::Index>> firstEffect(places_.size());
  for (std::size_t p = 0; p < places_.size(); ++p) {
    const TermPlace& place = places_[p];
    const std::size_t grouping = design.random[place.term].grouping;
    firstEffect[p].assign(static_cast<std::size_t>(place.levels), 0);
    for (Eigen::Index level = 0; level < place.levels; ++level) {
      const auto number = components.partOf(grouping, static_cast<std::size_t>(level));
      if (!number) continue;
      if (*number == parts_.size()) parts_.emplace_back();
      Part& part = parts_[*number];
      firstEffect[p][static_cast<std::size_t>(level)] =
          static_cast<Eigen::Index>(part.effects.size());
      for (Eigen::Index column = 0; column < place.width; ++column) {
        part.effects.push_back({p, level, column});
      }
    }
  }
  for (Part& part : parts_) {
    const auto size = static_cast<Eigen::Index>(part.effects.size());
    part.squares = Eigen::MatrixXd::Zero(size, size);
    part.sums.resize(size, canonical_.p + 1);
    for (Eigen::Index i = 0; i < size; ++i) {
      const Part::Effect& effect = part.effects[static_cast<std::size_t>(i)];
      const TermPlace& place = places_[effect.place];
      part.sums.row(i) =
          termSums[place.term].col(effect.level * place.width + effect.column).transpose();
    }
  }
  addSquares(design, rows, components, firstEffect);
}

void SeveralTerms::addSquares(const Design& design, const Rows& rows, Components& components,
                              const std::vector<std::vector<Eigen::Index>>& firstEffect) {
  const std::size_t first = design.random[places_[0].term].grouping;
  std::vector<Eigen::Index> at;
  std::vector<double> z;
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    const auto index = static_cast<std::size_t>(row);
    at.clear();
    z.clear();
    for (std::size_t p = 0; p < places_.size(); ++p) {
      const TermPlace& place = places_[p];
      const std::size_t level = rows.group[design.random[place.term].grouping][index];
      for (Eigen::Index column = 0; column < place.width; ++column) {
        at.push_back(firstEffect[p][level] + column);
        z.push_back(zOf(design, rows, place.term, row, column));
      }
    }
    const double weight = design.weighted ? rows.weights[row] : 1.0;
    Eigen::MatrixXd& squares = parts_[*components.partOf(first, rows.group[first][index])].squares;
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t j = 0; j < at.size(); ++j) squares(at[i], at[j]) += weight * z[i] * z[j];
    }
  }
}

std::vector<Eigen::Index> SeveralTerms::diagonals() const {
  std::vector<Eigen::Index> result;
  for (const TermPlace& place : places_) {
    Eigen::Index at = place.firstTheta;
    for (Eigen::Index column = 0; column < place.width; ++column) {
      result.push_back(at);
      at += place.width - column;
    }
  }
  return result;
}

Eigen::MatrixXd SeveralTerms::factorOf(const Eigen::VectorXd& theta, std::size_t place) const {
  const TermPlace& at = places_[place];
  Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(at.width, at.width);
  Eigen::Index next = at.firstTheta;
  for (Eigen::Index column = 0; column < at.width; ++column) {
    for (Eigen::Index row = column; row < at.width; ++row) factor(row, column) = theta[next++];
  }
  return factor;
}

// Λ of a part.
Eigen::MatrixXd SeveralTerms::relativeFactor(const Part& part, const Eigen::VectorXd& theta) const {
  const auto size = static_cast<Eigen::Index>(part.effects.size());
  Eigen::MatrixXd lambda = Eigen::MatrixXd::Zero(size, size);
  std::vector<Eigen::MatrixXd> factors;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    factors.push_back(factorOf(theta, place));
  }
  for (Eigen::Index i = 0; i < size;) {
    const std::size_t place = part.effects[static_cast<std::size_t>(i)].place;
    const Eigen::Index width = places_[place].width;
    lambda.block(i, i, width, width) = factors[place];
    i += width;
  }
  return lambda;
}

SeveralTerms::Solved SeveralTerms::solvedPart(const Part& part,
                                              const Eigen::VectorXd& theta) const {
  const Eigen::MatrixXd lambda = relativeFactor(part, theta);
  const Eigen::MatrixXd half = lambda.transpose() * part.squares;
  Eigen::MatrixXd k = half * lambda;
  k.diagonal().array() += 1;
  const Eigen::LLT<Eigen::MatrixXd> factor(k);
  const Eigen::MatrixXd f = factor.matrixL().solve(half);
  const Eigen::MatrixXd h = factor.matrixL().solve(lambda.transpose() * part.sums);
  Solved solved;
  solved.s = part.squares - f.transpose() * f;
  solved.t = part.sums - f.transpose() * h;
  solved.gain = h.transpose() * h;
  solved.logDeterminant = logDeterminant(factor.matrixLLT(), k.rows());
  return solved;
}

SeveralSolution SeveralTerms::solve(const Eigen::VectorXd& theta) const {
  const Eigen::Index p = canonical_.p;
  Eigen::MatrixXd moments = Eigen::MatrixXd::Identity(p + 1, p + 1);
  double logs = 0;
  for (const Part& part : parts_) {
    const Solved solved = solvedPart(part, theta);
    moments -= solved.gain;
    logs += solved.logDeterminant;
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(moments);
  const Eigen::MatrixXd lower = factor.matrixL();
  const auto leading = lower.topLeftCorner(p, p).triangularView<Eigen::Lower>();
  SeveralSolution solution;
  solution.theta = theta;
  solution.delta = leading.transpose().solve(lower.row(p).head(p).transpose());
  solution.inverse = Eigen::MatrixXd::Identity(p, p);
  leading.solveInPlace(solution.inverse);
  solution.inverse = solution.inverse.transpose() * solution.inverse;
  solution.rss = lower(p, p) * lower(p, p);
  solution.sigma2 = solution.rss / divisor_;
  solution.criterion = divisor_ * (1 + std::log(2 * std::numbers::pi * solution.sigma2) +
                                   2 * std::log(canonical_.length)) +
                       logs - canonical_.logWeights;
  if (restricted_) {
    solution.criterion += logDeterminant(lower, p) + canonical_.logDeterminant;
  }
  return solution;
}

std::vector<Eigen::MatrixXd> SeveralTerms::slopes(const Eigen::VectorXd& theta) const {
  const Eigen::Index p = canonical_.p;
  const SeveralSolution solution = solve(theta);
  Eigen::VectorXd v(p + 1);
  v << -solution.delta, 1.0;
  std::vector<Eigen::MatrixXd> slopes;
  for (const TermPlace& place : places_) {
    slopes.push_back(Eigen::MatrixXd::Zero(place.width, place.width));
  }
  for (const Part& part : parts_) {
    const Solved solved = solvedPart(part, theta);
    const Eigen::VectorXd e = solved.t * v;
    const auto tx = solved.t.leftCols(p);
    for (Eigen::Index i = 0; i < e.size();) {
      const std::size_t place = part.effects[static_cast<std::size_t>(i)].place;
      const Eigen::Index width = places_[place].width;
      const auto rows = tx.middleRows(i, width);
      const auto residual = e.segment(i, width);
      slopes[place] +=
          solved.s.block(i, i, width, width) - residual * residual.transpose() / solution.sigma2;
      if (restricted_) slopes[place] -= rows * solution.inverse * rows.transpose();
      i += width;
    }
  }
  return slopes;
}

ValueAndGradient SeveralTerms::criterion(const Eigen::VectorXd& theta) const {
  ValueAndGradient result{solve(theta).criterion, Eigen::VectorXd(thetaCount_)};
  const std::vector<Eigen::MatrixXd> bySlope = slopes(theta);
  for (std::size_t place = 0; place < places_.size(); ++place) {
    const Eigen::MatrixXd along = 2 * bySlope[place] * factorOf(theta, place);
    Eigen::Index next = places_[place].firstTheta;
    for (Eigen::Index column = 0; column < along.cols(); ++column) {
      for (Eigen::Index row = column; row < along.rows(); ++row) {
        result.gradient[next++] = along(row, column);
      }
    }
  }
  return result;
}

// One covariance parameter: an element of a lower triangle of σ²λλ' over σ².
struct SeveralTerms::Parameter {
  std::size_t place;
  Eigen::Index row;
  Eigen::Index column;
  double value;
};

std::vector<SeveralTerms::Parameter> SeveralTerms::parametersOf(
    const Eigen::VectorXd& theta) const {
  std::vector<Parameter> parameters;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    const Eigen::MatrixXd factor = factorOf(theta, place);
    const Eigen::MatrixXd relative = factor * factor.transpose();
    for (Eigen::Index column = 0; column < relative.cols(); ++column) {
      for (Eigen::Index row = column; row < relative.rows(); ++row) {
        parameters.push_back({place, row, column, relative(row, column)});
      }
    }
  }
  return parameters;
}

// E·m for the rows of a part, E the pattern of one parameter: it exchanges the rows of the
// parameter's two columns of z, level by level.
Eigen::MatrixXd SeveralTerms::patterned(const Part& part, const Parameter& parameter,
                                        const Eigen::MatrixXd& m) const {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(m.rows(), m.cols());
  for (Eigen::Index i = 0; i < m.rows();) {
    const std::size_t place = part.effects[static_cast<std::size_t>(i)].place;
    if (place == parameter.place) {
      result.row(i + parameter.row) = m.row(i + parameter.column);
      result.row(i + parameter.column) = m.row(i + parameter.row);
    }
    i += places_[place].width;
  }
  return result;
}

void SeveralTerms::addTo(VarianceSums& sums, const Part& part,
                         const std::vector<Parameter>& parameters,
                         const Eigen::VectorXd& theta) const {
  const Solved solved = solvedPart(part, theta);
  sums.base -= solved.gain;
  std::vector<Eigen::MatrixXd> es;  // E_i·Z'V⁻¹Z and E_i·Z'V⁻¹[Q q]
  std::vector<Eigen::MatrixXd> et;
  for (const Parameter& parameter : parameters) {
    es.push_back(patterned(part, parameter, solved.s));
    et.push_back(patterned(part, parameter, solved.t));
  }
  const std::size_t count = parameters.size();
  for (std::size_t i = 0; i < count; ++i) {
    sums.traceOne[static_cast<Eigen::Index>(i)] += es[i].trace();
    sums.a[i] += solved.t.transpose() * et[i];
    const Eigen::MatrixXd left = et[i].transpose() * solved.s;
    for (std::size_t j = i; j < count; ++j) {
      sums.trace(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) +=
          es[i].cwiseProduct(es[j].transpose()).sum();
      sums.q[i * count + j] += left * et[j];
    }
  }
}

Information SeveralTerms::information(const SeveralSolution& solution) const {
  const Eigen::Index n = canonical_.p + 1;
  const std::vector<Parameter> parameters = parametersOf(solution.theta);
  Eigen::VectorXd values(thetaCount_);
  for (Eigen::Index i = 0; i < thetaCount_; ++i) {
    values[i] = parameters[static_cast<std::size_t>(i)].value;
  }
  // In units where σ² is 1; the parts add up.
  VarianceSums sums(thetaCount_, n, static_cast<double>(canonical_.rows));
  sums.base = Eigen::MatrixXd::Identity(n, n);
  for (const Part& part : parts_) addTo(sums, part, parameters, solution.theta);
  return informationOf(withResidual(sums, values), solution.inverse, solution.delta,
                       solution.sigma2, restricted_);
}

std::vector<RandomEffects> SeveralTerms::effects(const SeveralSolution& solution,
                                                 const Design& design) const {
  const Eigen::Index p = canonical_.p;
  Eigen::VectorXd v(p + 1);
  v << -solution.delta, 1.0;
  std::vector<RandomEffects> result(design.random.size());
  std::vector<Eigen::MatrixXd> relative;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    const TermPlace& at = places_[place];
    const Eigen::MatrixXd factor = factorOf(solution.theta, place);
    relative.push_back(factor * factor.transpose());
    const Eigen::MatrixXd none = Eigen::MatrixXd::Zero(at.levels, at.width);
    // A level without rows keeps an effect of 0, known no better than the population.
    Eigen::MatrixXd unknown = none;
    for (Eigen::Index column = 0; column < at.width; ++column) {
      unknown.col(column).setConstant(std::sqrt(relative[place](column, column) * solution.sigma2) *
                                      canonical_.length);
    }
    result[at.term] = {at.term, none, unknown};
  }
  for (const Part& part : parts_) {
    const Solved solved = solvedPart(part, solution.theta);
    const Eigen::VectorXd e = solved.t * v;
    for (Eigen::Index i = 0; i < e.size();) {
      const Part::Effect& effect = part.effects[static_cast<std::size_t>(i)];
      const Eigen::Index width = places_[effect.place].width;
      const Eigen::MatrixXd& g = relative[effect.place];
      const Eigen::MatrixXd gt = g * solved.t.middleRows(i, width).leftCols(p);
      const Eigen::MatrixXd variance =
          g - g * solved.s.block(i, i, width, width) * g + gt * solution.inverse * gt.transpose();
      RandomEffects& to = result[places_[effect.place].term];
      to.value.row(effect.level) = (g * e.segment(i, width)).transpose() * canonical_.length;
      to.stdError.row(effect.level) =
          (variance.diagonal() * solution.sigma2).cwiseMax(0).cwiseSqrt().transpose() *
          canonical_.length;
      i += width;
    }
  }
  return result;
}

}  // namespace refocus::statistics
