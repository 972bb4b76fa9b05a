// The same words once more: a browser that went back and sent its form again, with a new token. It
// is asked before making a thing that says what somebody typed. Defined beside the others of
// things.cpp.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "record/things.hpp"

namespace refocus::record {

/// The same words from the same author within this time are the same again.
inline constexpr std::chrono::minutes kSameAgainWithin{10};

/// What the actor made in this record just now, of this kind and state, whose newest version is
/// theirs and has this body.
[[nodiscard]] std::optional<Thing> sameJustMade(Reading& reading, const PersonRecord& record,
                                                const Kind& kind, std::string_view state,
                                                std::string_view body);

}  // namespace refocus::record
