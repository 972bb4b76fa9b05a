#include "practice/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/fault.hpp"

namespace refocus::practice {

namespace {

void requireOpen(const Conversation& conversation) {
  if (conversation.isOpen()) return;
  throw Fault(FaultCode::conflict, "the conversation is finished; reopen it before changing it");
}

Conversation withNote(Conversation conversation, AreaNote note) {
  requireOpen(conversation);
  const auto known = std::ranges::find(conversation.areas, note.area.key,
                                       [](const AreaNote& one) { return one.area.key; });
  if (known == conversation.areas.end()) {
    conversation.areas.push_back(std::move(note));
  } else {
    *known = std::move(note);
  }
  return conversation;
}

void addThing(std::vector<ThingVersion>& things, ThingVersion thing) {
  const auto known = std::ranges::find(things, thing.thing, &ThingVersion::thing);
  if (known != things.end()) {
    *known = thing;
    return;
  }
  if (things.size() >= kMostThings) {
    throw Fault(FaultCode::tooLarge,
                fmt::format("one conversation holds at most {} strengths", kMostThings));
  }
  things.push_back(thing);
}

/// What was typed into the box for own words, which may stay empty next to an offered step.
std::expected<std::string, Problem> ownWords(const FinishForm& form, bool hasOffered) {
  if (hasOffered && trimmed(form.words).empty()) return std::string();
  return typedWords(form.words,
                    {.field = "next-step-words",
                     .whenEmpty = Msgid("Choose a next step, or write your own"),
                     .whenTooLong = Msgid("The next step must be {most} characters or fewer"),
                     .most = kMostNextStepCharacters});
}

std::expected<std::optional<PartialDate>, Problem> stepDate(const FinishForm& form,
                                                            const OfferedStep* offered,
                                                            const PartialDate& happened) {
  auto when = typedDate(form.when, "next-step-when");
  if (!when) return when;
  if (!*when && offered && offered->asksForDate) {
    return std::unexpected(
        Problem{"next-step-when-day", Sentence(Msgid("This next step needs a date"))});
  }
  if (*when && (*when)->latest() < happened.earliest()) {
    return std::unexpected(Problem{
        "next-step-when-day", Sentence(Msgid("The next step cannot be before the conversation"))});
  }
  return when;
}

}  // namespace

AreaState Conversation::stateOf(const GuideKey& area) const {
  const auto note =
      std::ranges::find(areas, area, [](const AreaNote& one) { return one.area.key; });
  return note == areas.end() ? AreaState::notYet : note->state;
}

std::expected<Conversation, Problems> conversationFrom(const BeginForm& form,
                                                       const StrengthsGuide& guide, Date today) {
  Problems problems;
  const auto way = valueIn(kWaysIn, form.wayIn);
  if (!way || !guide.offers(*way)) {
    problems.push_back({"way-in", Sentence(Msgid("Choose a way into the conversation"))});
  }
  const auto happened = typedDate(form.happened, "happened");
  if (!happened) {
    problems.push_back(happened.error());
  } else if (!*happened) {
    problems.push_back({"happened-day", Sentence(Msgid("Say when the conversation was"))});
  } else if ((*happened)->earliest() > today) {
    problems.push_back(
        {"happened-day", Sentence(Msgid("The conversation cannot be in the future"))});
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Conversation{.wayIn = *way, .happened = **happened};
}

Conversation talkedAbout(Conversation conversation, const AreaRef& area) {
  return withNote(std::move(conversation), {.area = area, .state = AreaState::talkedAbout});
}

Conversation leftForLater(Conversation conversation, const AreaRef& area) {
  return withNote(std::move(conversation), {.area = area, .state = AreaState::later});
}

std::expected<Conversation, Problem> declined(Conversation conversation, const AreaRef& area,
                                              std::string_view reason) {
  requireOpen(conversation);
  auto words = typedWords(
      reason, {.field = "reason",
               .whenEmpty = Msgid("Write down why, in the person’s words"),
               .whenTooLong = Msgid("Why not to talk about it must be {most} characters or fewer"),
               .most = kMostReasonCharacters});
  if (!words) return std::unexpected(std::move(words.error()));
  return withNote(std::move(conversation),
                  {.area = area, .state = AreaState::declined, .reason = std::move(*words)});
}

Conversation withNothingComingToMind(Conversation conversation) {
  requireOpen(conversation);
  conversation.nothingCameToMind = true;
  return conversation;
}

Conversation withPromptOpened(Conversation conversation, const GuideKey& prompt) {
  auto changed = withNothingComingToMind(std::move(conversation));
  if (std::ranges::find(changed.promptsOpened, prompt) == changed.promptsOpened.end()) {
    changed.promptsOpened.push_back(prompt);
  }
  return changed;
}

Conversation withMade(Conversation conversation, ThingVersion thing, const AreaRef& area) {
  auto changed = talkedAbout(std::move(conversation), area);
  addThing(changed.made, thing);
  return changed;
}

Conversation withConfirmed(Conversation conversation, ThingVersion thing, const AreaRef& area) {
  auto changed = talkedAbout(std::move(conversation), area);
  addThing(changed.confirmed, thing);
  return changed;
}

std::expected<Conversation, Problems> finish(Conversation conversation, const FinishForm& form,
                                             const StrengthsGuide& guide) {
  requireOpen(conversation);
  Problems problems;
  const OfferedStep* offered = nullptr;
  if (!form.nextStep.empty()) {
    const auto key = GuideKey::parse(form.nextStep);
    offered = key ? guide.nextStep(*key) : nullptr;
    if (!offered)
      problems.push_back({"next-step", Sentence(Msgid("Choose a next step from the list"))});
  }
  auto words = ownWords(form, !form.nextStep.empty());
  if (!words) problems.push_back(std::move(words.error()));
  auto when = stepDate(form, offered, conversation.happened);
  if (!when) problems.push_back(std::move(when.error()));
  if (!problems.empty()) return std::unexpected(std::move(problems));

  NextStep step{.words = std::move(*words), .when = *when};
  if (offered) step.offered = ChosenStep{.key = offered->key, .words = offered->words};
  conversation.nextStep = std::move(step);
  conversation.state = ConversationState::finished;
  return conversation;
}

Conversation reopened(Conversation conversation) {
  conversation.state = ConversationState::open;
  return conversation;
}

}  // namespace refocus::practice
