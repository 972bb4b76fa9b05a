// Groupings of a frame: their levels, found while rows are read, and the order of random terms.
#include <algorithm>
#include <numeric>
#include <utility>

#include "fitting/frame.hpp"

namespace refocus::fitting {

using statistics::Grouping;
using statistics::RandomTerm;

std::size_t Frame::addGrouping(const RandomPart& part) {
  auto& groupings = design_.groupings;
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    if (groupings[i].name == part.group) return i;
  }
  groupings.push_back({part.group, {}});
  CrossedGroup group;
  for (const std::string& column : part.columns) {
    group.uses.push_back(use({column, ColumnKind::levels}));
  }
  group.codes.resize(group.uses.size());
  groups_.push_back(std::move(group));
  return groupings.size() - 1;
}

std::vector<std::uint32_t> Frame::groupCodes(std::size_t grouping, const BlockReader& file,
                                             const DataRows& data) {
  CrossedGroup& group = groups_[grouping];
  std::vector<std::string>& levels = design_.groupings[grouping].levels;
  std::vector<std::uint32_t> codes = data.columns[group.uses[0]].codes;
  for (std::size_t step = 1; step < group.uses.size(); ++step) {
    const auto& inner = data.columns[group.uses[step]].codes;
    auto& known = group.codes[step];
    const bool isLast = step + 1 == group.uses.size();
    for (std::size_t row = 0; row < codes.size(); ++row) {
      const std::uint64_t pair = (std::uint64_t{codes[row]} << 32U) | inner[row];
      const auto [found, isNew] = known.try_emplace(pair, static_cast<std::uint32_t>(known.size()));
      codes[row] = found->second;
      if (!isNew || !isLast) continue;
      std::string level;
      for (const std::size_t use : group.uses) {
        if (!level.empty()) level += ':';
        level += file.levels(use)[data.columns[use].codes[row]];
      }
      levels.push_back(std::move(level));
    }
  }
  return codes;
}

Design Frame::releaseDesign(BlockReader& file) {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const std::vector<std::size_t>& uses = groups_[g].uses;
    if (uses.size() == 1) design_.groupings[g].levels = file.releaseLevels(uses.front());
  }
  return std::move(design_);
}

void Frame::forgetGroups() {
  for (Grouping& grouping : design_.groupings) grouping.levels.clear();
  for (CrossedGroup& group : groups_) group.codes.assign(group.uses.size(), {});
}

void Frame::sortRandomTerms(Rows& rows) {
  std::vector<std::size_t> order(design_.random.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto levels = [&](std::size_t k) {
    return design_.groupings[design_.random[k].grouping].levels.size();
  };
  // As lme4: nothing where the numbers do not rise; else by descending number, and of equals the
  // later one first.
  if (std::is_sorted(order.begin(), order.end(),
                     [&](auto a, auto b) { return levels(a) > levels(b); })) {
    return;
  }
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return std::pair(levels(a), a) > std::pair(levels(b), b); });
  std::vector<RandomTerm> terms;
  std::vector<CodedTerms> coded;
  std::vector<Eigen::MatrixXd> z;
  for (const std::size_t k : order) {
    terms.push_back(std::move(design_.random[k]));
    coded.push_back(std::move(random_[k]));
    z.push_back(std::move(rows.z[k]));
  }
  design_.random = std::move(terms);
  random_ = std::move(coded);
  rows.z = std::move(z);
}

}  // namespace refocus::fitting
