// Two entries beside each other, field by field: what an import would change, what a version
// changed, and two people who may be one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/words.hpp"
#include "html/html.hpp"
#include "people/person.hpp"

namespace refocus::people {

struct EntryChange {
  std::string label;
  std::string before;  ///< empty: nothing
  std::string after;

  [[nodiscard]] bool isOne() const { return before != after; }
};

/// The fields in which they differ, in the order of pages.
[[nodiscard]] std::vector<EntryChange> changesBetween(const Words& words, const PersonEntry& before,
                                                      const PersonEntry& after);
/// Every field that either of them fills in, alike or not.
[[nodiscard]] std::vector<EntryChange> sideBySide(const Words& words, const PersonEntry& one,
                                                  const PersonEntry& other);

/// The columns' names; the first, what the field is, is the same everywhere.
struct ChangeHeads {
  std::string_view caption;
  std::string_view before;
  std::string_view after;
};
[[nodiscard]] html::Html changesTable(const Words& words, const ChangeHeads& heads,
                                      const std::vector<EntryChange>& changes);
/// The same of a record and a file, or of what was typed.
[[nodiscard]] html::Html comparison(const Words& words, std::string_view other,
                                    const std::vector<EntryChange>& changes);

}  // namespace refocus::people
