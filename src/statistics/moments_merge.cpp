#include "statistics/moments_merge.hpp"

#include <algorithm>

#include "base/fault.hpp"

namespace refocus::statistics {
namespace {

// Some pairs (high, low) of `more`, from `from`, onto those from `to`.
struct PairRange {
  std::size_t to;
  std::size_t from;
  std::size_t count;
};

void addPairs(std::vector<double>& high, std::vector<double>& low,
              const std::vector<double>& moreHigh, const std::vector<double>& moreLow,
              const PairRange& range) {
  for (std::size_t i = 0; i < range.count; ++i) {
    double& to = high[range.to + i];
    double& toLow = low[range.to + i];
    const Wide sum =
        exactSum(to, toLow) + exactSum(moreHigh[range.from + i], moreLow[range.from + i]);
    to = sum.hi;
    toLow = sum.lo;
  }
}

void growTo(std::vector<double>& high, std::vector<double>& low, std::size_t size) {
  high.resize(std::max(high.size(), size));
  low.resize(high.size());
}

}  // namespace

void mergeAt(Moments& moments, const Moments& other, std::span<const std::uint32_t> places) {
  if (moments.columns != other.columns || moments.keep != other.keep ||
      moments.terms.size() != other.terms.size() || moments.terms.size() > 1 ||
      moments.scaling.shift != other.scaling.shift ||
      moments.scaling.scale != other.scaling.scale ||
      (!other.terms.empty() && places.size() != other.terms.front().rows.size())) {
    throw Fault(FaultCode::invalid, "mergeAt: sums of two models cannot be added");
  }
  moments.rows += other.rows;
  moments.logWeights += other.logWeights;
  for (std::size_t i = 0; i < moments.total.size(); ++i) moments.total[i] += other.total[i];
  if (places.empty()) return;
  TermSums& sums = moments.terms.front();
  const TermSums& more = other.terms.front();
  const std::size_t width = sums.width * moments.columns;
  const std::size_t square = moments.columns * moments.columns;
  const std::size_t levels = std::size_t{*std::max_element(places.begin(), places.end())} + 1;
  sums.rows.resize(std::max(sums.rows.size(), levels));
  growTo(sums.high, sums.low, levels * width);
  if (moments.keep == Keep::productsToo) {
    growTo(moments.productsHigh, moments.productsLow, levels * square);
  }
  for (std::size_t level = 0; level < places.size(); ++level) {
    const std::size_t to = places[level];
    sums.rows[to] += more.rows[level];
    addPairs(sums.high, sums.low, more.high, more.low, {to * width, level * width, width});
    if (moments.keep == Keep::sums) continue;
    addPairs(moments.productsHigh, moments.productsLow, other.productsHigh, other.productsLow,
             {to * square, level * square, square});
  }
}

}  // namespace refocus::statistics
