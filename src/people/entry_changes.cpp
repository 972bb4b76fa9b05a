#include "people/entry_changes.hpp"

#include <algorithm>

#include "html/nhs.hpp"
#include "people/entry_form.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using html::Html;
namespace nhs = html::nhs;

// A field that only one of them has stands at its place among the other's.
void put(std::vector<EntryChange>& all, const EntryLine& line, std::string EntryChange::* side) {
  auto at = std::ranges::find(all, line.label, &EntryChange::label);
  if (at == all.end()) at = all.insert(all.end(), EntryChange{.label = line.label});
  (*at).*side = line.text;
}

std::vector<EntryChange> allFields(const Words& words, const PersonEntry& one,
                                   const PersonEntry& other) {
  std::vector<EntryChange> all;
  for (const EntryLine& line : entryLines(words, one)) put(all, line, &EntryChange::before);
  for (const EntryLine& line : entryLines(words, other)) put(all, line, &EntryChange::after);
  return all;
}

Html cell(const Words& words, const std::string& text) {
  return text.empty() ? html::text(words("Nothing")) : html::lines(text);
}

}  // namespace

std::vector<EntryChange> changesBetween(const Words& words, const PersonEntry& before,
                                        const PersonEntry& after) {
  auto all = allFields(words, before, after);
  std::erase_if(all, [](const EntryChange& field) { return !field.isOne(); });
  return all;
}

std::vector<EntryChange> sideBySide(const Words& words, const PersonEntry& one,
                                    const PersonEntry& other) {
  auto all = allFields(words, one, other);
  std::erase_if(
      all, [](const EntryChange& field) { return field.before.empty() && field.after.empty(); });
  return all;
}

Html changesTable(const Words& words, const ChangeHeads& heads,
                  const std::vector<EntryChange>& changes) {
  if (changes.empty()) return {};
  nhs::Table table{.caption = {.text = heads.caption, .classes = "nhsuk-u-visually-hidden"},
                   .head = {{.text = words("What")}, {.text = heads.before}, {.text = heads.after}},
                   .responsive = true};
  for (const EntryChange& change : changes) {
    const Html before = cell(words, change.before);
    const Html after = cell(words, change.after);
    table.rows.push_back({{.text = change.label},
                          {.text = before},
                          {.text = change.isOne() ? html::el("strong", after) : after}});
  }
  return nhs::table(table);
}

Html comparison(const Words& words, std::string_view other,
                const std::vector<EntryChange>& changes) {
  return changesTable(words,
                      {.caption = words("What is the same and what is not"),
                       .before = words("In Refocus"),
                       .after = other},
                      changes);
}

}  // namespace refocus::people
