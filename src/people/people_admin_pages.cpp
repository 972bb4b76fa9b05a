#include "people/people_admin_pages.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/caseload_store.hpp"
#include "people/entry_form.hpp"
#include "people/import.hpp"
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
};

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
      entryFields(visit, form.typed, form.problems),
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

CaseloadRow rowOf(const PersonEntry& entry) {
  CaseloadRow row;
  row.identity.nhsNumber = entry.nhsNumber;
  row.familyName = entry.familyName;
  row.givenNames = entry.givenNames;
  row.preferredName = entry.preferredName;
  row.birthDate = entry.birthDate;
  return row;
}

/// What an import of this one person would say against them; nothing if they are new.
std::optional<site::FieldProblem> whyNotNew(const site::Visit& visit, record::Writing& writing,
                                            Directory& directory, const PersonEntry& entry,
                                            const TeamId& team) {
  std::vector<ReadFile> file;
  file.push_back({.name = {}, .content = CaseloadFile{.rows = {rowOf(entry)}}});
  const ImportPlan plan = planImport(writing, directory, file, {.team = team});
  const Words& words = visit.words();
  switch (plan.rows.at(0).fate) {
    case RowFate::added:
      return std::nullopt;
    case RowFate::possibleDuplicate:
      return site::FieldProblem{
          "nhs-number", std::string(words("Somebody with this name and date of birth is here "
                                          "already. Enter the NHS number to tell them apart"))};
    default:
      return site::FieldProblem{"nhs-number",
                                std::string(words("Another person has this NHS number"))};
  }
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
  const bool isErased = visit.request().query.text("done") == "erased";
  return visit.read([&](record::Reading& reading) {
    return site::page(
        visit,
        {.title = title,
         .content = fragment(
             doneBanner(isErased ? words("The record is erased") : std::string_view()),
             heading(title),
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
    const auto against =
        visit.write([&](record::Writing& writing) -> std::optional<site::FieldProblem> {
          if (!isFirstSending(writing, visit)) return std::nullopt;
          if (auto why = whyNotNew(visit, writing, directory, entry, *team)) return why;
          addToCaseload(writing, {.team = *team,
                                  .person = makePerson(writing, entry),
                                  .keyWorker = keyWorker,
                                  .from = from.value_or(londonDate(writing.now()))});
          return std::nullopt;
        });
    if (!against) return http::redirect("/admin/teams/" + team->text() + "/caseload");
    form.problems.push_back(*against);
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
