// The form of a person's entry: its fields from an entry or from what was typed, what was typed as
// an entry, and an entry as a list to read.
#pragma once

#include <string>
#include <vector>

#include "html/html.hpp"
#include "people/page_parts.hpp"
#include "people/person.hpp"

namespace refocus::people {

/// What the form's fields hold, right or wrong.
struct TypedEntry {
  std::vector<std::pair<std::string, std::string>> lines;  ///< field's id, text
  std::string interpreter;                                 ///< yes, no or empty
  TypedDate birthDate;

  [[nodiscard]] static TypedEntry of(const Words& words, const PersonEntry& entry);
  [[nodiscard]] static TypedEntry from(const http::Form& form);
};

[[nodiscard]] html::Html entryFields(const site::Visit& visit, const TypedEntry& typed,
                                     const Problems& problems);

/// The entry that was typed, with the identities of the one that it changes, and its language where
/// that was left as it was shown; problems are added.
[[nodiscard]] PersonEntry entryTyped(const site::Visit& visit, const TypedEntry& typed,
                                     const PersonEntry& standing, Problems& problems);

/// The entry as keys and values.
[[nodiscard]] html::Html entrySummary(const Words& words, const PersonEntry& entry);

}  // namespace refocus::people
