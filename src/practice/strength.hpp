// A strength: something the person has, wants, or has done that helped, in their own words. It
// belongs to the person; a conversation says that it was made or confirmed there.
//
// The words are stored as the person said them. Nothing here corrects, shortens or rewords them.
#pragma once

#include <cstddef>
#include <expected>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "practice/guide.hpp"
#include "practice/problem.hpp"

namespace refocus::practice {

/// Where a strength lies: in the person, between people, in the place they live in. One strength
/// may lie in several.
enum class Tag { individual, interpersonal, environmental };
inline constexpr Names<Tag, 3> kTags{{{Tag::individual, "individual"},
                                      {Tag::interpersonal, "interpersonal"},
                                      {Tag::environmental, "environmental"}}};

inline constexpr std::size_t kMostStrengthCharacters = 1000;
inline constexpr std::size_t kMostStrengthsAtOnce = 50;

struct Strength {
  AreaRef area;
  StrengthKind kind = StrengthKind::now;
  std::string words;
  std::set<Tag> tags;
  /// Among what matters most to the person now. A mark rather than a rank, so that a new priority
  /// changes no other strength.
  bool mattersMost = false;
  bool operator==(const Strength&) const = default;
};

/// What a form sends, as it sends it. The fields' names are the members' names.
struct StrengthForm {
  std::string area;
  std::string kind;
  std::string words;
  std::vector<std::string> tags;
  bool mattersMost = false;
};

/// The strength, or everything that is wrong with the form.
[[nodiscard]] std::expected<Strength, Problems> strengthFrom(const StrengthForm& form,
                                                             const StrengthsGuide& guide);

/// "One strength on each line": each line of the form's words as a strength of its own, alike in
/// all else. At most kMostStrengthsAtOnce.
[[nodiscard]] std::expected<std::vector<Strength>, Problems> strengthsFromLines(
    const StrengthForm& form, const StrengthsGuide& guide);

/// The form filled in again.
[[nodiscard]] StrengthForm formOf(const Strength& strength);

/// JSON to store, and the way back. decodeStrength throws Fault(corrupt): see stored.hpp.
[[nodiscard]] std::string encode(const Strength& strength);
[[nodiscard]] Strength decodeStrength(std::string_view stored);

}  // namespace refocus::practice
