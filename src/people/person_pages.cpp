#include "people/person_pages.hpp"

#include <algorithm>
#include <charconv>

#include "base/fault.hpp"
#include "people/account_store.hpp"
#include "people/caseload_store.hpp"
#include "people/door.hpp"
#include "people/entry_changes.hpp"
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
constexpr const char* kVersions = "versions";  // the list's id
constexpr std::string_view kVersionToPutBack = "put-back";

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

// Somebody else of the trust has a number of the entry.
bool isTaken(record::Reading& reading, const PersonId& person, const PersonEntry& entry) {
  const auto isOthers = [&](const std::optional<PersonId>& holder) {
    return holder && *holder != person;
  };
  if (entry.nhsNumber && isOthers(personWithNhsNumber(reading, *entry.nhsNumber))) return true;
  return std::ranges::any_of(entry.identities, [&](const SystemId& id) {
    return isOthers(personWithIdentity(reading, id));
  });
}

// That the record is over, and who can end a place that is still held.
Html standingNote(const Words& words, record::Reading& reading, const PersonId& person,
                  const PersonEntry& entry) {
  const Standing standing = standingOf(entry);
  if (standing == Standing::inUse) return {};
  Html text = el("p", el("strong", words(labelOf(standing))));
  if (entry.died && entry.diedOn) text += el("p", longText(*entry.diedOn, words.language()));
  const Date today = londonDate(reading.now());
  const auto places = placesOf(reading, person);
  if (std::ranges::any_of(places, [&](const auto& place) { return place.isHeldOn(today); })) {
    text +=
        el("p", words("The person is still on a caseload. An administrator can end the place."));
  }
  return nhs::insetText({.text = std::move(text)});
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

// What puts an earlier version on top again.
Html putBackForm(const site::Visit& visit, const PersonId& person, std::int64_t newest,
                 std::int64_t number) {
  const Words& words = visit.words();
  return site::form(
      visit,
      {.action = addressOf(person, "/history"),
       .content = fragment(
           site::versionField(newest), html::hidden(kVersionToPutBack, std::to_string(number)),
           nhs::button({.text = words("Put version {number} back", arg("number", number)),
                        .variant = nhs::ButtonVariant::secondary,
                        .preventDoubleClick = true}))});
}

// What a version changed, and the whole of it as it was.
Html versionPart(const Words& words, const EntryVersion& version, const EntryVersion* before,
                 const std::string& author) {
  const std::string when = londonText(version.madeAt, words.language());
  const Html changes = before ? changesTable(words,
                                             {.caption = words("What changed"),
                                              .before = words("Before"),
                                              .after = words("After")},
                                             changesBetween(words, before->entry, version.entry))
                              : paragraph(words("The record was made."));
  return fragment(nhs::heading({.text = words("Version {number}, {when}, {author}",
                                              arg("number", version.number), arg("when", when),
                                              arg("author", author)),
                                .level = 2,
                                .size = nhs::Size::s}),
                  changes,
                  nhs::details({.summary = words("Read version {number} as it was",
                                                 arg("number", version.number)),
                                .text = entrySummary(words, version.entry)}));
}

Html historyList(const site::Visit& visit, record::Reading& reading,
                 const record::PersonRecord& record) {
  const Words& words = visit.words();
  const auto versions = entryHistory(reading, record);
  const bool mayChange = visit.actor().may(Permission::writeRecord);
  const ListPage page = pageAsked(visit, versions.size(), kVersionsPerPage);
  const auto shown = std::span(versions).subspan(page.begin, page.end - page.begin);
  std::vector<AccountId> authors;
  for (const EntryVersion& one : shown) authors.push_back(one.author);
  const auto names = accountNames(reading, authors);
  Html list;
  for (const EntryVersion& one : shown) {
    const auto author =
        std::ranges::find(names, one.author, &std::pair<AccountId, std::string>::first);
    const EntryVersion* before = &one == &versions.back() ? nullptr : &one + 1;
    list += versionPart(
        words, one, before,
        author == names.end() ? std::string(words("the service itself")) : author->second);
    const bool isNewest = &one == &versions.front();
    if (mayChange && !isNewest) {
      list += putBackForm(visit, record.person(), versions.front().number, one.number);
    }
  }
  return fragment(el("div", attr("id", kVersions), list),
                  pager(visit, page, addressOf(record.person(), "/history")));
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
    Html content = fragment(nameHeading(name), standingNote(words, reading, person, newest.entry),
                            glassBanner(words, record->ground()));
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

namespace {

http::Response historyPage(site::Visit& visit, const Problems& problems, int status) {
  const PersonId person = visit.idFrom<PersonId>("person");
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    auto record = openOrRefuse(visit, reading, person, Permission::readRecord, "entry-history");
    if (!record) return std::move(record.error());
    const std::string title(words("What was changed in the details"));
    const std::string name = shownName(words, displayName(entryOf(reading, *record).entry));
    return site::page(
        visit,
        {.title = title,
         .content = fragment(
             site::errorSummary(visit, problems), site::personHeading(title, name),
             paragraph(words("Newest first. Nothing is lost: an earlier version that is put back "
                             "becomes the newest, and those after it stay below it.")),
             historyList(visit, reading, *record)),
         .back = addressOf(person),
         .hasErrors = !problems.empty(),
         .status = status});
  });
}

std::int64_t versionToPutBack(const http::Fields& fields) {
  const std::string_view text = fields.text(kVersionToPutBack);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    throw Fault(FaultCode::badRequest, "the form names no version to put back");
  }
  return number;
}

Written putBack(site::Visit& visit, record::Writing& writing, const PersonId& person) {
  const Words& words = visit.words();
  Written written;
  auto record = openOrRefuse(visit, writing, person, Permission::writeRecord, "entry-write");
  if (!record) {
    written.refused = std::move(record.error());
    return written;
  }
  const std::int64_t number = versionToPutBack(visit.form().fields);
  const auto versions = entryHistory(writing, *record);
  const auto earlier = std::ranges::find(versions, number, &EntryVersion::number);
  if (earlier == versions.end()) throw Fault(FaultCode::notFound, "the entry has no such version");
  if (isTaken(writing, person, earlier->entry)) {
    written.problems.push_back(
        {kVersions, std::string(words("Another person has the NHS number or an id of that version "
                                      "by now. Change the details by hand"))});
    return written;
  }
  auto saved = saveEntry(writing, *record, site::versionIn(visit.form().fields), earlier->entry);
  if (!saved) {
    written.stale = std::move(saved.error());
  } else {
    writing.note("entry-put-back", person.text(), "entry " + std::to_string(number));
  }
  return written;
}

}  // namespace

http::Response entryHistoryPage(site::Visit& visit) { return historyPage(visit, {}, 200); }

http::Response entryHistoryAnswer(site::Visit& visit) {
  const PersonId person = visit.idFrom<PersonId>("person");
  Written written =
      visit.write([&](record::Writing& writing) { return putBack(visit, writing, person); });
  if (written.refused) return std::move(*written.refused);
  if (written.stale) {
    const Words& words = visit.words();
    written.problems.push_back(
        {kVersions, std::string(words("Somebody else changed these details meanwhile. Look at the "
                                      "newest version, then put one back"))});
    return historyPage(visit, written.problems, 409);
  }
  if (!written.problems.empty()) return historyPage(visit, written.problems, 422);
  return http::redirect(addressOf(person));
}

}  // namespace refocus::people
