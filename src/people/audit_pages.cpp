#include "people/audit_pages.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "people/audit_search.hpp"
#include "people/audit_words.hpp"
#include "people/page_parts.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::fragment;
using html::Html;
using record::AuditEntry;
using record::ChainedEntry;
namespace nhs = html::nhs;

constexpr std::string_view kAddress = "/admin/audit";
constexpr std::size_t kPerPage = 50;
constexpr std::size_t kMostLookedAt = 20'000;
constexpr std::size_t kMostInFile = 50'000;

Html searchFields(const site::Visit& visit, const AuditSearch& search, const Problems& problems) {
  const Words& words = visit.words();
  return site::searchForm(
      visit, kAddress,
      fragment(textField(visit,
                         {.id = "who",
                          .label = std::string(words("Who did it")),
                          .hint = std::string(words("A name or email address, or part of it")),
                          .value = search.who,
                          .autocomplete = "off"},
                         problems),
               textField(visit,
                         {.id = "record",
                          .label = std::string(words("Whose record")),
                          .hint = std::string(words("An NHS number, or the end of a record’s id as "
                                                    "this list has it")),
                          .value = search.record,
                          .autocomplete = "off"},
                         problems),
               dateField(visit,
                         {.id = "until",
                          .legend = std::string(words("Up to which day")),
                          .hint = std::string(words("Leave it empty to begin with today")),
                          .value = search.until},
                         problems),
               nhs::button({.text = words("Show"), .variant = nhs::ButtonVariant::secondary})));
}

// For whoever has to follow one thing exactly.
Html idsOf(const Words& words, const ChainedEntry& one) {
  Html ids;
  const auto add = [&](std::string_view what, const std::string& id) {
    if (!id.empty()) ids += el("p", what, " ", el("code", id));
  };
  add(words("Account:"), one.entry.account);
  add(words("Record:"), one.entry.person);
  add(words("About:"), one.entry.subject);
  if (ids.empty()) return {};
  return nhs::details(
      {.summary = fragment(words("Ids"), el("span", cls("nhsuk-u-visually-hidden"), " ",
                                            words("of entry {number}", arg("number", one.number)))),
       .text = std::move(ids)});
}

Html recordLink(const Words& words, const AuditEntry& entry) {
  const auto person = PersonId::parse(entry.person);
  if (!person) return {};
  return el("p", el("a", attr("href", std::string(kAddress) + "?record=" + person->text()),
                    recordName(words, *person)));
}

nhs::TableRow rowOf(const Words& words, AuditWords& said, const ChainedEntry& one) {
  const AuditEntry& entry = one.entry;
  const std::string about = said.about(entry);
  const std::string why = said.why(entry);
  return {{.text = std::to_string(one.number)},
          {.text = londonText(entry.at, words.language()), .classes = std::string(site::kWhole)},
          {.text = html::isolated(said.who(entry))},
          {.text = said.deed(entry)},
          {.text = fragment(about.empty() ? Html{} : el("p", html::isolated(about)),
                            recordLink(words, entry), idsOf(words, one))},
          {.text = html::lines(why), .classes = std::string(why.empty() ? site::kNothing : "")}};
}

Html tableOf(const Words& words, AuditWords& said, const FoundEntries& found) {
  if (found.entries.empty() && found.next > 0) {
    return paragraph(words("None of the newest entries fits. Go on to older ones."));
  }
  if (found.entries.empty()) return paragraph(words("No entries here."));
  nhs::Table table{.caption = {.text = words("Newest first"), .size = nhs::Size::s},
                   .head = {{.text = words("Number")},
                            {.text = words("When")},
                            {.text = words("Who")},
                            {.text = words("What")},
                            {.text = words("About")},
                            {.text = words("Why")}},
                   .responsive = true,
                   .compact = true,
                   .classes = "app-dense"};
  for (const ChainedEntry& one : found.entries) table.rows.push_back(rowOf(words, said, one));
  return nhs::table(table);
}

struct Listed {
  Html table;
  std::int64_t next = 0;
  Problems problems;
};

Listed listed(const site::Visit& visit, const AuditPart& part, const AuditSearch& search) {
  return visit.read([&](record::Reading& reading) {
    Listed list;
    const AuditFilter filter = filterOf(visit, reading, search, list.problems);
    if (!list.problems.empty()) return list;
    const FoundEntries found = findEntries(reading, filter, kPerPage, kMostLookedAt);
    AuditWords said(visit.words(), reading, part);
    list.table = tableOf(visit.words(), said, found);
    list.next = found.next;
    reading.note("audit-read", filter.person ? filter.person->text() : std::string());
    return list;
  });
}

}  // namespace

http::Response auditTrailPage(site::Visit& visit, const AuditPart& part) {
  const Words& words = visit.words();
  const AuditSearch search = AuditSearch::askedBy(visit);
  Listed list = listed(visit, part, search);
  Html older;
  if (list.next > 0) {
    older =
        el("p",
           el("a",
              attr("href", site::withSearch(visit, fmt::format("{}?before={}", kAddress, list.next),
                                            kAuditSearchFields)),
              words("Older entries")));
  }
  Html file;
  if (list.problems.empty()) {
    file = el("p", el("a",
                      attr("href", site::withSearch(visit, std::string(kAddress) + ".csv",
                                                    kAuditSearchFields)),
                      words("Save these entries as a file (CSV)")));
  }
  const std::string title(words("Audit trail"));
  return site::page(
      visit,
      {.title = title,
       .content = fragment(site::errorSummary(visit, list.problems), heading(title),
                           searchFields(visit, search, list.problems), list.table, older, file),
       .back = "/admin",
       .hasErrors = !list.problems.empty()});
}

http::Response auditTrailFile(site::Visit& visit) {
  const AuditSearch search = AuditSearch::askedBy(visit);
  CsvWriter csv(Formulas::disarmed);
  csv.row({"number", "at", "account", "name", "action", "person", "subject", "reason"});
  visit.read([&](record::Reading& reading) {
    Problems problems;
    const AuditFilter filter = filterOf(visit, reading, search, problems);
    if (!problems.empty()) throw Fault(FaultCode::notFound, "nothing is found by what was asked");
    const FoundEntries found = findEntries(reading, filter, kMostInFile, 10 * kMostInFile);
    const AuditPart nothing;
    AuditWords said(visit.words(), reading, nothing);
    for (const ChainedEntry& one : found.entries) {
      const AuditEntry& entry = one.entry;
      csv.row({std::to_string(one.number), entry.at.text(), entry.account, said.who(entry),
               entry.action, entry.person, entry.subject, entry.reason});
    }
    reading.note("audit-saved", filter.person ? filter.person->text() : std::string());
    return true;
  });
  return http::attachment(csv.take(), "text/csv; charset=utf-8", "audit.csv");
}

}  // namespace refocus::people
