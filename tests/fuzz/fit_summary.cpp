// Model files and summaries from other trusts: read and fitted, or refused with a reason. What is
// read is written again as it was, number for number.
#include "fitting/fit_summary.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/fault.hpp"
#include "fitting/frame.hpp"
#include "statistics/fit.hpp"

namespace {

using namespace refocus::fitting;
using namespace refocus::statistics;

void check(bool holds) {
  if (!holds) std::abort();
}

template <typename Work>
void orRefused(Work work) {
  try {
    work();
  } catch (const refocus::Fault& fault) {
    check(fault.code() == refocus::FaultCode::badRequest);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  orRefused([&] {
    const SharedModel model = modelOf(text);
    check(!differenceOf(model, modelOf(modelText(model))));
    (void)frameOf(model);
  });
  orRefused([&] {
    const FitSummary summary = summaryOf(text);
    const std::string written = summaryText(summary);
    check(summaryText(summaryOf(written)) == written);
    FitSummary other = summary;
    other.label += "2";
    const PooledSums all = pooled({summary, other});
    check(all.moments.rows == 2 * summary.moments.rows);
    FitOptions options;
    if (all.moments.keep == Keep::productsToo) options.robust = Robust::cr2;
    (void)fitMoments(all.design, all.moments, options);
  });
  return 0;
}
