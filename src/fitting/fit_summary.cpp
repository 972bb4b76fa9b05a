#include "fitting/fit_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "fitting/frame.hpp"
#include "statistics/moments_merge.hpp"

namespace refocus::fitting {

using statistics::Keep;
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

void checkAlike(const FitSummary& first, const FitSummary& other) {
  const auto pair = fmt::format("the summaries of {} and {}", first.label, other.label);
  if (first.label == other.label) {
    refuse(
        fmt::format("two summaries are labelled {}: are the same rows given twice? If not, make "
                    "one of them with another --label",
                    first.label));
  }
  if (const auto difference = differenceOf(first.model, other.model)) {
    refuse(fmt::format("{} are of two models: {}", pair, *difference));
  }
  if (first.moments.keep != other.moments.keep) {
    const bool firstKeeps = first.moments.keep == Keep::productsToo;
    refuse(
        fmt::format("{} differ: that of {} keeps products for robust standard errors; make "
                    "both with --robust or both without",
                    pair, firstKeeps ? first.label : other.label));
  }
}

}  // namespace

bool isLabel(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  return !text.empty() && text.size() <= kLongest && isUtf8(text) && !text.contains('/') &&
         !hasControlCharacters(text, LineBreaks::refused) && trimmed(text) == text;
}

PooledSums pooled(std::vector<FitSummary> summaries) {
  if (summaries.empty()) refuse("there is no summary to put together");
  std::sort(summaries.begin(), summaries.end(),
            [](const FitSummary& a, const FitSummary& b) { return a.label < b.label; });
  for (std::size_t i = 1; i < summaries.size(); ++i) {
    checkAlike(summaries[i - 1], summaries[i]);
  }
  const SharedModel& model = summaries.front().model;
  const Frame frame = frameOf(model);
  PooledSums all{.design = frame.design(),
                 .moments = noMoments(frame.design(), scalingOf(frame.design(), model),
                                      summaries.front().moments.keep),
                 .droppedRows = 0,
                 .missingByColumn = {},
                 .references = frame.references()};
  for (const FitSummary& summary : summaries) {
    std::vector<std::uint32_t> places;
    for (const std::string& group : summary.groups) {
      auto& levels = all.design.groupings.front().levels;
      places.push_back(static_cast<std::uint32_t>(levels.size()));
      levels.push_back(summary.label + '/' + group);
    }
    mergeAt(all.moments, summary.moments, places);
    all.droppedRows += summary.droppedRows;
    for (const auto& [column, rows] : summary.missingByColumn) all.missingByColumn[column] += rows;
  }
  return all;
}

}  // namespace refocus::fitting
