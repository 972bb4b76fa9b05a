#include "people/audit_words.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "people/account_admin_parts.hpp"
#include "people/account_store.hpp"
#include "people/caseload_store.hpp"
#include "people/team_store.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

// How many ids a text names: 0 unless it is a list of ids and nothing else.
std::int64_t idsIn(std::string_view text) {
  std::int64_t count = 0;
  for (const auto part : std::views::split(text, ' ')) {
    if (!Uuid::parse(std::string_view(part.begin(), part.end()))) return 0;
    ++count;
  }
  return count;
}

bool isDeed(const record::AuditEntry& entry, std::initializer_list<record::Deed> deeds) {
  return std::ranges::any_of(deeds,
                             [&](const record::Deed& one) { return one.code() == entry.action; });
}

// Deeds whose subject is the people whom a list showed.
bool showsPeople(const record::AuditEntry& entry) {
  return entry.person.empty() &&
         isDeed(entry, {"caseload-read", "caseload-dates-read", "break-glass-list",
                        "people-searched", "entry-compared"});
}

std::optional<std::string_view> versionIn(std::string_view subject) {
  constexpr std::string_view kEntry = "entry ";
  if (!subject.starts_with(kEntry)) return std::nullopt;
  return subject.substr(kEntry.size());
}

}  // namespace

std::string AuditWords::accountName(const AccountId& account) {
  const auto known = accounts_.find(account);
  if (known != accounts_.end()) return known->second;
  const std::array one{account};
  const auto names = accountNames(reading_, one);
  return accounts_[account] = names.empty() ? std::string() : names.front().second;
}

std::string AuditWords::who(const record::AuditEntry& entry) {
  if (entry.account.empty()) return std::string(words_("Command line"));
  const auto account = AccountId::parse(entry.account);
  std::string name = account ? accountName(*account) : std::string();
  return name.empty() ? entry.account : name;
}

std::string AuditWords::deed(const record::AuditEntry& entry) const {
  const auto known = record::wordsOfDeed(entry.action);
  return known ? std::string(words_(*known)) : entry.action;
}

// Ids are unique, whatever they name: so each kind is asked until one knows it.
std::string AuditWords::ofId(const record::AuditEntry& entry) {
  const Uuid id = Uuid::parse(entry.subject).value();
  if (std::string name = accountName(AccountId(id)); !name.empty()) return name;
  if (const auto known = team(reading_, TeamId(id))) return known->name;
  if (const auto known = worker(reading_, WorkerId(id))) return known->name;
  const auto teamName = [&](const TeamId& of) { return team(reading_, of).value_or(Team{}).name; };
  if (const auto known = post(reading_, PostId(id))) {
    const auto holder = worker(reading_, known->worker);
    return words_("{worker} in {team}", arg("worker", holder ? holder->name : std::string()),
                  arg("team", teamName(known->team)));
  }
  if (const auto known = place(reading_, PlaceId(id))) return teamName(known->team);
  return {};
}

std::string AuditWords::about(const record::AuditEntry& entry) {
  // Beside what somebody did to their own account it says nothing to name it.
  if (entry.subject.empty() || entry.subject == entry.account) return {};
  // What was refused is a deed itself.
  if (const auto refused = record::wordsOfDeed(entry.subject)) return std::string(words_(*refused));
  if (showsPeople(entry)) {
    return words_.plural("{count} person", "{count} people", idsIn(entry.subject));
  }
  if (const auto version = versionIn(entry.subject)) {
    return words_("Version {number}", arg("number", *version));
  }
  if (const auto person = PersonId::parse(entry.person); person && part_) {
    if (std::string known = part_(words_, reading_, *person, entry.subject); !known.empty()) {
      return known;
    }
  }
  if (idsIn(entry.subject) == 1) return ofId(entry);
  return idsIn(entry.subject) > 1 ? std::string() : entry.subject;
}

std::string AuditWords::why(const record::AuditEntry& entry) const {
  if (isDeed(entry, {"role-given", "role-ended"})) {
    if (const auto role = access::roleNamed(entry.reason)) {
      return std::string(labelOf(words_, *role));
    }
  }
  if (isDeed(entry, {"second-factor-rule-set"})) {
    return std::string(entry.reason == nameOf(SecondFactor::required) ? words_("Required")
                                                                      : words_("Not required"));
  }
  return entry.reason;
}

}  // namespace refocus::people
