#include "record/book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/fault.hpp"

namespace refocus::record {

std::expected<PersonRecord, Closed> Reading::open(const PersonId& person,
                                                  access::Permission permission, Deed action,
                                                  std::string_view subject) {
  auto ground = parts_.door(sql_, actor_, person, permission, now_);
  if (!ground) return std::unexpected(ground.error());
  note(action, person.text(), subject, ground->reason);
  return PersonRecord(person, parts_.keys.ofPerson(sql_, trust(), person), std::move(*ground),
                      permission == access::Permission::writeRecord);
}

void Reading::note(Deed action, std::string_view person, std::string_view subject,
                   std::string_view reason) {
  entries_.push_back({.trust = trust(),
                      .at = now_,
                      .account = actor_.account.uuid().isNil() ? "" : actor_.account.text(),
                      .action = std::string(action.code()),
                      .person = std::string(person),
                      .subject = std::string(subject),
                      .reason = std::string(reason)});
}

void Reading::nameMade(const PersonId& person, const ThingId& thing, std::int64_t number) {
  const auto backwards = entries_ | std::views::reverse;
  const auto newest = std::ranges::find(backwards, person.text(), &AuditEntry::person);
  if (newest == backwards.end()) {
    throw Fault(FaultCode::internal, "a version is made in a record that was opened elsewhere");
  }
  if (!newest->made.empty()) newest->made += '\n';
  newest->made += fmt::format("{} {}", thing.text(), number);
}

void Book::keep(std::vector<AuditEntry> entries) {
  if (entries.empty()) return;
  parts_.database.write([&](database::Write&) {
    for (AuditEntry& entry : entries) parts_.trail.append(std::move(entry));
  });
}

void Book::keepLater(std::vector<AuditEntry> entries,
                     std::move_only_function<void(const std::exception_ptr&)> then) {
  parts_.database.writeLater(
      [this, entries = std::move(entries)](database::Write&) mutable {
        for (AuditEntry& entry : entries) parts_.trail.append(std::move(entry));
      },
      std::move(then));
}

}  // namespace refocus::record
