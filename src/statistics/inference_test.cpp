// Tails and quantiles of t against R 4.2 (2 * pt(-t, df), qt((1 + level) / 2, df)).
#include "statistics/inference.hpp"

#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;

struct Value {
  double df;
  double at;
  double value;
};

TEST(Inference, TailsOfTAreRs) {
  const std::vector<Value> values{
      {1, 0.01, 0.99363401447018351},       {1, 1.9, 0.30842822890066685},
      {1, 3.3, 0.18731554186375862},        {1, 9, 0.070446574954554544},
      {7.3, 0.01, 0.99228911446821844},     {7.3, 1.9, 0.097485068752053081},
      {7.3, 3.3, 0.012357016243003534},     {7.3, 9, 3.2993621815785339e-05},
      {23.456, 0.01, 0.99210585511240323},  {23.456, 1.9, 0.069795262840627606},
      {23.456, 3.3, 0.0030747063019721985}, {23.456, 9, 4.517305458563962e-09},
      {120, 0.01, 0.99203789329964631},     {120, 1.9, 0.059832828145275074},
      {120, 3.3, 0.0012732999876515151},    {120, 9, 4.1000235197664539e-15},
      {399.5, 0.01, 0.99202627907281016},   {399.5, 1.9, 0.058152894115225881},
      {399.5, 3.3, 0.0010536636198937642},  {399.5, 9, 9.2694822103270723e-18},
      {999, 0.01, 0.99202328392849481},     {999, 1.9, 0.057720846506914301},
      {999, 3.3, 0.0010010312630559135},    {999, 9, 1.1145968759489791e-18},
  };
  for (const Value& v : values) {
    EXPECT_GE(digits(twoSidedT(v.at, v.df), v.value), 12.5) << v.df << ' ' << v.at;
    EXPECT_EQ(twoSidedT(-v.at, v.df), twoSidedT(v.at, v.df));
  }
}

TEST(Inference, QuantilesOfTAreRs) {
  const std::vector<Value> values{
      {4.2, 0.9, 2.1030107450099353},     {4.2, 0.95, 2.7250727225923739},
      {4.2, 0.99, 4.4577703053188786},    {7.3, 0.9, 1.8829300179564301},
      {7.3, 0.95, 2.3450667365477025},    {7.3, 0.99, 3.4510316556221841},
      {23.456, 0.9, 1.7124754573718448},  {23.456, 0.95, 2.0664345670250297},
      {23.456, 0.99, 2.8024764825866066}, {120, 0.9, 1.6576508993552286},
      {120, 0.95, 1.9799304050824222},    {120, 0.99, 2.6174211451068659},
      {999, 0.9, 1.6463803454275343},     {999, 0.95, 1.9623414611334493},
      {999, 0.99, 2.5807596372676356},
  };
  for (const Value& v : values) {
    EXPECT_GE(digits(quantileT(v.at, v.df), v.value), 13) << v.df << ' ' << v.at;
  }
}

// The two ways of making tails meet where one hands over to the other.
TEST(Inference, TailsOfTAreSmoothInTheirDegreesOfFreedom) {
  for (const double t : {0.3, 1.0, 2.0, 4.0}) {
    EXPECT_GE(digits(twoSidedT(t, 1000), twoSidedT(t, 1000 * (1 + 1e-15))), 12.5) << t;
    EXPECT_GE(digits(quantileT(0.95, 1000), quantileT(0.95, 1000 * (1 + 1e-15))), 13);
  }
}

}  // namespace
}  // namespace refocus::statistics
