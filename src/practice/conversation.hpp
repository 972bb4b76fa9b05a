// One conversation about a working practice: how it was led, what was talked about, left for later
// or declined, which strengths it made or confirmed, and the next step it ends with.
//
// Areas come in any order and none has to be reached. A conversation stays open until it has a next
// step; an open one can be taken up again. Every function answers a new value. Changing a finished
// conversation throws Fault(conflict): reopen it first.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "practice/guide.hpp"
#include "practice/problem.hpp"
#include "practice/thing_version.hpp"
#include "practice/typed.hpp"

namespace refocus::practice {

/// Working practices that conversations can be about.
enum class Practice { strengths };
inline constexpr Names<Practice, 1> kPractices{{{Practice::strengths, "strengths"}}};

enum class ConversationState { open, finished };
inline constexpr Names<ConversationState, 2> kConversationStates{
    {{ConversationState::open, "open"}, {ConversationState::finished, "finished"}}};

enum class AreaState {
  notYet,  ///< nobody has come to it
  talkedAbout,
  later,     ///< not now; needs no reason
  declined,  ///< not for me; with the person's reason
};
inline constexpr Names<AreaState, 4> kAreaStates{{{AreaState::notYet, "not-yet"},
                                                  {AreaState::talkedAbout, "talked-about"},
                                                  {AreaState::later, "later"},
                                                  {AreaState::declined, "declined"}}};

inline constexpr std::size_t kMostReasonCharacters = 500;
inline constexpr std::size_t kMostNextStepCharacters = 500;
/// Of things made, and of things confirmed, in one conversation.
inline constexpr std::size_t kMostThings = 500;

struct AreaNote {
  AreaRef area;
  AreaState state = AreaState::talkedAbout;
  std::string reason;  ///< the person's words; with `declined` only
  bool operator==(const AreaNote&) const = default;
};

/// A next step that the guide offered, in the words it was offered in.
struct ChosenStep {
  GuideKey key;
  std::string words;
  bool operator==(const ChosenStep&) const = default;
};

/// A step that was offered, or the person's own words, or both.
struct NextStep {
  std::optional<ChosenStep> offered;
  std::string words;  ///< the person's own
  std::optional<PartialDate> when;
  bool operator==(const NextStep&) const = default;
};

struct Conversation {
  Practice practice = Practice::strengths;
  WayIn wayIn = WayIn::guide;
  PartialDate happened;
  ConversationState state = ConversationState::open;
  std::vector<AreaNote> areas;  ///< those that were come to, in that order; all others: notYet
  bool nothingCameToMind = false;
  std::vector<GuideKey> promptsOpened;  ///< each once, in the order they were opened
  std::optional<NextStep> nextStep;
  std::vector<ThingVersion> made;
  std::vector<ThingVersion> confirmed;

  [[nodiscard]] bool isOpen() const { return state == ConversationState::open; }
  [[nodiscard]] AreaState stateOf(const GuideKey& area) const;
  bool operator==(const Conversation&) const = default;
};

/// Fields: way-in, happened-day.
struct BeginForm {
  std::string wayIn;
  site::TypedDate happened;
};

/// An open conversation. The day may be partly known but not after today; the way in must be one
/// that the guide offers.
[[nodiscard]] std::expected<Conversation, Problems> conversationFrom(const BeginForm& form,
                                                                     const StrengthsGuide& guide,
                                                                     Date today);

[[nodiscard]] Conversation talkedAbout(Conversation conversation, const AreaRef& area);
[[nodiscard]] Conversation leftForLater(Conversation conversation, const AreaRef& area);
/// Field: reason.
[[nodiscard]] std::expected<Conversation, Problem> declined(Conversation conversation,
                                                            const AreaRef& area,
                                                            std::string_view reason);

/// Nothing came to mind at first: kept even when strengths follow.
[[nodiscard]] Conversation withNothingComingToMind(Conversation conversation);
/// Opening a prompt says that nothing came to mind.
[[nodiscard]] Conversation withPromptOpened(Conversation conversation, const GuideKey& prompt);

/// A version made in this conversation replaces an earlier one of the same thing in its lists, and
/// its area has been talked about. Throws Fault(tooLarge) above kMostThings.
[[nodiscard]] Conversation withMade(Conversation conversation, ThingVersion thing,
                                    const AreaRef& area);
/// The person still stands by a version recorded earlier.
[[nodiscard]] Conversation withConfirmed(Conversation conversation, ThingVersion thing,
                                         const AreaRef& area);

/// Fields: next-step (an offered step's key, or empty), next-step-words, next-step-when-day.
struct FinishForm {
  std::string nextStep;
  std::string words;
  site::TypedDate when;
};

/// Finished with its next step: one that the guide offers, own words, or both. A step that asks for
/// a date needs one; no date lies before the conversation.
[[nodiscard]] std::expected<Conversation, Problems> finish(Conversation conversation,
                                                           const FinishForm& form,
                                                           const StrengthsGuide& guide);

/// Open again, its next step kept until another replaces it.
[[nodiscard]] Conversation reopened(Conversation conversation);

/// JSON to store, and the way back. decodeConversation throws Fault(corrupt): see stored.hpp.
[[nodiscard]] std::string encode(const Conversation& conversation);
[[nodiscard]] Conversation decodeConversation(std::string_view stored);

}  // namespace refocus::practice
