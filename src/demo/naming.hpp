// Names, mail addresses and telephone numbers that can belong to nobody.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "demo/bank.hpp"
#include "demo/dice.hpp"

namespace refocus::demo {

struct DrawnName {
  const Background* background;
  Whose whose = Whose::women;
  std::string given;
  std::string shortForm;  ///< empty: none in use
  std::string family;
};

/// One in ten has a family name of another background than the given name's.
[[nodiscard]] DrawnName drawName(Dice& dice);

/// "sian.o-rourke": plain letters for a mail address.
[[nodiscard]] std::string mailName(std::string_view given, std::string_view family);

/// mailName@host, with a number where the address is taken already; then it is taken.
[[nodiscard]] std::string mailAddress(std::string_view given, std::string_view family,
                                      std::string_view host, std::set<std::string>& taken);

/// In the ranges that Ofcom sets aside for drama.
[[nodiscard]] std::string telephone(Dice& dice);

/// Well formed, in an area that there is not.
[[nodiscard]] std::string postcode(Dice& dice);

/// Ten digits in the range set aside for tests, each once.
[[nodiscard]] std::string nhsNumber(Dice& dice, std::set<std::string>& taken);

}  // namespace refocus::demo
