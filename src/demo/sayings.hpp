// What one person of the demonstration says, and what their worker guesses, drawn from the bank
// without saying a thing twice.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "demo/bank.hpp"
#include "demo/dice.hpp"
#include "demo/persona.hpp"
#include "practice/conversation.hpp"
#include "practice/guess.hpp"
#include "practice/strength.hpp"

namespace refocus::demo {

class Sayings {
 public:
  /// Both outlive it.
  Sayings(const practice::StrengthsGuide& guide, const Persona& persona)
      : guide_(guide), persona_(persona) {}

  /// Something of the area not said before; nothing when the bank has no more that fits.
  [[nodiscard]] std::optional<practice::Strength> strength(Dice& dice, const practice::Area& area);
  [[nodiscard]] std::string reason(Dice& dice, const practice::Area& area) const;
  /// `comingBack`: for someone to whom nothing came to mind.
  [[nodiscard]] practice::FinishForm nextStep(Dice& dice, Date day, bool comingBack) const;
  [[nodiscard]] practice::Guess guess(Dice& dice) const;

 private:
  [[nodiscard]] std::vector<const BankStrength*> unsaid(std::span<const BankStrength> bank,
                                                        const practice::Area& area) const;

  const practice::StrengthsGuide& guide_;
  const Persona& persona_;
  std::set<std::string_view> said_;  ///< words of the bank, and themes
};

}  // namespace refocus::demo
