#include "practice/move_pages.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/caseload_store.hpp"
#include "people/door.hpp"
#include "practice/page_parts.hpp"

namespace refocus::practice {
namespace {

using access::Permission;
using html::attr;
using html::cls;
using html::el;
using html::Html;
using record::Reading;
using record::Writing;
using site::Visit;
namespace nhs = html::nhs;

constexpr std::size_t kMostFound = 20;
constexpr std::size_t kMostReason = 500;

struct Found {
  PersonId person;
  std::string name;
};

// People of the actor's own teams whose names fit the search; the list is one audit entry.
std::vector<Found> search(const PracticeParts& parts, Reading& reading, const PersonId& except,
                          std::string_view query) {
  if (trimmed(query).empty()) return {};
  const std::string words = people::searchWords(query);
  const auto names = parts.directory.names(reading);
  std::vector<Found> found;
  std::string shownIds;
  for (const PersonId& person : people::visiblePeople(reading, Permission::writeRecord)) {
    if (person == except || found.size() == kMostFound) continue;
    const auto card = names->find(person);
    if (!card || !card->matches(words)) continue;
    found.push_back({person, std::string(card->displayName())});
    shownIds += (shownIds.empty() ? "" : " ") + person.text();
  }
  if (!found.empty()) reading.note("people-searched", {}, shownIds);
  return found;
}

// Whose record is looked for: as the search asked, or as the form that was refused carried it.
std::string wanted(const Visit& visit, const http::Fields* typed) {
  return typed != nullptr ? std::string(typed->text("q")) : site::searchedFor(visit);
}

Html moveForm(const Visit& visit, const std::string& here, const std::vector<Found>& found,
              const http::Fields* typed, const std::vector<site::FieldProblem>& problems) {
  const Words& words = visit.words();
  nhs::Radios people{.name = "to",
                     .fieldset = {.legend = {.text = words("Move it to"), .size = nhs::Size::s}},
                     .errorMessage = site::errorFor(visit, problems, "to"),
                     .value = typed != nullptr ? std::string(typed->text("to")) : std::string()};
  for (const Found& one : found) {
    people.items.push_back({.value = one.person.text(), .text = html::isolated(one.name)});
  }
  return site::form(
      visit,
      {.action = here,
       .content = html::fragment(
           html::hidden("q", wanted(visit, typed)), nhs::radios(people),
           nhs::textarea(
               {.label = {.text = words("Why is it moved?"), .size = nhs::Size::s},
                .hint = {.text = words("The reason stays in the history.")},
                .errorMessage = site::errorFor(visit, problems, "reason"),
                .name = "reason",
                .value = typed != nullptr ? std::string(typed->text("reason")) : std::string(),
                .rows = 2,
                .attributes = html::anyDirection()}),
           nhs::button({.text = words("Move it"), .variant = nhs::ButtonVariant::warning}))});
}

http::Response show(Visit& visit, const PracticeParts& parts,
                    const std::vector<site::FieldProblem>& problems, const http::Fields* typed) {
  const auto id = visit.idFrom<ThingId>("conversation");
  return readPerson(visit, parts, "conversation-read", [&](Reading& reading, Opened& opened) {
    (void)theRecorded<Conversation>(reading, opened.record, id);
    const Words& words = visit.words();
    const Addresses to(opened.record.person());
    const std::string here = to.pastConversation(id) + "/move";
    const std::string query = wanted(visit, typed);
    const auto found = search(parts, reading, opened.record.person(), query);
    const std::string title(words("Move a conversation to the right record"));
    return site::page(
        visit,
        {.title = title,
         .content = html::fragment(
             site::errorSummary(visit, problems), site::personHeading(title, opened.name),
             el("p",
                words("The conversation, the strengths first written down in it and the actions "
                      "from them go to the other record. They are hidden here. The history keeps "
                      "what was done, by whom and why.")),
             riskDetails(parts, words),
             searchForm(visit, {.action = here,
                                .label = std::string(words("Whose record does it belong in?")),
                                .hint = std::string(
                                    words("Type part of the name of someone in your teams.")),
                                .query = query}),
             !query.empty() && found.empty()
                 ? el("p", words("Nobody in your teams has a name like that."))
                 : Html{},
             found.empty() ? Html{} : moveForm(visit, here, found, typed, problems)),
         .back = to.pastConversation(id),
         .hasErrors = !problems.empty(),
         .status = problems.empty() ? 200 : 422});
  });
}

http::Response movePage(Visit& visit, const PracticeParts& parts) {
  return show(visit, parts, {}, nullptr);
}

http::Response moved(Visit& visit, const PracticeParts& parts) {
  const auto id = visit.idFrom<ThingId>("conversation");
  const http::Fields& fields = visit.form().fields;
  const auto target = PersonId::parse(fields.text("to"));
  const auto reason =
      typedWords(fields.text("reason"),
                 {.field = "reason",
                  .whenEmpty = Msgid("Say why it is moved"),
                  .whenTooLong = Msgid("Why it is moved must be {most} characters or fewer"),
                  .most = kMostReason});
  Problems problems;
  if (!target) {
    problems.push_back({"to", Sentence(Msgid("Choose whose record it belongs in"))});
  } else if (*target == visit.idFrom<PersonId>("person")) {
    problems.push_back({"to", Sentence(Msgid("It is in this record already. Choose another"))});
  }
  if (!reason) problems.push_back(reason.error());
  if (!problems.empty()) {
    return show(visit, parts, shown(visit, problems), &fields);
  }
  return writePerson(visit, parts, "conversation-moved", [&](Writing& writing, Opened& from) {
    auto to = people::openOrRefuse(visit, writing, *target, Permission::writeRecord,
                                   "conversation-moved", id.text());
    if (!to) return std::move(to.error());
    if (!isFirstSending(writing, visit)) return http::redirect(Addresses(*target).conversation());
    const ThingId made = moveConversation(writing, from.record, *to, id, *reason);
    return http::redirect(Addresses(*target).pastConversation(made));
  });
}

}  // namespace

site::Routes moveRoutes(const PracticeParts& parts) {
  using enum http::Method;
  return routesOf(
      parts, {
                 {get, "/people/{person}/conversation/{conversation}/move", Permission::writeRecord,
                  movePage, "Finding the record that a conversation belongs in"},
                 {post, "/people/{person}/conversation/{conversation}/move",
                  Permission::writeRecord, moved, "Moves a conversation to the right record"},
             });
}

}  // namespace refocus::practice
