// The one rule for dates of birth, however they come: from a file or from a form.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "base/words.hpp"

namespace refocus::people {

/// Why nobody can have been born then: a year that the forms do not take, or a day after today.
/// Nothing where somebody can.
[[nodiscard]] std::optional<Sentence> wrongWithBirthDate(const PartialDate& born, Date today);

}  // namespace refocus::people
