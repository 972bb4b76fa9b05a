// A care-plan action: what will be done, who does it, by when. One press makes it from a strength,
// in the person's own words, and it remembers which version of which strength it came from.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "practice/problem.hpp"
#include "practice/strength.hpp"
#include "practice/thing_version.hpp"
#include "practice/typed.hpp"

namespace refocus::practice {

enum class Responsible { person, worker, together, someoneElse };
inline constexpr Names<Responsible, 4> kResponsible{{{Responsible::person, "person"},
                                                     {Responsible::worker, "worker"},
                                                     {Responsible::together, "together"},
                                                     {Responsible::someoneElse, "someone-else"}}};

enum class ActionState { planned, done, stopped };
inline constexpr Names<ActionState, 3> kActionStates{{{ActionState::planned, "planned"},
                                                      {ActionState::done, "done"},
                                                      {ActionState::stopped, "stopped"}}};

inline constexpr std::size_t kMostFocusCharacters = 100;
inline constexpr std::size_t kMostActionCharacters = 1000;
inline constexpr std::size_t kMostNameCharacters = 100;

struct Action {
  std::string focus;  ///< what it is about, most often an area's name
  std::string words;
  Responsible responsible = Responsible::together;
  std::string someoneElse;  ///< their name; with Responsible::someoneElse only
  std::optional<PartialDate> when;
  ActionState state = ActionState::planned;
  std::optional<ThingVersion> from;  ///< the strength it came from
  bool operator==(const Action&) const = default;
};

/// The action of one press: the area's present name, the strength's words, both together, no date.
[[nodiscard]] Action actionFrom(const Strength& strength, const ThingVersion& version,
                                const StrengthsGuide& guide);

/// The fields' names are the members' names. `state` empty: planned.
struct ActionForm {
  std::string focus;
  std::string words;
  std::string responsible;
  std::string someoneElse;
  site::TypedDate when;
  std::string state;
};

/// The action, or everything that is wrong with the form. Where it came from is not the form's to
/// say: it is handed in.
[[nodiscard]] std::expected<Action, Problems> actionFrom(
    const ActionForm& form, const std::optional<ThingVersion>& from = std::nullopt);

/// The form filled in again.
[[nodiscard]] ActionForm formOf(const Action& action);

/// JSON to store, and the way back. decodeAction throws Fault(corrupt): see stored.hpp.
[[nodiscard]] std::string encode(const Action& action);
[[nodiscard]] Action decodeAction(std::string_view stored);

}  // namespace refocus::practice
