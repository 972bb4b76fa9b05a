#include "statistics/basis.hpp"

#include "statistics/moments.hpp"

namespace refocus::statistics {
namespace {

Canonical columnsOf(const Design& design, const Rows& rows) {
  Design fixed = design;
  fixed.random.clear();
  fixed.groupings.clear();
  fixed.weighted = fixed.offset = false;
  Rows columns;
  columns.x = rows.x;
  columns.y = Eigen::VectorXd::Zero(rows.count());
  Moments moments = noMoments(fixed, scalingOf(fixed, columns), Keep::sums);
  addRows(moments, fixed, columns);
  return canonicalOf(fixed, moments);
}

}  // namespace

Basis basisOf(const Design& design, const Rows& rows) {
  Basis basis{columnsOf(design, rows), {}};
  const Canonical& columns = basis.columns;
  basis.q.resize(rows.count(), columns.p);
  Eigen::VectorXd x(columns.p);
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    for (Eigen::Index i = 0; i < columns.p; ++i) {
      x[i] = rows.x(row, static_cast<Eigen::Index>(columns.kept[static_cast<std::size_t>(i)]));
    }
    basis.q.row(row) = functionalOf(columns, x).along.transpose();
  }
  return basis;
}

}  // namespace refocus::statistics
