// Who can sign in to the demonstration: every worker, some people, and each trust's administrator
// and researcher. A few are shown with the address of their role.
#pragma once

#include "demo/calendar.hpp"
#include "demo/content.hpp"
#include "demo/dice.hpp"

namespace refocus::demo {

/// Of each trust's first team, which keeps these all year: see staff.cpp.
inline constexpr std::size_t kShownLeader = 0;
inline constexpr std::size_t kShownWorker = 1;
inline constexpr std::size_t kShownTrainer = 2;
/// On the caseload of the shown worker.
inline constexpr std::size_t kShownPerson = 0;

/// The trust's accounts. In the first trust the shown ones get their addresses, which the workers'
/// and the person's own entries then have too; in the second, one worker is shown.
void addAccounts(Dice& dice, const Calendar& calendar, std::size_t trustNumber, DemoTrust& trust);

}  // namespace refocus::demo
