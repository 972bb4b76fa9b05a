// The demonstration's people: who they are, and which team and key worker they have had.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "demo/bank.hpp"
#include "demo/calendar.hpp"
#include "demo/content.hpp"
#include "demo/persona.hpp"

namespace refocus::demo {

/// Addresses and numbers that are in use already.
struct Taken {
  std::set<std::string> mail;
  std::set<std::string> nhsNumbers;
};

struct DrawnPerson {
  DemoPerson person;
  Persona persona;
};

/// One person of a team's caseload, with nothing recorded yet. Some joined in the year, some left.
[[nodiscard]] DrawnPerson drawPerson(Dice& dice, const Calendar& calendar, const BankTrust& trust,
                                     std::size_t team, const std::vector<DemoWorker>& staff,
                                     Taken& taken);

}  // namespace refocus::demo
