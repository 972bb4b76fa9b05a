#include "people/people_admin_pages.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/caseload_store.hpp"
#include "people/entry_changes.hpp"
#include "people/entry_form.hpp"
#include "people/import_match.hpp"
#include "people/key_worker.hpp"
#include "people/page_parts.hpp"
#include "people/person_store.hpp"
#include "people/record_search.hpp"
#include "people/team_store.hpp"
#include "people/worker_store.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kMostReason = 500;  // characters

std::string eraseAddress(const PersonId& person) {
  return "/admin/people/" + person.text() + "/erase";
}

// Whose record it is, without a name: its id, and the teams that the person is or was with.
nhs::SummaryList whereOf(const Words& words, record::Reading& reading, const PersonId& person) {
  reading.note("caseload-dates-read", person.text());
  nhs::SummaryList list;
  list.rows.push_back({.key = words("Id of the record"), .value = person.text()});
  for (const CaseloadPlace& place : placesOf(reading, person)) {
    const auto with = team(reading, place.team);
    const std::string name = with ? with->name : std::string(words("Another team"));
    list.rows.push_back({.key = name,
                         .value = spanText(words, place.from, place.until),
                         .actions = {{.text = words("Change"),
                                      .href = "/admin/places/" + place.id.text(),
                                      .visuallyHiddenText = name}}});
  }
  return list;
}

// Who it is, for pages that must not be mistaken in whom they are about. In the audit trail.
nhs::SummaryList whoOf(const Words& words, record::Reading& reading, const PersonId& person) {
  reading.note("entry-named", person.text());
  const auto known = stored::entryOf(reading, person);
  const PersonEntry entry = known ? known->entry : PersonEntry{};
  const std::string notKnown(words("Not known"));
  nhs::SummaryList list;
  list.rows.push_back(
      {.key = words("Name"), .value = html::isolated(shownName(words, fullName(entry)))});
  list.rows.push_back(
      {.key = words("Date of birth"),
       .value = entry.birthDate ? longText(*entry.birthDate, words.language()) : notKnown});
  list.rows.push_back(
      {.key = words("NHS number"), .value = entry.nhsNumber ? entry.nhsNumber->text() : notKnown});
  return list;
}

// The end of adding somebody: who, and that it is done.
Html addedPerson(const site::Visit& visit, record::Reading& reading) {
  const auto person = PersonId::parse(searchedFor(visit));
  if (!person || !isPerson(reading, *person)) return {};
  const Words& words = visit.words();
  return fragment(doneBanner(words("The person is added")),
                  nhs::summaryList(whoOf(words, reading, *person)));
}

Html foundPerson(const Words& words, record::Reading& reading, const PersonId& person) {
  return fragment(nhs::summaryList(whereOf(words, reading, person)),
                  el("p", el("a", attr("href", "/admin/audit?record=" + person.text()),
                             words("Who read or changed this record"))),
                  el("p", el("a", attr("href", eraseAddress(person)),
                             words("Erase everything recorded about this person"))));
}

Html findings(const site::Visit& visit, record::Reading& reading, const std::string& query) {
  if (query.empty()) return {};
  const Words& words = visit.words();
  const auto person = recordTyped(words, reading, query);
  if (!person) return nhs::insetText({.text = el("p", person.error())});
  if (!isPerson(reading, *person)) {
    return nhs::insetText({.text = el("p", words("No record here has this id"))});
  }
  return foundPerson(words, reading, *person);
}

struct NewPersonForm {
  TypedEntry typed = {};
  std::string team = {};
  std::string keyWorker = {};
  TypedDate from = {};
  Problems problems = {};
  Html beside = {};  ///< somebody who is here already, beside what was typed
};

// The box that says that two who are alike are two, and its value: whom the other was compared
// with.
constexpr const char* kTwoPeople = "two-people";

struct Staff {
  std::vector<Team> teams;
  std::vector<Worker> workers;
};

Staff staffOf(site::Visit& visit) {
  return visit.read(
      [](record::Reading& reading) { return Staff{teams(reading), workers(reading)}; });
}

std::vector<Choice> teamChoices(std::string_view none, std::span<const Team> teams) {
  std::vector<Choice> choices{{"", std::string(none)}};
  for (const Team& one : teams) choices.push_back({one.id.text(), one.name});
  return choices;
}

http::Response newPersonForm(const site::Visit& visit, const Staff& staff,
                             const NewPersonForm& form) {
  const Words& words = visit.words();
  Html fields = fragment(
      form.beside, entryFields(visit, form.typed, form.problems),
      selectField(visit, {.id = "team", .label = std::string(words("Team")), .value = form.team},
                  teamChoices(words("Choose a team"), staff.teams), form.problems),
      selectField(
          visit,
          {.id = "key-worker", .label = std::string(words("Key worker")), .value = form.keyWorker},
          workerChoices(words, words("No key worker"), staff.workers), form.problems),
      dateField(visit,
                {.id = "from",
                 .legend = std::string(words("On the caseload from")),
                 .hint = std::string(words("Leave empty for today.")),
                 .value = form.from},
                form.problems),
      sendButton(words("Add the person")));
  return site::formPage(visit,
                        {.title = std::string(words("Add a person")),
                         .action = "/admin/people/new",
                         .back = "/admin/people",
                         .fields = std::move(fields),
                         .before = paragraph(words("Many people at once are better brought in by "
                                                   "an import.")),
                         .keep = "new-person"},
                        form.problems);
}

// A choice must be one of those that were offered; empty is none.
template <class IdType, class Named>
std::optional<IdType> chosen(const std::vector<Named>& offered, const std::string& typed) {
  const auto id = IdType::parse(typed);
  if (!id || std::ranges::count(offered, *id, &Named::id) != 1) return std::nullopt;
  return id;
}

// Why the person is not added: a number that is somebody's, or somebody who is like them and was
// not said to be another.
struct NotNew {
  site::FieldProblem problem;
  Html beside;
};

NotNew notNew(const site::Visit& visit, record::Writing& writing, const Match& match,
              const PersonEntry& typed) {
  const Words& words = visit.words();
  writing.note("entry-compared", {}, match.person->text());
  const Verdict verdict = whoIsWho(match.stored->entry, typed);
  const bool mayBeTwo = verdict.sameness == Sameness::possible;
  Html text = fragment(
      paragraph(match.why ? words(*match.why) : words("A number is the same.")),
      comparison(words, words("As you typed it"), sideBySide(words, match.stored->entry, typed)));
  if (mayBeTwo) {
    text += nhs::checkboxes({.name = kTwoPeople,
                             .items = {{.value = match.person->text(),
                                        .text = words("These are two people: add this one")}}});
  }
  Html beside =
      nhs::warningCallout({.heading = std::string(words("Somebody like this is here already")),
                           .headingLevel = 2,
                           .text = std::move(text)});
  const std::string_view problem =
      mayBeTwo ? words(
                     "Somebody like this is here already. Tick that these are two people, "
                     "or enter the NHS number to tell them apart")
               : words("Another person has this NHS number");
  return {{mayBeTwo ? kTwoPeople : "nhs-number", std::string(problem)}, std::move(beside)};
}

// Asks the one rule (who_is_who.hpp) of everybody who is here.
std::optional<NotNew> whyNotNew(site::Visit& visit, record::Writing& writing, Directory& directory,
                                const PersonEntry& entry) {
  const Match match = ImportMatcher(writing, *directory.names(writing)).find(entry);
  if (!match.person || !match.stored) return std::nullopt;
  const bool isSaidToBeAnother =
      PersonId::parse(visit.form().fields.text(kTwoPeople)) == match.person &&
      whoIsWho(match.stored->entry, entry).sameness == Sameness::possible;
  if (isSaidToBeAnother) return std::nullopt;
  return notNew(visit, writing, match, entry);
}

struct Added {
  std::optional<PersonId> person;  ///< nothing: this form was sent before
  std::optional<NotNew> against;
};

Added addPerson(site::Visit& visit, record::Writing& writing, Directory& directory,
                const PersonEntry& entry, NewPlace place) {
  if (!isFirstSending(writing, visit)) return {};
  if (place.keyWorker) {
    const Date day = keyWorkerDay(londonDate(writing.now()), place.from, place.until);
    if (const auto fault = keyWorkerFault(writing, *place.keyWorker, place.team, day)) {
      return {.person = {},
              .against = NotNew{{"key-worker", std::string(visit.words()(labelOf(*fault)))}, {}}};
    }
  }
  if (auto why = whyNotNew(visit, writing, directory, entry)) {
    return {.person = {}, .against = std::move(why)};
  }
  place.person = makePerson(writing, entry);
  addToCaseload(writing, place);
  return {.person = place.person, .against = {}};
}

Html eraseForm(const site::Visit& visit, const PersonId& person, const std::string& reason,
               const Problems& problems) {
  const Words& words = visit.words();
  return site::form(
      visit,
      {.action = eraseAddress(person),
       .content = fragment(
           countedField(
               visit,
               {.id = "reason",
                .label = std::string(words("Why is the record erased?")),
                .hint = std::string(words("The audit trail keeps the reason. Do not name anybody "
                                          "in it.")),
                .value = reason},
               kMostReason, problems),
           nhs::checkboxes({.name = "sure",
                            .errorMessage = site::errorFor(visit, problems, "sure"),
                            .items = {{.value = "yes",
                                       .text = words("I understand that this cannot be undone")}}}),
           nhs::button({.text = words("Erase the record"),
                        .variant = nhs::ButtonVariant::warning,
                        .preventDoubleClick = true}))});
}

http::Response erasing(site::Visit& visit, const std::string& reason, const Problems& problems) {
  const Words& words = visit.words();
  const PersonId person = visit.idFrom<PersonId>("person");
  return visit.read([&](record::Reading& reading) {
    requirePerson(reading, person);
    const std::string title(words("Erase a record"));
    return site::page(
        visit,
        {.title = title,
         .content = fragment(
             site::errorSummary(visit, problems), heading(title),
             paragraph(words("The key to everything recorded about this person is destroyed: "
                             "their entry, conversations, strengths and actions. Nobody can read "
                             "any of it again. The audit trail stays.")),
             paragraph(words("Backups made before today still hold the record until they are "
                             "deleted.")),
             nhs::summaryList(whoOf(words, reading, person)),
             nhs::summaryList(whereOf(words, reading, person)),
             eraseForm(visit, person, reason, problems)),
         .back = "/admin/people",
         .hasErrors = !problems.empty(),
         .status = problems.empty() ? 200 : 422});
  });
}

}  // namespace

http::Response findPersonPage(site::Visit& visit) {
  const Words& words = visit.words();
  const std::string query = searchedFor(visit);
  const std::string title(words("People"));
  const std::string_view done = visit.request().query.text("done");
  return visit.read([&](record::Reading& reading) {
    return site::page(
        visit,
        {.title = title,
         .content = fragment(
             doneBanner(done == "erased" ? words("The record is erased") : std::string_view()),
             heading(title), done == "added" ? addedPerson(visit, reading) : Html{},
             nhs::button({.text = words("Add a person"), .href = "/admin/people/new"}),
             searchForm(visit, {.action = "/admin/people",
                                .label = std::string(words("Find a person by NHS number")),
                                .hint = std::string(words("Or by the end of their record’s id")),
                                .query = query}),
             findings(visit, reading, query)),
         .back = "/admin"});
  });
}

http::Response newPersonPage(site::Visit& visit) {
  return newPersonForm(visit, staffOf(visit), {.typed = TypedEntry::of(visit.words(), {})});
}

http::Response newPersonAnswer(site::Visit& visit, Directory& directory) {
  const Words& words = visit.words();
  const Staff staff = staffOf(visit);
  const http::Form& sent = visit.form();
  NewPersonForm form{.typed = TypedEntry::from(sent),
                     .team = std::string(sent.fields.text("team")),
                     .keyWorker = std::string(sent.fields.text("key-worker")),
                     .from = TypedDate::from(sent.fields, "from")};
  const PersonEntry entry = entryTyped(visit, form.typed, {}, form.problems);
  if (fullName(entry).empty()) {
    form.problems.push_back({"family-name", std::string(words("Enter a name"))});
  }
  const auto team = chosen<TeamId>(staff.teams, form.team);
  if (!team) form.problems.push_back({"team", std::string(words("Choose a team"))});
  const auto keyWorker = chosen<WorkerId>(staff.workers, form.keyWorker);
  if (!form.keyWorker.empty() && !keyWorker) {
    form.problems.push_back({"key-worker", std::string(words("Choose a worker"))});
  }
  const auto from = dayOf(visit, form.from, "from", form.problems);
  if (form.problems.empty()) {
    const Added added = visit.write([&](record::Writing& writing) {
      const Date today = londonDate(writing.now());
      return addPerson(
          visit, writing, directory, entry,
          {.team = *team, .person = {}, .keyWorker = keyWorker, .from = from.value_or(today)});
    });
    if (!added.against) {
      return http::redirect(added.person ? "/admin/people?done=added&q=" + added.person->text()
                                         : std::string("/admin/people"));
    }
    form.problems.push_back(added.against->problem);
    form.beside = added.against->beside;
  }
  return newPersonForm(visit, staff, form);
}

http::Response erasePage(site::Visit& visit) { return erasing(visit, {}, {}); }

http::Response eraseAnswer(site::Visit& visit) {
  const Words& words = visit.words();
  const http::Fields& fields = visit.form().fields;
  const std::string reason(trimmed(fields.text("reason")));
  Problems problems;
  if (reason.empty()) {
    problems.push_back({"reason", std::string(words("Enter why the record is erased"))});
  } else if (characterCount(reason) > kMostReason) {
    problems.push_back(
        {"reason", words("Use {count} characters or fewer", arg("count", kMostReason))});
  }
  if (fields.text("sure") != "yes") {
    problems.push_back({"sure", std::string(words("Tick the box if the record is to be erased"))});
  }
  if (!problems.empty()) return erasing(visit, reason, problems);
  visit.write([&](record::Writing& writing) {
    erasePerson(writing, visit.idFrom<PersonId>("person"), reason);
    return true;
  });
  return http::redirect("/admin/people?done=erased");
}

}  // namespace refocus::people
