#include "statistics/family.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

namespace refocus::statistics {
namespace {

constexpr std::initializer_list<Family> kFamilies{Family::gaussian, Family::binomial,
                                                  Family::poisson};

TEST(Family, CumulantsAreDerivativesOfOneAnother) {
  constexpr double h = 1e-5;
  for (const Family family : kFamilies) {
    for (const double eta : {-6.0, -0.7, 0.0, 0.4, 5.0}) {
      const Cumulants at = cumulantsAt(family, eta);
      const Cumulants above = cumulantsAt(family, eta + h);
      const Cumulants below = cumulantsAt(family, eta - h);
      const auto slope = [&](double Cumulants::* one) {
        return (above.*one - below.*one) / (2 * h);
      };
      const double near = 1e-8 * (1 + at.mean * at.mean);
      EXPECT_NEAR(slope(&Cumulants::mean), at.variance, near);
      EXPECT_NEAR(slope(&Cumulants::variance), at.third, near);
      EXPECT_NEAR(slope(&Cumulants::third), at.fourth, near);
      const double kernel = kernelAt(family, 0.3, 1, eta + h) - kernelAt(family, 0.3, 1, eta - h);
      EXPECT_NEAR(kernel / (2 * h), 0.3 - at.mean, near);
      EXPECT_NEAR(meanAt(family, predictorOf(family, at.mean)), at.mean, near);
    }
  }
}

TEST(Family, AChangeOfTheKernelIsTheDifferenceOfTwo) {
  for (const Family family : kFamilies) {
    for (const double eta : {-3.0, -0.2, 0.4, 2.5}) {
      const Cumulants at = cumulantsAt(family, eta);
      for (const double by : {-40.0, -1.5, -0.6, -1e-3, 0.0, 1e-4, 0.8, 1.2, 6.0}) {
        const double y = family == Family::poisson ? 3 : 0.25;
        const double difference = kernelAt(family, y, 4, eta + by) - kernelAt(family, y, 4, eta);
        EXPECT_NEAR(kernelChange(family, y, 4, at, by), difference,
                    1e-13 * (1 + std::abs(difference)))
            << nameOf(family) << ' ' << eta << ' ' << by;
      }
    }
  }
  const Cumulants large = cumulantsAt(Family::poisson, std::log(1e9));
  const double down = 1e-6 - std::expm1(1e-6);  // −5.0000016…e−13, of a kernel of 2e10
  EXPECT_NEAR(kernelChange(Family::poisson, 1e9, 1, large, 1e-6), 1e9 * down, 1e-11);
}

TEST(Family, ResidualsKeepTheirDigitsNearOne) {
  const Cumulants at = cumulantsAt(Family::binomial, 30);
  const double failing = std::exp(-30) / (1 + std::exp(-30));
  EXPECT_NEAR(residualOf(Family::binomial, 1, at) / failing, 1, 1e-15);
  EXPECT_EQ(residualOf(Family::binomial, 0, at), -1 + failing);
  EXPECT_EQ(residualOf(Family::poisson, 2, cumulantsAt(Family::poisson, 0)), 1);
}

TEST(Family, ProbabilitiesOfAllResponsesAddUpToOne) {
  for (const double eta : {-2.0, 0.1, 1.5}) {
    double binomial = 0;
    for (int k = 0; k <= 7; ++k) {
      const double y = k / 7.0;
      binomial +=
          std::exp(kernelAt(Family::binomial, y, 7, eta) + constantOf(Family::binomial, y, 7));
    }
    EXPECT_NEAR(binomial, 1, 1e-14);
    double poisson = 0;
    for (int k = 0; k <= 60; ++k) {
      poisson += std::exp(kernelAt(Family::poisson, k, 1, eta) + constantOf(Family::poisson, k, 1));
    }
    EXPECT_NEAR(poisson, 1, 1e-14);
  }
}

TEST(Family, DevianceIsNothingAtAPerfectFit) {
  EXPECT_NEAR(devianceAt(Family::binomial, 0.25, 8, std::log(1.0 / 3)), 0, 1e-14);
  EXPECT_NEAR(devianceAt(Family::poisson, 6, 2, std::log(6.0)), 0, 1e-13);
  EXPECT_NEAR(devianceAt(Family::binomial, 1, 1, 0), 2 * std::log(2.0), 1e-15);
  EXPECT_NEAR(devianceAt(Family::poisson, 0, 1, 0), 2, 1e-15);
}

TEST(Family, StaysFiniteFarOut) {
  for (const double eta : {-800.0, 800.0}) {
    const Cumulants at = cumulantsAt(Family::binomial, eta);
    EXPECT_EQ(at.mean, eta < 0 ? 0 : 1);
    EXPECT_EQ(at.variance, 0);
    EXPECT_EQ(kernelAt(Family::binomial, eta < 0 ? 1 : 0, 1, eta), -800);
    EXPECT_EQ(kernelAt(Family::binomial, eta < 0 ? 0 : 1, 1, eta), 0);
  }
  EXPECT_EQ(kernelAt(Family::poisson, 2, 1, 800), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(kernelAt(Family::poisson, 0, 1, -800), 0);
}

TEST(Family, SaysWhatAResponseMustBe) {
  EXPECT_FALSE(refusalOf(Family::gaussian, -1.5, std::nullopt));
  EXPECT_FALSE(refusalOf(Family::poisson, 3, 0.5));
  EXPECT_TRUE(refusalOf(Family::poisson, 2.5, std::nullopt));
  EXPECT_TRUE(refusalOf(Family::poisson, -1, std::nullopt));
  EXPECT_FALSE(refusalOf(Family::binomial, 1, std::nullopt));
  EXPECT_TRUE(refusalOf(Family::binomial, 0.5, std::nullopt));
  EXPECT_FALSE(refusalOf(Family::binomial, 0.5, 8.0));
  EXPECT_FALSE(refusalOf(Family::binomial, 0.1428571, 14.0)) << "2 of 14, as printed";
  EXPECT_TRUE(refusalOf(Family::binomial, 0.3, 8.0));
  EXPECT_TRUE(refusalOf(Family::binomial, 0.5, 7.5));
  EXPECT_TRUE(refusalOf(Family::binomial, 2, 8.0));
}

}  // namespace
}  // namespace refocus::statistics
