// The words and names that the demonstration draws from. All written for it.
#pragma once

#include <span>
#include <string_view>

#include "people/team.hpp"
#include "practice/action.hpp"
#include "practice/guide.hpp"

namespace refocus::demo {

/// Names that go together, with what often goes with them.
struct Background {
  int weight;  ///< how often, against the others
  /// Given names; "Katherine/Kath" has a short form.
  std::span<const std::string_view> women;
  std::span<const std::string_view> men;
  std::span<const std::string_view> families;
  std::span<const std::string_view> languages;        ///< BCP 47
  int speaksFirst;                                    ///< in a hundred whose language it is
  std::span<const std::string_view> placesToWorship;  ///< "church"; empty text: none
};
[[nodiscard]] std::span<const Background> backgrounds();

/// The language's English name; empty for one that is not in the bank.
[[nodiscard]] std::string_view languageNamed(std::string_view tag);

struct BankTeam {
  std::string_view name;
  people::KindOfTeam kind;
};
/// 14 of the first trust and 13 of the second.
[[nodiscard]] std::span<const BankTeam> bankTeams(std::size_t trust);

struct BankTrust {
  std::string_view name;
  std::string_view mailHost;
  std::span<const std::string_view> towns;
};
[[nodiscard]] std::span<const BankTrust> bankTrusts();
[[nodiscard]] std::span<const std::string_view> streets();

/// What `tags` is made of.
inline constexpr unsigned kIndividual = 1;
inline constexpr unsigned kInterpersonal = 2;
inline constexpr unsigned kEnvironmental = 4;

/// Who would say it.
enum class Whose {
  anybody,
  women,
  men,
  newSpeakers,  ///< whose first language is not English
};

/// In a person's plain words. {slots} are filled with what is theirs: see persona.hpp.
struct BankStrength {
  std::string_view area;
  practice::StrengthKind kind;
  unsigned tags;
  std::string_view words;
  std::string_view theme = {};  ///< one person says at most one thing of a theme
  Whose whose = Whose::anybody;
};
[[nodiscard]] std::span<const BankStrength> strengthsThereNow();
[[nodiscard]] std::span<const BankStrength> strengthsWanted();
[[nodiscard]] std::span<const BankStrength> strengthsFromBefore();

/// Why somebody would rather not talk about an area; an empty area fits all.
struct BankReason {
  std::string_view area;
  std::string_view words;
};
[[nodiscard]] std::span<const BankReason> bankReasons();

/// Next steps in people's own words.
[[nodiscard]] std::span<const std::string_view> bankNextSteps();

struct BankAction {
  std::string_view area;
  practice::Responsible responsible;
  std::string_view words;
  /// What the strength must speak of for this action to follow from it, parted by "|"; empty: any.
  std::string_view follows = {};
  std::string_view someoneElse = {};  ///< may hold slots too
};
[[nodiscard]] std::span<const BankAction> bankActions();

/// What workers guess beforehand.
struct BankGuess {
  std::string_view area;
  std::string_view words;
};
[[nodiscard]] std::span<const BankGuess> bankGuesses();

}  // namespace refocus::demo
