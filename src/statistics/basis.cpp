#include "statistics/basis.hpp"

#include "statistics/canonical.hpp"
#include "statistics/moments.hpp"

namespace refocus::statistics {
namespace {

// One row of X in moments' units, exactly.
std::vector<Wide> scaledRow(const Canonical& canonical, const Scaling& scaling,
                            const Design& design, const Rows& rows, Eigen::Index row) {
  const Eigen::Index skip = design.intercept ? 1 : 0;
  std::vector<Wide> values;
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    const std::size_t column = canonical.order[static_cast<std::size_t>(i)];
    if (column == 0) {
      values.emplace_back(1.0);
      continue;
    }
    const double x = rows.x(row, static_cast<Eigen::Index>(column) - 1 + skip);
    const double scale = scaling.scale[column];
    // Without an intercept the shift is undone, and x is as it was written.
    values.push_back(canonical.unshift[column] != 0
                         ? Wide(x * scale)
                         : exactSum(x, -scaling.shift[column]) * Wide(scale));
  }
  return values;
}

}  // namespace

Basis basisOf(const Design& design, const Rows& rows) {
  Design fixed = design;
  fixed.random.clear();
  fixed.groupings.clear();
  fixed.weighted = fixed.offset = false;
  Rows columns;
  columns.x = rows.x;
  columns.y = Eigen::VectorXd::Zero(rows.count());  // a y of nothing: `back` is then in X's units
  Moments moments = noMoments(fixed, scalingOf(fixed, columns), Keep::sums);
  addRows(moments, fixed, columns);
  const Canonical canonical = canonicalOf(fixed, moments);

  const auto p = static_cast<std::size_t>(canonical.p);
  Basis basis{Eigen::MatrixXd(rows.count(), canonical.p), canonical.back, canonical.kept,
              canonical.dropped};
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    const std::vector<Wide> x = scaledRow(canonical, moments.scaling, fixed, columns, row);
    for (std::size_t j = 0; j < p; ++j) {
      Wide value;
      for (std::size_t i = 0; i <= j; ++i) value += canonical.change[i * (p + 1) + j] * x[i];
      basis.q(row, static_cast<Eigen::Index>(j)) = double(value);
    }
  }
  return basis;
}

}  // namespace refocus::statistics
