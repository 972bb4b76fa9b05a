// F and Wald tests of whole terms of the fixed part.
#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/binary_unit.hpp"
#include "statistics/fit_parts.hpp"

namespace refocus::statistics {
namespace {

// c'β, said to be 0: c over the kept columns, and the same in canonical coordinates.
struct Contrast {
  Eigen::VectorXd c;
  Functional functional;
};

// What a term's test says is 0; nothing where the data leave some of it open.
struct Hypothesis {
  std::string term;
  std::vector<Contrast> contrasts;
};

std::vector<Contrast> ownColumns(const Design& design, const Canonical& canonical,
                                 std::size_t term) {
  std::vector<Contrast> contrasts;
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    if (design.termOfColumn[canonical.kept[static_cast<std::size_t>(i)]] != term) continue;
    contrasts.push_back({Eigen::VectorXd::Unit(canonical.p, i),
                         {canonical.ols[i], canonical.back.row(i).transpose()}});
  }
  return contrasts;
}

// As many as are independent: a column that was dropped may leave one too many.
std::vector<Contrast> independent(const Canonical& canonical, const Eigen::MatrixXd& all) {
  constexpr double kRounding = 1e-9;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr;
  qr.setThreshold(kRounding);
  qr.compute(all);
  std::vector<Contrast> contrasts;
  for (Eigen::Index i = 0; i < qr.rank(); ++i) {
    const Eigen::VectorXd c = all.col(qr.colsPermutation().indices()[i]);
    contrasts.push_back({c, functionalOf(canonical, c)});
  }
  return contrasts;
}

std::vector<Contrast> contrastsOf(const Canonical& canonical, const Eigen::MatrixXd& rows) {
  Eigen::MatrixXd all(canonical.p, rows.rows());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const auto c = determined(canonical, rows.row(i).transpose());
    if (!c) return {};
    all.col(i) = *c;
  }
  return independent(canonical, all);
}

// Of the terms that have a kept column.
std::vector<Hypothesis> hypothesesOf(const Design& design, const Canonical& canonical,
                                     const FitOptions& options) {
  std::vector<Hypothesis> all;
  for (std::size_t term = 0; term < design.terms.size(); ++term) {
    if (design.terms[term] == "(Intercept)") continue;
    Hypothesis hypothesis{design.terms[term], ownColumns(design, canonical, term)};
    if (hypothesis.contrasts.empty()) continue;
    if (!options.hypotheses.empty() && options.hypotheses[term].size() > 0) {
      hypothesis.contrasts = contrastsOf(canonical, options.hypotheses[term]);
    }
    all.push_back(std::move(hypothesis));
  }
  return all;
}

// A test that the data leave open, and a note that says so.
void addOpenTest(Fit& fit, const std::string& term, DfMethod method) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  fit.jointTests.push_back({term, kNone, kNone, kNone, kNone, method});
  fit.notes.push_back(fmt::format(
      "the test of {} cannot be told: it needs combinations of levels that no row has, or a column "
      "that was left out",
      term));
}

void addTest(Fit& fit, const std::string& term, const FTest& test, DfMethod method) {
  fit.jointTests.push_back({term, test.f, test.numeratorDf, test.denominatorDf,
                            upperF(test.f, test.numeratorDf, test.denominatorDf), method});
}

FTest plainTest(const Eigen::MatrixXd& variance, const Eigen::VectorXd& estimate, double df) {
  const auto l = static_cast<double>(estimate.size());
  return {estimate.dot(variance.llt().solve(estimate)) / l, l, df};
}

// Each contrast in units of its standard error: the test does not change, its arithmetic does.
struct Standardised {
  Standardised(const Eigen::MatrixXd& variance, std::size_t count)
      : phi(variance),
        contrasts(variance.rows(), static_cast<Eigen::Index>(count)),
        estimate(static_cast<Eigen::Index>(count)) {}

  void set(Eigen::Index i, const InUnits& along, double value) {
    const double size = 1 / std::sqrt(along.values.dot(phi * along.values));
    contrasts.col(i) = along.values * size;
    estimate[i] = value / along.unit * size;
  }
  [[nodiscard]] FTest plainly(double df) const {
    return plainTest(contrasts.transpose() * phi * contrasts, estimate, df);
  }

  const Eigen::MatrixXd& phi;
  Eigen::MatrixXd contrasts;
  Eigen::VectorXd estimate;
};

FTest testOf(Fit& fit, const FixedPart& part, const Degrees& degrees,
             const Eigen::MatrixXd& adjusted, const Hypothesis& hypothesis) {
  const Information& information = part.information;
  Standardised all(information.phi, hypothesis.contrasts.size());
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < hypothesis.contrasts.size(); ++i) {
    const auto& [c, functional] = hypothesis.contrasts[i];
    const InUnits along = inUnits(functional.along);
    all.set(static_cast<Eigen::Index>(i), along,
            functional.atOls + functional.along.dot(part.delta));
    least = std::min(least, dfOf(part, degrees, c, along.values));
  }
  if (!degrees.w) return all.plainly(least);
  const FTest test =
      degrees.method == DfMethod::kenwardRoger
          ? kenwardRogerTest(information, *degrees.w, adjusted, all.contrasts, all.estimate)
          : satterthwaiteTest(information, *degrees.w, all.contrasts, all.estimate);
  if (test.f >= 0 && test.denominatorDf > 0) return test;
  fit.notes.push_back(fmt::format(
      "the method has no degrees of freedom for the F test of {}: those of its least certain "
      "column stand there",
      hypothesis.term));
  return all.plainly(least);
}

}  // namespace

void fillJointTests(Fit& fit, const FixedPart& part, const Degrees& degrees,
                    const Eigen::MatrixXd& adjusted, const FitOptions& options) {
  for (const Hypothesis& hypothesis : hypothesesOf(part.design, part.canonical, options)) {
    if (hypothesis.contrasts.empty()) {
      addOpenTest(fit, hypothesis.term, degrees.method);
    } else {
      addTest(fit, hypothesis.term, testOf(fit, part, degrees, adjusted, hypothesis),
              degrees.method);
    }
  }
}

void fillWaldTests(Fit& fit, const Design& design, const Canonical& inUse,
                   const Eigen::MatrixXd& covariance, const FitOptions& options) {
  Eigen::VectorXd estimates(inUse.p);
  for (Eigen::Index i = 0; i < inUse.p; ++i) {
    estimates[i] = fit.fixed[static_cast<std::size_t>(i)].estimate;
  }
  const Eigen::VectorXd finite = estimates.array().isFinite().select(estimates, 0);
  const auto isInfinite = [&](const Contrast& contrast) {
    return (contrast.c.array() != 0 && !estimates.array().isFinite()).any();
  };
  for (const auto& [term, contrasts] : hypothesesOf(design, inUse, options)) {
    if (contrasts.empty()) {
      addOpenTest(fit, term, DfMethod::normal);
      continue;
    }
    if (std::any_of(contrasts.begin(), contrasts.end(), isInfinite)) continue;
    Standardised all(covariance, contrasts.size());
    for (std::size_t i = 0; i < contrasts.size(); ++i) {
      all.set(static_cast<Eigen::Index>(i), inUnits(contrasts[i].functional.along),
              contrasts[i].c.dot(finite));
    }
    addTest(fit, term, all.plainly(std::numeric_limits<double>::infinity()), DfMethod::normal);
  }
}

}  // namespace refocus::statistics
