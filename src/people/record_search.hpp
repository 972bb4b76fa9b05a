// Finding one person's record on the pages of those who run the service and see no names: by NHS
// number, by the record's id, or by the end of it as lists show it.
#pragma once

#include <expected>
#include <string>

#include "people/page_parts.hpp"

namespace refocus::people {

/// Whose record was typed, or why there is none, in the reader's language. Needs readAudit or
/// importCaseload. That somebody was found by NHS number is an audit entry.
[[nodiscard]] std::expected<PersonId, std::string> recordTyped(const Words& words,
                                                               record::Reading& reading,
                                                               const std::string& typed);

}  // namespace refocus::people
