#include "people/audit_pages.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "people/account_store.hpp"
#include "people/page_parts.hpp"
#include "record/audit.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::fragment;
using html::Html;
using record::ChainedEntry;
namespace nhs = html::nhs;

constexpr int kPerPage = 50;
constexpr int kAtOnce = 500;
constexpr std::size_t kMostScanned = 20'000;  // an account's entries are found by looking
constexpr std::size_t kMostInFile = 50'000;

struct Filter {
  std::string personTyped;
  std::string accountTyped;
  std::optional<PersonId> person;
  std::optional<AccountId> account;
  std::int64_t before = 0;
  Problems problems;

  [[nodiscard]] std::string query() const {
    return "?person=" + http::percentEncoded(personTyped) +
           "&account=" + http::percentEncoded(accountTyped);
  }
};

Filter filterOf(const site::Visit& visit) {
  const auto& query = visit.request().query;
  Filter filter{.personTyped = std::string(trimmed(query.text("person"))),
                .accountTyped = std::string(trimmed(query.text("account")))};
  filter.person = PersonId::parse(filter.personTyped);
  filter.account = AccountId::parse(filter.accountTyped);
  const std::string wrong(visit.words()("Enter an id as this list shows it"));
  if (!filter.personTyped.empty() && !filter.person) filter.problems.push_back({"person", wrong});
  if (!filter.accountTyped.empty() && !filter.account) {
    filter.problems.push_back({"account", wrong});
  }
  const std::string_view before = query.text("before");
  std::from_chars(before.data(), before.data() + before.size(), filter.before);
  return filter;
}

struct Found {
  std::vector<ChainedEntry> entries;
  std::int64_t next = 0;  ///< from below which to go on; 0: that was all
  std::map<std::string, std::string> names;
};

bool fits(const Filter& filter, const ChainedEntry& one) {
  return !filter.account || one.entry.account == filter.account->text();
}

std::map<std::string, std::string> namesOf(record::Reading& reading,
                                           const std::vector<ChainedEntry>& entries) {
  std::set<AccountId> ids;
  for (const ChainedEntry& one : entries) {
    if (const auto id = AccountId::parse(one.entry.account)) ids.insert(*id);
  }
  std::map<std::string, std::string> names;
  const std::vector<AccountId> list(ids.begin(), ids.end());
  for (auto& [id, name] : accountNames(reading, list)) names.emplace(id.text(), std::move(name));
  return names;
}

Found find(record::Reading& reading, const Filter& filter, std::size_t most,
           std::size_t mostScanned) {
  access::require(reading.actor(), access::Permission::readAudit);
  Found found;
  std::int64_t before = filter.before;
  for (std::size_t scanned = 0; scanned < mostScanned;) {
    const int asked = filter.account || most > kAtOnce ? kAtOnce : static_cast<int>(most) + 1;
    const auto batch =
        record::auditPage(reading.sql(), reading.keys(), reading.trust(),
                          {.before = before, .most = asked, .person = filter.person});
    for (const ChainedEntry& one : batch) {
      if (!fits(filter, one)) continue;
      if (found.entries.size() == most) {
        found.next = found.entries.back().number;
        found.names = namesOf(reading, found.entries);
        return found;
      }
      found.entries.push_back(one);
    }
    scanned += batch.size();
    if (batch.size() < static_cast<std::size_t>(asked)) {
      before = 0;
      break;
    }
    before = batch.back().number;
  }
  found.next = before;
  found.names = namesOf(reading, found.entries);
  return found;
}

std::string whoText(const Words& words, const Found& found, const std::string& account) {
  if (account.empty()) return std::string(words("Command line"));
  const auto name = found.names.find(account);
  return name == found.names.end() ? account : name->second;
}

/// A deed in words. A code that this program does not know stays as it is.
std::string deedText(const Words& words, const std::string& code) {
  const auto known = record::wordsOfDeed(code);
  return known ? std::string(words(*known)) : code;
}

// A list's subject is the ids of all whom it showed: folded away, so that the page stays readable.
// What was refused is a deed itself.
Html subjectOf(const Words& words, const std::string& subject) {
  constexpr std::size_t kShort = 80;
  if (record::wordsOfDeed(subject)) return html::text(deedText(words, subject));
  if (subject.size() <= kShort) return html::text(subject);
  const auto count = std::ranges::count(subject, ' ') + 1;
  return nhs::details(
      {.summary = words.plural("{count} id", "{count} ids", count), .text = el("p", subject)});
}

nhs::TableRow rowOf(const Words& words, const Found& found, const ChainedEntry& one) {
  const auto& entry = one.entry;
  return {{.text = std::to_string(one.number)},
          {.text = londonText(entry.at, words.language())},
          {.text = whoText(words, found, entry.account)},
          {.text = deedText(words, entry.action)},
          {.text = entry.person},
          {.text = subjectOf(words, entry.subject)},
          {.text = html::lines(entry.reason)}};
}

Html filterForm(const site::Visit& visit, const Filter& filter) {
  const Words& words = visit.words();
  return el("form", attr("method", "get"), attr("action", "/admin/audit"),
            textField(visit,
                      {.id = "person",
                       .label = std::string(words("Only the record with this id")),
                       .value = filter.personTyped},
                      filter.problems),
            textField(visit,
                      {.id = "account",
                       .label = std::string(words("Only what this account's id did")),
                       .value = filter.accountTyped},
                      filter.problems),
            nhs::button({.text = words("Show"), .variant = nhs::ButtonVariant::secondary}));
}

Html tableOf(const Words& words, const Found& found) {
  if (found.entries.empty()) return paragraph(words("No entries here."));
  nhs::Table table{.caption = {.text = words("Newest first"), .size = nhs::Size::s},
                   .head = {{.text = words("Number")},
                            {.text = words("When")},
                            {.text = words("Who")},
                            {.text = words("What")},
                            {.text = words("Record")},
                            {.text = words("Which part")},
                            {.text = words("Why")}},
                   .responsive = true};
  for (const ChainedEntry& one : found.entries) table.rows.push_back(rowOf(words, found, one));
  return nhs::table(table);
}

}  // namespace

http::Response auditTrailPage(site::Visit& visit) {
  const Words& words = visit.words();
  const Filter filter = filterOf(visit);
  Found found;
  if (filter.problems.empty()) {
    found = visit.read([&](record::Reading& reading) {
      auto made = find(reading, filter, kPerPage, kMostScanned);
      reading.note("audit-read", filter.person ? filter.person->text() : std::string());
      return made;
    });
  }
  Html older;
  if (found.next > 0) {
    older = el("p", el("a",
                       attr("href", "/admin/audit" + filter.query() +
                                        "&before=" + std::to_string(found.next)),
                       words("Older entries")));
  }
  const std::string title(words("Audit trail"));
  return site::page(
      visit, {.title = title,
              .content = fragment(site::errorSummary(visit, filter.problems), heading(title),
                                  filterForm(visit, filter), tableOf(words, found), older,
                                  el("p", el("a", attr("href", "/admin/audit.csv" + filter.query()),
                                             words("Save these entries as a file (CSV)")))),
              .back = "/admin",
              .hasErrors = !filter.problems.empty(),
              .status = filter.problems.empty() ? 200 : 422});
}

http::Response auditTrailFile(site::Visit& visit) {
  const Filter filter = filterOf(visit);
  const Found found = visit.read([&](record::Reading& reading) {
    auto made = find(reading, filter, kMostInFile, 10 * kMostInFile);
    reading.note("audit-saved", filter.person ? filter.person->text() : std::string());
    return made;
  });
  CsvWriter csv(Formulas::disarmed);
  csv.row({"number", "at", "account", "name", "action", "person", "subject", "reason"});
  for (const ChainedEntry& one : found.entries) {
    const auto& entry = one.entry;
    csv.row({std::to_string(one.number), entry.at.text(), entry.account,
             whoText(visit.words(), found, entry.account), entry.action, entry.person,
             entry.subject, entry.reason});
  }
  return http::attachment(csv.take(), "text/csv; charset=utf-8", "audit.csv");
}

}  // namespace refocus::people
