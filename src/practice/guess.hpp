// A worker's guess, before a conversation, at what the person will say: private to its author, who
// may afterwards look at guess and answer side by side. The person may ask to see it.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "practice/guide.hpp"
#include "practice/problem.hpp"
#include "practice/strength.hpp"

namespace refocus::practice {

inline constexpr std::size_t kMostGuessCharacters = 1000;

struct AreaGuess {
  AreaRef area;
  std::string words;
  bool operator==(const AreaGuess&) const = default;
};

/// At most one entry for an area, in the guide's order; none empty.
struct Guess {
  std::vector<AreaGuess> areas;
  bool operator==(const Guess&) const = default;
};

/// One text box for an area; its field is "guess-" and the area's key.
struct TypedGuess {
  std::string area;
  std::string words;
};

/// The guess; empty boxes are left out, and all may be empty.
[[nodiscard]] std::expected<Guess, Problems> guessFrom(const std::vector<TypedGuess>& form,
                                                       const StrengthsGuide& guide);

struct SideBySide {
  AreaRef area;       ///< under the name it has now
  std::string guess;  ///< empty: none was made
  std::vector<Strength> said;
};

/// A row for each area with a guess or a strength: the guide's order, then areas it no longer has.
[[nodiscard]] std::vector<SideBySide> sideBySide(const Guess& guess,
                                                 const std::vector<Strength>& strengths,
                                                 const StrengthsGuide& guide);

/// JSON to store, and the way back. decodeGuess throws Fault(corrupt): see stored.hpp.
[[nodiscard]] std::string encode(const Guess& guess);
[[nodiscard]] Guess decodeGuess(std::string_view stored);

}  // namespace refocus::practice
