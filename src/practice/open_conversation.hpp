// The conversation that is being had: the record's open one, or a new one that begins with the
// first thing recorded. Taken up, changed and kept within one transaction, so it is never stale.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "practice/practice_store.hpp"

namespace refocus::practice {

class ConversationInHand {
 public:
  /// `record` must be opened for writing and outlive this.
  ConversationInHand(record::Writing& writing, const record::PersonRecord& record);

  [[nodiscard]] const Conversation& value() const { return value_; }

  /// Adds strengths that the person named now; those that were just added are not added again.
  void record(const std::vector<Strength>& strengths);

  void change(const std::function<Conversation(Conversation)>& change) {
    value_ = change(std::move(value_));
  }

  /// Saves what has changed: a new conversation, or a new version of the open one. Nothing where
  /// the actor has just finished one that says it all: then the form came again.
  void keep();

 private:
  [[nodiscard]] bool wasJustFinished() const;

  record::Writing& writing_;
  const record::PersonRecord& record_;
  std::optional<Recorded<Conversation>> open_;
  Conversation begun_;
  Conversation value_;
};

}  // namespace refocus::practice
