// What stays the same in all that one person of the demonstration says: the sister they speak of,
// the dog, the day of the big shop. The bank's {slots} are filled from here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "demo/bank.hpp"
#include "demo/dice.hpp"

namespace refocus::demo {

struct Persona {
  Whose whose = Whose::anybody;  ///< women or men, or neither
  std::string_view relative;
  std::string_view sibling;
  std::string_view friendName;
  std::string_view pet;
  std::string_view dish;
  std::string_view day;
  std::string_view worship;   ///< empty: none
  std::string_view language;  ///< English name; empty: English
};

[[nodiscard]] Persona personaFrom(Dice& dice, const Background& background,
                                  std::string_view languageTag, Whose whose);

/// The words with every {slot} filled; nothing if the person has none of what a slot asks for.
/// Throws Fault(internal) for a slot that there is not.
[[nodiscard]] std::optional<std::string> filled(std::string_view words, const Persona& persona);

/// Whether the person could say it at all.
[[nodiscard]] bool fits(const BankStrength& strength, const Persona& persona);

}  // namespace refocus::demo
