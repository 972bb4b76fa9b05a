// The demonstration's workers: teams with leaders, people who leave in the year and people who join
// in their place. Of those in post at the start, 27 to 47 in a hundred leave, as in the trials.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "demo/calendar.hpp"
#include "demo/content.hpp"
#include "demo/dice.hpp"

namespace refocus::demo {

/// Parts that add up to a total, none under `least` or over `most`.
[[nodiscard]] std::vector<int> spread(Dice& dice, int total, std::size_t parts, int least,
                                      int most);

/// For each team so many workers, leavers and joiners counted. Addresses used are added to `taken`.
[[nodiscard]] std::vector<DemoWorker> staffOf(Dice& dice, const Calendar& calendar,
                                              std::string_view mailHost,
                                              const std::vector<int>& teamSizes,
                                              std::set<std::string>& taken);

/// The post held in a team on a day; null without one.
[[nodiscard]] const DemoPost* postIn(const DemoWorker& worker, std::size_t team, Date day);

/// Whether the worker's profession is one that takes people on as key worker.
[[nodiscard]] bool canBeKeyWorker(const DemoWorker& worker);

}  // namespace refocus::demo
