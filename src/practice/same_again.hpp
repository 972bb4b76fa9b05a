// For what somebody typed: recorded once, also where a browser went back and sent it once more
// (record/same_again.hpp). There for Conversation, Strength, Action and Guess; defined beside the
// store's other functions.
#pragma once

#include <optional>

#include "practice/practice_store.hpp"
#include "record/same_again.hpp"

namespace refocus::practice {

/// What the actor added here just now and stands as it was, if it is this value.
template <class Value>
[[nodiscard]] std::optional<ThingVersion> justAdded(record::Reading& reading,
                                                    const record::PersonRecord& record,
                                                    const Value& value);

/// Adds it, unless they just did, and says which thing it is.
template <class Value>
ThingVersion addOnce(record::Writing& writing, const record::PersonRecord& record,
                     const Value& value) {
  const auto same = justAdded(writing, record, value);
  return same ? *same : add(writing, record, value);
}

}  // namespace refocus::practice
