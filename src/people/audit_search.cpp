#include "people/audit_search.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.hpp"
#include "people/account_admin_store.hpp"
#include "people/record_search.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kAtOnce = 500;
constexpr std::string_view kWho = "who";
constexpr std::string_view kRecord = "record";
constexpr std::string_view kUntil = "until";

void add(Problems& problems, std::string_view field, std::string_view message) {
  problems.push_back({std::string(field), std::string(message)});
}

std::optional<std::vector<AccountId>> accountsTyped(const Words& words, record::Reading& reading,
                                                    const std::string& typed, Problems& problems) {
  if (typed.empty()) return std::nullopt;
  if (const auto id = AccountId::parse(typed)) return std::vector{*id};
  std::vector<AccountId> accounts;
  for (const Account& one : accountsMatching(reading, typed)) accounts.push_back(one.id);
  if (accounts.empty()) add(problems, kWho, words("No account has this name or email address"));
  return accounts;
}

std::optional<PersonId> personTyped(const Words& words, record::Reading& reading,
                                    const std::string& typed, Problems& problems) {
  if (typed.empty()) return std::nullopt;
  const auto person = recordTyped(words, reading, typed);
  if (person) return *person;
  add(problems, kRecord, person.error());
  return std::nullopt;
}

// As entries name them: entries are many.
std::optional<std::set<std::string>> wantedAccounts(const AuditFilter& filter) {
  if (!filter.accounts) return std::nullopt;
  std::set<std::string> wanted;
  for (const AccountId& account : *filter.accounts) wanted.insert(account.text());
  return wanted;
}

}  // namespace

AuditSearch AuditSearch::askedBy(const site::Visit& visit) {
  const http::Fields query = site::searchAsked(visit);
  AuditSearch search{.who = std::string(trimmed(query.text(kWho))),
                     .record = std::string(trimmed(query.text(kRecord))),
                     .until = TypedDate::from(query, kUntil)};
  const std::string_view before = visit.request().query.text("before");
  std::from_chars(before.data(), before.data() + before.size(), search.before);
  return search;
}

AuditFilter filterOf(const site::Visit& visit, record::Reading& reading, const AuditSearch& search,
                     Problems& problems) {
  access::require(reading.actor(), access::Permission::readAudit);
  const Words& words = visit.words();
  AuditFilter filter{.accounts = accountsTyped(words, reading, search.who, problems),
                     .person = personTyped(words, reading, search.record, problems),
                     .before = std::max<std::int64_t>(search.before, 0)};
  const auto day = dayOf(visit, search.until, std::string(kUntil), problems);
  if (day) {
    const std::int64_t after = record::firstEntryAfter(reading.sql(), reading.trust(), *day);
    filter.before = filter.before > 0 ? std::min(filter.before, after) : after;
  }
  return filter;
}

FoundEntries findEntries(record::Reading& reading, const AuditFilter& filter, std::size_t most,
                         std::size_t mostLookedAt) {
  access::require(reading.actor(), access::Permission::readAudit);
  const auto wanted = wantedAccounts(filter);
  FoundEntries found;
  std::int64_t before = filter.before;
  const std::size_t asked = filter.accounts ? kAtOnce : std::min(most + 1, kAtOnce);
  for (std::size_t looked = 0; looked < mostLookedAt; looked += asked) {
    const auto batch = record::auditPage(
        reading.sql(), reading.keys(), reading.trust(),
        {.before = before, .most = static_cast<int>(asked), .person = filter.person});
    for (const record::ChainedEntry& one : batch) {
      if (wanted && !wanted->contains(one.entry.account)) continue;
      if (found.entries.size() == most) {
        found.next = found.entries.back().number;
        return found;
      }
      found.entries.push_back(one);
    }
    if (batch.size() < asked) return found;
    before = batch.back().number;
  }
  found.next = before;
  return found;
}

}  // namespace refocus::people
