// What the pages of people, teams and administration share: dates and lines as they were typed, and
// how people, days and spans are shown.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "html/html.hpp"
#include "people/account_forms.hpp"
#include "people/directory.hpp"
#include "people/worker.hpp"
#include "site/frame.hpp"
#include "site/visit.hpp"

namespace refocus::people {

using site::Choice;
using site::ListPage;
using site::TypedDate;

/// The day; nothing where nothing was typed; a problem added (and nothing) where it is no day.
[[nodiscard]] std::optional<Date> dayOf(const site::Visit& visit, const TypedDate& typed,
                                        const std::string& id, Problems& problems);
/// The same, where day, or day and month, may be left empty.
[[nodiscard]] std::optional<PartialDate> partialDateOf(const site::Visit& visit,
                                                       const TypedDate& typed,
                                                       const std::string& id, Problems& problems);

/// A line of text that must be there and no longer than `most` characters, trimmed and in NFC.
[[nodiscard]] std::string lineOf(const site::Visit& visit, const http::Form& form,
                                 const std::string& id, std::size_t most, std::string_view missing,
                                 Problems& problems);

/// A sentence as a message at a field: without its full stop.
[[nodiscard]] std::string withoutStop(std::string sentence);

/// Somebody on a page of those who run the service and need no names: "Record 9f2c61b0", the end of
/// the record's id.
[[nodiscard]] std::string recordName(const Words& words, const PersonId& person);

/// Workers to choose from, each with their profession, since two may have one name; `none` is the
/// choice of nobody.
[[nodiscard]] std::vector<Choice> workerChoices(const Words& words, std::string_view none,
                                                std::span<const Worker> staff);

/// The name, or words for there being none.
[[nodiscard]] std::string shownName(const Words& words, std::string_view name);
[[nodiscard]] std::string dayText(const Words& words, Date day);
[[nodiscard]] std::string dayText(const Words& words, const std::optional<Date>& day);
/// "From 1 March 2026" or "1 March 2026 to 3 May 2026".
[[nodiscard]] std::string spanText(const Words& words, Date from, const std::optional<Date>& until);

}  // namespace refocus::people
