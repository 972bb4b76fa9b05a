#include "statistics/family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "base/fault.hpp"

namespace refocus::statistics {
namespace {

namespace policies = boost::math::policies;
using Policy = policies::policy<policies::promote_double<false>>;

// So far may a proportion times its trials be from a whole number, as in R.
constexpr double kWhole = 1e-3;

double logFactorial(double count) { return boost::math::lgamma(count + 1, Policy()); }

// y log y, 0 at 0.
double timesLog(double y) { return y > 0 ? y * std::log(y) : 0; }

[[noreturn]] void unknown() { throw Fault(FaultCode::internal, "a family without its functions"); }

Cumulants logistic(double eta) {
  // Of e^−|η|, which never overflows; only mean and third depend on η's sign.
  const double small = std::exp(-std::abs(eta));
  const double rest = small / (1 + small);
  const double most = 1 / (1 + small);
  const double variance = rest / (1 + small);
  const double skew = (eta < 0 ? 1 : -1) * (1 - small) / (1 + small);
  return {eta < 0 ? rest : most, variance, variance * skew, variance * (1 - 6 * variance),
          eta < 0 ? most : rest};
}

// For one trial. Of the side that becomes less likely, so that nothing overflows.
double logisticChange(double y, const Cumulants& at, double by) {
  const double side = by < 0 ? y : 1 - y;
  const double less = by < 0 ? at.mean : at.failing;
  const double more = by < 0 ? at.failing : at.mean;
  const double down = -std::abs(by);
  const double log =
      down > -1 ? std::log1p(less * std::expm1(down)) : std::log(more + less * std::exp(down));
  return side * down - log;
}

}  // namespace

std::string_view nameOf(Family family) {
  switch (family) {
    case Family::gaussian:
      return "gaussian";
    case Family::binomial:
      return "binomial";
    case Family::poisson:
      return "poisson";
  }
  unknown();
}

std::string_view linkOf(Family family) {
  switch (family) {
    case Family::gaussian:
      return "identity";
    case Family::binomial:
      return "logit";
    case Family::poisson:
      return "log";
  }
  unknown();
}

Cumulants cumulantsAt(Family family, double eta) {
  switch (family) {
    case Family::gaussian:
      return {eta, 1, 0, 0, 0};
    case Family::binomial:
      return logistic(eta);
    case Family::poisson: {
      const double mean = std::exp(eta);
      return {mean, mean, mean, mean, 0};
    }
  }
  unknown();
}

double residualOf(Family family, double y, const Cumulants& at) {
  const bool nearOne = family == Family::binomial && at.mean > 0.5;
  return nearOne ? (y - 1) + at.failing : y - at.mean;
}

double meanAt(Family family, double eta) { return cumulantsAt(family, eta).mean; }

double predictorOf(Family family, double mean) {
  switch (family) {
    case Family::gaussian:
      return mean;
    case Family::binomial:
      return std::log(mean / (1 - mean));
    case Family::poisson:
      return std::log(mean);
  }
  unknown();
}

double startingMean(Family family, double y, double weight) {
  switch (family) {
    case Family::gaussian:
      return y;
    case Family::binomial:
      return (weight * y + 0.5) / (weight + 1);
    case Family::poisson:
      return y + 0.1;
  }
  unknown();
}

double kernelAt(Family family, double y, double weight, double eta) {
  switch (family) {
    case Family::gaussian:
      return -weight * (y - eta) * (y - eta) / 2;
    case Family::binomial:
      return weight * ((eta > 0 ? y - 1 : y) * eta - std::log1p(std::exp(-std::abs(eta))));
    case Family::poisson:
      return weight * (y * eta - std::exp(eta));
  }
  unknown();
}

double kernelChange(Family family, double y, double weight, const Cumulants& at, double by) {
  switch (family) {
    case Family::gaussian:
      return weight * by * (y - at.mean - by / 2);
    case Family::binomial:
      return weight * logisticChange(y, at, by);
    case Family::poisson:
      return weight * (y * by - at.mean * std::expm1(by));
  }
  unknown();
}

double constantOf(Family family, double y, double weight) {
  switch (family) {
    case Family::gaussian:
      return std::log(weight / (2 * std::numbers::pi)) / 2;
    case Family::binomial: {
      if (weight == 1) return 0;
      const double successes = std::round(weight * y);
      return logFactorial(weight) - logFactorial(successes) - logFactorial(weight - successes);
    }
    case Family::poisson:
      return -weight * logFactorial(y);
  }
  unknown();
}

double devianceAt(Family family, double y, double weight, double eta) {
  const double kernel = kernelAt(family, y, weight, eta);
  switch (family) {
    case Family::gaussian:
      return -2 * kernel;
    case Family::binomial:
      return 2 * (weight * (timesLog(y) + timesLog(1 - y)) - kernel);
    case Family::poisson:
      return 2 * (weight * (timesLog(y) - y) - kernel);
  }
  unknown();
}

std::optional<std::string> refusalOf(Family family, double y, std::optional<double> trials) {
  if (family == Family::gaussian) return std::nullopt;
  if (family == Family::poisson) {
    if (y >= 0 && y == std::floor(y)) return std::nullopt;
    return "a count is a whole number of 0 or more";
  }
  if (!trials) {
    if (y == 0 || y == 1) return std::nullopt;
    return "a binomial response is 0 or 1, or a proportion with the numbers of trials in --weights";
  }
  if (*trials != std::floor(*trials)) {
    return fmt::format("its number of trials, {:.17g} in --weights, is not a whole number",
                       *trials);
  }
  if (!(y >= 0 && y <= 1)) return "a proportion lies between 0 and 1";
  const double successes = y * *trials;
  if (std::abs(successes - std::round(successes)) > kWhole) {
    return fmt::format(
        "of {:.17g} trials that is {:.6g} successes, which is no whole number; write the response "
        "as successes / trials",
        *trials, successes);
  }
  return std::nullopt;
}

}  // namespace refocus::statistics
