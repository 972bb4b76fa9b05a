#include "people/entry_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "record/deed.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kMostAmiss = 20;
constexpr std::array kMakes{record::Deed("person-made"), record::Deed("entry-changed")};

// The number of the version that an audit entry says was made: its subject is "entry 3".
std::optional<std::int64_t> madeBy(const record::AuditEntry& entry) {
  constexpr std::string_view kBefore = "entry ";
  const bool makes = std::ranges::any_of(
      kMakes, [&](const record::Deed& deed) { return deed.code() == entry.action; });
  if (!makes || !entry.subject.starts_with(kBefore)) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(entry.subject.data() + kBefore.size(),
                  entry.subject.data() + entry.subject.size(), number);
  return number;
}

}  // namespace

void EntryCheck::entry(database::Read& read, const record::AuditEntry& entry) {
  const auto number = madeBy(entry);
  if (!number) return;
  const auto stored = read.first(
      "SELECT author, made_at FROM person_entry WHERE trust = $1 AND person = $2 AND number = $3",
      {trust_, entry.person, *number},
      [](const database::Row& row) { return std::pair(row.id<AccountId>(0), row.instant(1)); });
  if (!stored) {
    return add(
        fmt::format("version {} of the details of person {} is gone", *number, entry.person));
  }
  const std::string author = stored->first.uuid().isNil() ? "" : stored->first.text();
  if (author != entry.account || stored->second != entry.at) {
    add(
        fmt::format("version {} of the details of person {} has another author or time than it "
                    "was made with",
                    *number, entry.person));
  }
}

void EntryCheck::end(database::Read& read) {
  read.each(
      R"(SELECT p.id
           FROM person p
           LEFT JOIN (SELECT person, COUNT(*) AS held, MAX(number) AS newest
                        FROM person_entry
                       WHERE trust = $1
                       GROUP BY person) e
             ON e.person = p.id
          WHERE p.trust = $1
            AND (e.held IS NULL OR e.held <> p.head OR e.newest <> p.head)
          ORDER BY p.id
          LIMIT $2)",
      {trust_, static_cast<std::int64_t>(kMostAmiss)}, [&](const database::Row& row) {
        add(fmt::format("the details shown of person {} are not their newest", row.text(0)));
      });
}

void EntryCheck::add(std::string what) {
  if (amiss_.size() < kMostAmiss) amiss_.push_back(std::move(what));
}

}  // namespace refocus::people
