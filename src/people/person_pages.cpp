#include "people/person_pages.hpp"

#include <algorithm>

#include "people/account_store.hpp"
#include "people/caseload_store.hpp"
#include "people/door.hpp"
#include "people/entry_form.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using html::attr;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kVersionsPerPage = 20;

std::string addressOf(const PersonId& person, std::string_view more = {}) {
  return "/people/" + person.text() + std::string(more);
}

Html glassBanner(const Words& words, const record::Ground& ground) {
  if (!ground.breakGlass) return {};
  return nhs::insetText(
      {.text = fragment(el("p", words("You opened this record from outside your teams, because:")),
                        el("p", html::lines(ground.reason)))});
}

Html placesList(const site::Visit& visit, record::Reading& reading,
                const record::PersonRecord& record) {
  const Words& words = visit.words();
  nhs::SummaryList list;
  for (const CaseloadPlace& place : placesOf(reading, record.person())) {
    const auto keyWorker = place.keyWorker ? worker(reading, *place.keyWorker) : std::nullopt;
    list.rows.push_back(
        {.key = team(reading, place.team)
                    .value_or(Team{.id = {}, .name = std::string(words("Another team"))})
                    .name,
         .value =
             fragment(el("p", spanText(words, place.from, place.until)),
                      el("p", keyWorker ? words("Key worker: {name}", arg("name", keyWorker->name))
                                        : std::string(words("No key worker"))))});
  }
  if (list.rows.empty()) return paragraph(words("On no team’s caseload."));
  return nhs::summaryList(list);
}

struct Written {
  std::optional<http::Response> refused;
  std::string name;  ///< of the person, before the change
  Problems problems;
  std::optional<StaleEntry> stale;
};

// Somebody else of the trust has the number that was typed.
bool isTaken(record::Reading& reading, const PersonId& person, const PersonEntry& entry) {
  if (!entry.nhsNumber) return false;
  const auto holder = personWithNhsNumber(reading, *entry.nhsNumber);
  return holder && *holder != person;
}

Written writeEntry(site::Visit& visit, record::Writing& writing, const PersonId& person,
                   const TypedEntry& typed, std::int64_t basedOn) {
  const Words& words = visit.words();
  Written written;
  auto record = openOrRefuse(visit, writing, person, Permission::writeRecord, "entry-write");
  if (!record) {
    written.refused = std::move(record.error());
    return written;
  }
  const EntryVersion newest = entryOf(writing, *record);
  written.name = shownName(visit.words(), displayName(newest.entry));
  const PersonEntry entry = entryTyped(visit, typed, newest.entry, written.problems);
  if (!written.problems.empty()) return written;
  if (isTaken(writing, person, entry)) {
    written.problems.push_back(
        {"nhs-number", std::string(words("Another person has this NHS number"))});
    return written;
  }
  auto saved = saveEntry(writing, *record, basedOn, entry);
  if (!saved) written.stale = std::move(saved.error());
  return written;
}

struct EntryForm {
  PersonId person;
  std::string name;  ///< as it stands in the record, above the heading
  TypedEntry typed;
  std::int64_t basedOn = 0;
  Problems problems = {};
  std::optional<EntryVersion> theirs = {};
  int status = 200;
};

Html theirsBeside(const Words& words, const EntryVersion& theirs) {
  return nhs::warningCallout(
      {.heading = std::string(words("Somebody else changed these details while you were writing")),
       .headingLevel = 2,
       .text = fragment(
           el("p", words("These are the details as they stand since {when}. What you typed is in "
                         "the form below. Put together what is right, then save.",
                         arg("when", londonText(theirs.madeAt, words.language())))),
           entrySummary(words, theirs.entry))});
}

http::Response entryFormPage(const site::Visit& visit, const EntryForm& form) {
  const Words& words = visit.words();
  const std::string title(words("Change details"));
  Html fields = fragment(site::versionField(form.basedOn),
                         entryFields(visit, form.typed, form.problems), sendButton(words("Save")));
  return site::page(
      visit, {.title = title,
              .content = fragment(site::errorSummary(visit, form.problems),
                                  site::personHeading(title, form.name),
                                  form.theirs ? theirsBeside(words, *form.theirs) : Html{},
                                  site::form(visit, {.action = addressOf(form.person, "/entry"),
                                                     .content = std::move(fields),
                                                     .keep = "entry-" + form.person.text()})),
              .back = addressOf(form.person),
              .hasErrors = !form.problems.empty(),
              .status = form.status});
}

Html versionDetails(const Words& words, const EntryVersion& version, const std::string& author) {
  return nhs::details(
      {.summary =
           words("Version {number}, {when}, {author}", arg("number", version.number),
                 arg("when", londonText(version.madeAt, words.language())), arg("author", author)),
       .text = entrySummary(words, version.entry)});
}

Html historyList(const site::Visit& visit, record::Reading& reading,
                 const record::PersonRecord& record) {
  const Words& words = visit.words();
  const auto versions = entryHistory(reading, record);
  const ListPage page = pageAsked(visit, versions.size(), kVersionsPerPage);
  const auto shown = std::span(versions).subspan(page.begin, page.end - page.begin);
  std::vector<AccountId> authors;
  for (const EntryVersion& one : shown) authors.push_back(one.author);
  const auto names = accountNames(reading, authors);
  Html list;
  for (const EntryVersion& one : shown) {
    const auto author =
        std::ranges::find(names, one.author, &std::pair<AccountId, std::string>::first);
    list += versionDetails(
        words, one,
        author == names.end() ? std::string(words("the service itself")) : author->second);
  }
  return fragment(list, pager(visit, page, addressOf(record.person(), "/history")));
}

}  // namespace

http::Response personPage(site::Visit& visit, const PeopleParts& parts) {
  const PersonId person = visit.idFrom<PersonId>("person");
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    auto record = openOrRefuse(visit, reading, person, Permission::readRecord, "person-read");
    if (!record) return std::move(record.error());
    const EntryVersion newest = entryOf(reading, *record);
    const std::string name = shownName(words, displayName(newest.entry));
    Html content = fragment(heading(name), glassBanner(words, record->ground()));
    for (const PersonPagePart& part : parts.personParts) content += part(visit, reading, *record);
    content += fragment(
        nhs::heading({.text = words("Details"), .level = 2, .size = nhs::Size::m}),
        entrySummary(words, newest.entry),
        el("p", el("a", attr("href", addressOf(person, "/entry")), words("Change the details")),
           " · ",
           el("a", attr("href", addressOf(person, "/history")),
              words("Earlier versions of the details"))),
        nhs::heading({.text = words("Caseloads"), .level = 2, .size = nhs::Size::m}),
        placesList(visit, reading, *record));
    return site::page(visit, {.title = name, .content = std::move(content), .back = "/caseload"});
  });
}

http::Response entryPage(site::Visit& visit) {
  const PersonId person = visit.idFrom<PersonId>("person");
  return visit.read([&](record::Reading& reading) {
    auto record = openOrRefuse(visit, reading, person, Permission::writeRecord, "entry-read");
    if (!record) return std::move(record.error());
    const EntryVersion newest = entryOf(reading, *record);
    return entryFormPage(visit, {.person = person,
                                 .name = shownName(visit.words(), displayName(newest.entry)),
                                 .typed = TypedEntry::of(visit.words(), newest.entry),
                                 .basedOn = newest.number});
  });
}

http::Response entryAnswer(site::Visit& visit) {
  const PersonId person = visit.idFrom<PersonId>("person");
  const http::Form& sent = visit.form();
  EntryForm form{
      .person = person, .typed = TypedEntry::from(sent), .basedOn = site::versionIn(sent.fields)};
  Written written = visit.write([&](record::Writing& writing) {
    return writeEntry(visit, writing, person, form.typed, form.basedOn);
  });
  if (written.refused) return std::move(*written.refused);
  form.name = std::move(written.name);
  if (!written.problems.empty()) {
    form.problems = std::move(written.problems);
    form.status = 422;
    return entryFormPage(visit, form);
  }
  if (written.stale) {
    form.basedOn = written.stale->theirs.number;
    form.theirs = std::move(written.stale->theirs);
    form.status = 409;
    return entryFormPage(visit, form);
  }
  return http::redirect(addressOf(person));
}

http::Response entryHistoryPage(site::Visit& visit) {
  const PersonId person = visit.idFrom<PersonId>("person");
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    auto record = openOrRefuse(visit, reading, person, Permission::readRecord, "entry-history");
    if (!record) return std::move(record.error());
    const std::string title(words("Versions of the details"));
    const std::string name = shownName(words, displayName(entryOf(reading, *record).entry));
    return site::page(visit, {.title = title,
                              .content = fragment(site::personHeading(title, name),
                                                  historyList(visit, reading, *record)),
                              .back = addressOf(person)});
  });
}

}  // namespace refocus::people
