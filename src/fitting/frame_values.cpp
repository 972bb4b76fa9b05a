#include "fitting/frame_values.hpp"

#include <cmath>
#include <set>

#include "base/fault.hpp"

namespace refocus::fitting {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

ArrayXd raised(const ArrayXd& base, const ArrayXd& exponent) {
  // A square is one product, exactly rounded, as in R.
  return base.binaryExpr(exponent,
                         [](double x, double y) { return y == 2 ? x * x : std::pow(x, y); });
}

ArrayXd applied(const std::string& function, const ArrayXd& x) {
  const auto each = [&](auto work) -> ArrayXd { return x.unaryExpr(work); };
  if (function == "log") return each([](double v) { return std::log(v); });
  if (function == "log2") return each([](double v) { return std::log2(v); });
  if (function == "log10") return each([](double v) { return std::log10(v); });
  if (function == "exp") return each([](double v) { return std::exp(v); });
  if (function == "sqrt") return each([](double v) { return std::sqrt(v); });
  return x;  // I()
}

// A logical value is 1 or 0, and NaN where it has no answer; a number is true unless it is 0.
ArrayXd compared(const std::string& op, const ArrayXd& left, const ArrayXd& right) {
  const auto each = [&](auto holds) -> ArrayXd {
    return left.binaryExpr(right, [holds](double a, double b) {
      return std::isnan(a) || std::isnan(b) ? a + b : holds(a, b) ? 1.0 : 0.0;
    });
  };
  if (op == "<") return each([](double a, double b) { return a < b; });
  if (op == ">") return each([](double a, double b) { return a > b; });
  if (op == "<=") return each([](double a, double b) { return a <= b; });
  if (op == ">=") return each([](double a, double b) { return a >= b; });
  if (op == "==") return each([](double a, double b) { return a == b; });
  if (op == "!=") return each([](double a, double b) { return a != b; });
  if (op == "&") return each([](double a, double b) { return a != 0 && b != 0; });
  return each([](double a, double b) { return a != 0 || b != 0; });
}

// Neumaier's sum: as exact as if it were made with twice the digits.
double exactSum(const ArrayXd& values) {
  double sum = 0;
  double lost = 0;
  for (const double value : values) {
    const double next = sum + value;
    lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  return sum + lost;
}

}  // namespace

ArrayXd valuesOf(const Expression& expression, Index count, const ColumnOfName& column) {
  switch (expression.kind) {
    case Expression::Kind::name: {
      const std::vector<double>& values = column(expression.text);
      return Eigen::Map<const ArrayXd>(values.data(), count);
    }
    case Expression::Kind::number:
      return ArrayXd::Constant(count, expression.number);
    case Expression::Kind::call:
      return applied(expression.text, valuesOf(expression.parts[0], count, column));
    case Expression::Kind::parentheses:
      return valuesOf(expression.parts[0], count, column);
    case Expression::Kind::prefix: {
      const ArrayXd values = valuesOf(expression.parts[0], count, column);
      if (expression.text == "!") return compared("==", values, ArrayXd::Zero(count));
      return expression.text == "-" ? ArrayXd(-values) : values;
    }
    case Expression::Kind::infix:
      break;
  }
  const ArrayXd left = valuesOf(expression.parts[0], count, column);
  const ArrayXd right = valuesOf(expression.parts[1], count, column);
  if (expression.text == "+") return left + right;
  if (expression.text == "-") return left - right;
  if (expression.text == "*") return left * right;
  if (expression.text == "/") return left / right;
  return expression.text == "^" ? raised(left, right) : compared(expression.text, left, right);
}

OrthogonalBasis::OrthogonalBasis(const ArrayXd& values, int degree) {
  std::set<double> distinct;
  for (Index i = 0; i < values.size() && distinct.size() <= static_cast<std::size_t>(degree); ++i) {
    distinct.insert(values[i]);
  }
  isValid_ = distinct.size() > static_cast<std::size_t>(degree);
  ArrayXd before = ArrayXd::Zero(values.size());
  ArrayXd now = ArrayXd::Ones(values.size());
  norm2_.push_back(static_cast<double>(values.size()));
  double lastNorm2 = 1;
  for (int k = 0; isValid_ && k < degree; ++k) {
    const double norm2 = norm2_.back();
    // About the first value, so that an offset of a million costs no digit.
    const double shift = values[0];
    const double alpha = shift + exactSum((values - shift) * now.square()) / norm2;
    alpha_.push_back(alpha);
    ArrayXd next = (values - alpha) * now - (k == 0 ? 0 : norm2 / lastNorm2) * before;
    before = std::move(now);
    now = std::move(next);
    lastNorm2 = norm2;
    norm2_.push_back(exactSum(now.square()));
    isValid_ = norm2_.back() > 0 && std::isfinite(norm2_.back());
  }
}

Eigen::MatrixXd OrthogonalBasis::of(const ArrayXd& values) const {
  const auto degree = static_cast<Index>(alpha_.size());
  Eigen::MatrixXd columns(values.size(), degree);
  ArrayXd before = ArrayXd::Zero(values.size());
  ArrayXd now = ArrayXd::Ones(values.size());
  for (Index k = 0; k < degree; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const double beta = k == 0 ? 0 : norm2_[at] / norm2_[at - 1];
    ArrayXd next = (values - alpha_[at]) * now - beta * before;
    before = std::move(now);
    now = std::move(next);
    columns.col(k) = now / std::sqrt(norm2_[at + 1]);
  }
  return columns;
}

}  // namespace refocus::fitting
