// The rows of one trust summed up under a shared model, as a file that leaves the trust instead of
// the rows; and several of these put together. Sums are written with every digit, so that reading
// them gives the very sums. docs/formats/fit-summary.md describes the file.
//
// What is wrong with a file is Fault(badRequest): files come from outside, and nothing in them is
// believed that can be checked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fitting/shared_model.hpp"
#include "statistics/design.hpp"
#include "statistics/moments.hpp"

namespace refocus::fitting {

using statistics::Design;
using statistics::Moments;

struct FitSummary {
  std::string label;  ///< whose rows these are
  SharedModel model;
  std::uint64_t minimumCell = 0;  ///< counts of people are 0 or at least this
  std::uint64_t droppedRows = 0;
  std::map<std::string, std::uint64_t> missingByColumn;
  std::vector<std::string> groups;  ///< names of the levels of the random term
  Moments moments;
};

/// Whether a text can be a label: 100 bytes at most, nothing unprintable, no blanks around it, and
/// no slash, which stands between a label and its groups' names.
[[nodiscard]] bool isLabel(std::string_view text);

[[nodiscard]] std::string summaryText(const FitSummary& summary);

/// Also checks that the sums belong together: sizes, counts, groups that add up to the whole.
[[nodiscard]] FitSummary summaryOf(std::string_view text);

/// All rows of several trusts, whose groups are called "label/group". The order of the summaries
/// does not matter. Throws Fault(badRequest), which says what differs, unless all are of one model,
/// keep the same sums and have labels of their own.
struct PooledSums {
  Design design;
  Moments moments;
  std::uint64_t droppedRows = 0;
  std::map<std::string, std::uint64_t> missingByColumn;
  std::map<std::string, std::optional<std::string>> references;
};
[[nodiscard]] PooledSums pooled(std::vector<FitSummary> summaries);

}  // namespace refocus::fitting
