#include "practice/open_conversation.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "practice/same_again.hpp"

namespace refocus::practice {
namespace {

Conversation beginning(const std::optional<Recorded<Conversation>>& open, Instant now) {
  if (open) return open->value;
  return Conversation{.practice = Practice::strengths,
                      .wayIn = WayIn::guide,
                      .happened = PartialDate(londonDate(now)),
                      .nextStep = {}};
}

// Whether the one says all that the other does.
bool saysAllOf(const Conversation& whole, const Conversation& part) {
  const auto isWithin = [](const auto& some, const auto& all) {
    return std::ranges::all_of(some, [&](const auto& one) {
      return std::ranges::find(all, one) != std::ranges::end(all);
    });
  };
  const bool endsAlike =
      !part.nextStep || (part.nextStep == whole.nextStep && part.wayIn == whole.wayIn &&
                         part.happened == whole.happened);
  return endsAlike && part.practice == whole.practice &&
         (whole.nothingCameToMind || !part.nothingCameToMind) &&
         isWithin(part.areas, whole.areas) && isWithin(part.promptsOpened, whole.promptsOpened) &&
         isWithin(part.made, whole.made) && isWithin(part.confirmed, whole.confirmed);
}

}  // namespace

ConversationInHand::ConversationInHand(record::Writing& writing, const record::PersonRecord& record)
    : writing_(writing),
      record_(record),
      open_(openConversation(writing, record)),
      begun_(beginning(open_, writing.now())),
      value_(begun_) {}

void ConversationInHand::record(const std::vector<Strength>& strengths) {
  for (const Strength& strength : strengths) {
    if (justAdded(writing_, record_, strength)) continue;
    value_ = withMade(std::move(value_), add(writing_, record_, strength), strength.area);
  }
}

bool ConversationInHand::wasJustFinished() const {
  const auto last = lastFinishedConversation(writing_, record_);
  return last && last->author == writing_.actor().account &&
         last->madeAt >= writing_.now().plus(-record::kSameAgainWithin) &&
         saysAllOf(last->value, value_);
}

void ConversationInHand::keep() {
  if (!open_) {
    const bool isNew = value_ != begun_ && !wasJustFinished();
    if (isNew) add(writing_, record_, value_);
    return;
  }
  const auto saved = save(writing_, record_, open_->id, open_->version, value_);
  if (!saved) throw Fault(FaultCode::internal, "a conversation changed within its own transaction");
}

}  // namespace refocus::practice
