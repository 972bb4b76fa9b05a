// Who may become somebody's key worker: whoever can act on it, that is with an account that opens
// and a post in the team on the day. Import, the form that adds a person and the page of a place
// ask alike.
#pragma once

#include <optional>

#include "base/words.hpp"
#include "people/caseload.hpp"
#include "record/book.hpp"

namespace refocus::people {

enum class KeyWorkerFault { noActiveAccount, noPost };

/// Why the worker cannot become key worker in the team on the day; nothing if they can.
[[nodiscard]] std::optional<KeyWorkerFault> keyWorkerFault(record::Reading& reading,
                                                           const WorkerId& worker,
                                                           const TeamId& team, Date day);

/// As a message beside the field that chose them.
[[nodiscard]] Msgid labelOf(KeyWorkerFault fault);

/// The day on which the key worker of a place has to be in post: today, or the nearest day to it on
/// which the place is held.
[[nodiscard]] Date keyWorkerDay(Date today, Date from, const std::optional<Date>& until);

}  // namespace refocus::people
