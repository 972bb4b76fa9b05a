#include "practice/open_conversation.hpp"

#include "base/fault.hpp"

namespace refocus::practice {
namespace {

Conversation beginning(const std::optional<Recorded<Conversation>>& open, Instant now) {
  if (open) return open->value;
  return Conversation{.practice = Practice::strengths,
                      .wayIn = WayIn::guide,
                      .happened = PartialDate(londonDate(now)),
                      .nextStep = {}};
}

}  // namespace

ConversationInHand::ConversationInHand(record::Writing& writing, const record::PersonRecord& record)
    : writing_(writing),
      record_(record),
      open_(openConversation(writing, record)),
      value_(beginning(open_, writing.now())) {}

void ConversationInHand::record(const std::vector<Strength>& strengths) {
  for (const Strength& strength : strengths) {
    value_ = withMade(std::move(value_), add(writing_, record_, strength), strength.area);
  }
}

void ConversationInHand::keep() {
  if (!open_) {
    add(writing_, record_, value_);
    return;
  }
  const auto saved = save(writing_, record_, open_->id, open_->version, value_);
  if (!saved) throw Fault(FaultCode::internal, "a conversation changed within its own transaction");
}

}  // namespace refocus::practice
