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
  std::vector<std::string> standing;  ///< what is ticked of how the record stands

  [[nodiscard]] static TypedEntry of(const Words& words, const PersonEntry& entry);
  [[nodiscard]] static TypedEntry from(const http::Form& form);
};

[[nodiscard]] html::Html entryFields(const site::Visit& visit, const TypedEntry& typed,
                                     const Problems& problems);

/// The entry that was typed, with what the form does not ask of the one that it changes (other
/// systems' numbers, the day of death), and its language where that was left as it was shown;
/// problems are added.
[[nodiscard]] PersonEntry entryTyped(const site::Visit& visit, const TypedEntry& typed,
                                     const PersonEntry& standing, Problems& problems);

/// One field as pages say it.
struct EntryLine {
  std::string label;
  std::string text;     ///< empty: nothing is filled in
  bool isAsked = true;  ///< of everybody; what is not, is only said where there is something
};
/// Every field in the order of pages.
[[nodiscard]] std::vector<EntryLine> entryLines(const Words& words, const PersonEntry& entry);

/// The entry as keys and values.
[[nodiscard]] html::Html entrySummary(const Words& words, const PersonEntry& entry);

}  // namespace refocus::people
