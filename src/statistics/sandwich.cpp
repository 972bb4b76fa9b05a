#include "statistics/sandwich.hpp"

#include <Eigen/Cholesky>
#include <cmath>

#include "statistics/binary_unit.hpp"
#include "statistics/small_products.hpp"

namespace refocus::statistics {
namespace {

// A group in its own orthonormal basis, whose first direction is along the
// ones. V/σ² is diagonal there: 1 + nλ, 1, 1, … One after another in the same
// memory.
class Group {
 public:
  Group(const InterceptSolution& solution, Robust type, const Eigen::MatrixXd& back)
      : solution_(solution),
        type_(type),
        upper_(solution.inverse.llt().matrixU()),
        contrasts_(back * upper_.transpose()) {}

  /// `coordinates` as GroupCoordinates has them.
  [[nodiscard]] const ClusterPart& partOf(const Eigen::MatrixXd& coordinates, double size) {
    const Eigen::Index p = upper_.rows();
    x_ = coordinates.topRows(p);
    part_.residual = coordinates.row(p).transpose();
    part_.residual.noalias() -= x_.transpose().lazyProduct(solution_.delta);
    multiply(upper_, x_, part_.taken);
    multiply(contrasts_, part_.taken, part_.t);
    const double v = 1 + size * solution_.lambda;
    if (type_ == Robust::cr2) {
      adjust(v);
    } else {
      part_.t.col(0) /= v;
    }
    part_.tv = part_.t;
    part_.tv.col(0) *= v;
    return part_;
  }

 private:
  // V⁻¹A_j = V⁻¹√V (√V S √V)^(−1/2) √V, S being V without what the fit takes.
  void adjust(double v) {
    const double root = std::sqrt(v);
    middle_.noalias() = -part_.taken.transpose().lazyProduct(part_.taken);
    middle_.diagonal().array() += 1;
    middle_(0, 0) += v - 1;
    middle_.row(0) *= root;
    middle_.col(0) *= root;
    part_.t.col(0) /= root;
    multiply(part_.t, inverseRoot(middle_), turned_);
    part_.t.swap(turned_);
    part_.t.col(0) *= root;
  }

  const InterceptSolution& solution_;
  Robust type_;
  Eigen::MatrixXd upper_;      // U of (X'V⁻¹X)⁻¹ = U'U
  Eigen::MatrixXd contrasts_;  // each coefficient's row, to be multiplied by UX'
  ClusterPart part_;
  Eigen::MatrixXd x_;
  Eigen::MatrixXd middle_;
  Eigen::MatrixXd turned_;
};

}  // namespace

Sandwich sandwichOf(const OneIntercept& model, const InterceptSolution& solution,
                    const Moments& moments, Robust type) {
  const CanonicalGroups& groups = model.groups();
  GroupCoordinates coordinates(model.canonical(), groups, moments);
  const RowsInUnits back = rowsInUnits(model.canonical().back);
  Group group(solution, type, back.values);
  ClusterTotals totals(model.canonical().p);
  for (Eigen::Index j = 0; j < groups.size.size(); ++j) {
    totals.add(group.partOf(coordinates.of(j), groups.size[j]));
  }
  Sandwich sandwich = totals.sandwich(type);
  sandwich.unit = back.unit;
  return sandwich;
}

}  // namespace refocus::statistics
