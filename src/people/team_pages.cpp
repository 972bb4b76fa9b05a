#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/admin_pages.hpp"
#include "people/caseload_store.hpp"
#include "people/page_parts.hpp"
#include "people/record_search.hpp"
#include "people/team_store.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kPerPage = 50;
constexpr std::size_t kPlacesListed = 50;

std::string addressOf(const TeamId& team, std::string_view more = {}) {
  return "/admin/teams/" + team.text() + std::string(more);
}

Team teamAsked(site::Visit& visit, record::Reading& reading) {
  const auto found = team(reading, visit.idFrom<TeamId>("team"));
  if (!found) throw Fault(FaultCode::notFound, "no such team for this actor");
  return *found;
}

struct TeamForm {
  std::string action;
  std::string title;
  std::string back;
  std::string name = {};
  std::string kind = {};
  Problems problems = {};
};

http::Response teamFormPage(const site::Visit& visit, const TeamForm& form) {
  const Words& words = visit.words();
  std::vector<Choice> kinds;
  if (form.kind.empty()) kinds.push_back({"", std::string(words("Choose a kind of team"))});
  for (const KindOfTeam kind : allKindsOfTeam()) {
    kinds.push_back({std::string(nameOf(kind)), std::string(words(labelOf(kind)))});
  }
  Html fields = fragment(
      textField(visit,
                {.id = "name",
                 .label = std::string(words("Name of the team")),
                 .value = form.name,
                 .autocomplete = "off"},
                form.problems),
      selectField(visit,
                  {.id = "kind", .label = std::string(words("Kind of team")), .value = form.kind},
                  kinds, form.problems),
      sendButton(words("Save")));
  return site::formPage(
      visit,
      {.title = form.title, .action = form.action, .back = form.back, .fields = std::move(fields)},
      form.problems);
}

TeamForm newTeamForm(const site::Visit& visit) {
  const Words& words = visit.words();
  return {.action = "/admin/teams/new",
          .title = std::string(words("Add a team")),
          .back = "/admin/teams"};
}

// What was typed, with problems of it; `own` may keep its name.
KindOfTeam readTeamForm(site::Visit& visit, TeamForm& form, std::optional<TeamId> own) {
  const Words& words = visit.words();
  form.name = lineOf(visit, visit.form(), "name", kMaxTeamName, words("Enter the name of the team"),
                     form.problems);
  form.kind = std::string(visit.form().fields.text("kind"));
  const auto kind = kindOfTeamNamed(form.kind);
  if (!kind) form.problems.push_back({"kind", std::string(words("Choose a kind of team"))});
  const auto same =
      visit.read([&](record::Reading& reading) { return teamNamed(reading, form.name); });
  if (same && same->id != own) {
    form.problems.push_back({"name", std::string(words("Another team has this name"))});
  }
  return kind.value_or(KindOfTeam::other);
}

Html kindOf(const Words& words, const Team& team) {
  return nhs::summaryList(
      {.rows = {{.key = words("Kind of team"),
                 .value = words(labelOf(team.kind)),
                 .actions = {{.text = words("Change"),
                              .href = addressOf(team.id, "/change"),
                              .visuallyHiddenText = std::string(words("the name or kind"))}}}}});
}

Html postsTable(const site::Visit& visit, record::Reading& reading, const TeamId& team) {
  const Words& words = visit.words();
  auto posts = postsIn(reading, team);
  if (posts.empty()) return paragraph(words("Nobody is in post."));
  std::ranges::reverse(posts);
  const ListPage page = pageAsked(visit, posts.size(), kPerPage);
  const auto staff = workers(reading);
  nhs::Table table{.caption = {.text = words("Posts, newest first"), .size = nhs::Size::s},
                   .head = {{.text = words("Worker")},
                            {.text = words("Profession")},
                            {.text = words("Role")},
                            {.text = words("In post")},
                            {.text = words("Change")}},
                   .responsive = true};
  for (const Post& post : std::span(posts).subspan(page.begin, page.end - page.begin)) {
    const auto who = std::ranges::find(staff, post.worker, &Worker::id);
    const std::string name = who == staff.end() ? std::string() : who->name;
    table.rows.push_back(
        {{.text = html::isolated(name), .href = "/admin/workers/" + post.worker.text()},
         {.text = who == staff.end() ? std::string_view{} : words(labelOf(who->profession))},
         {.text = words(labelOf(post.role)), .classes = std::string(site::kWhole)},
         {.text = spanText(words, post.from, post.until), .classes = std::string(site::kWhole)},
         {.text = el("a", attr("href", "/admin/posts/" + post.id.text() + "/end"),
                     words("Last day"), el("span", cls("nhsuk-u-visually-hidden"), " ", name))}});
  }
  return fragment(nhs::table(table), pager(visit, page, addressOf(team)));
}

struct Places {
  Team team;
  std::vector<CaseloadPlace> places;
  std::optional<PlaceId> next;  ///< after which the list goes on
  std::vector<Worker> staff;
  std::string notFound;  ///< why the search found nobody
};

// A page of the team's places, or those of the one person who is looked for.
Places placesAsked(site::Visit& visit, record::Reading& reading, const std::string& query) {
  const Words& words = visit.words();
  Places listed{.team = teamAsked(visit, reading), .staff = workers(reading)};
  if (query.empty()) {
    const auto after = PlaceId::parse(visit.request().query.text("after"));
    listed.places = placesIn(reading, listed.team.id, after, static_cast<int>(kPlacesListed) + 1);
    if (listed.places.size() > kPlacesListed) {
      listed.places.pop_back();
      listed.next = listed.places.back().id;
    }
    return listed;
  }
  const auto person = recordTyped(visit.words(), reading, query);
  if (!person) {
    listed.notFound = person.error();
    return listed;
  }
  listed.places = placesOf(reading, *person);
  std::erase_if(listed.places,
                [&](const CaseloadPlace& one) { return one.team != listed.team.id; });
  if (listed.places.empty()) {
    listed.notFound = std::string(words("This person was never on this caseload"));
  }
  return listed;
}

void notePlaces(record::Reading& reading, const Places& listed) {
  std::string ids;
  for (const CaseloadPlace& place : listed.places) {
    ids += (ids.empty() ? "" : " ") + place.person.text();
  }
  reading.note("caseload-dates-read", {}, ids);
}

Html placesTable(const Words& words, const Places& listed) {
  if (!listed.notFound.empty()) return nhs::insetText({.text = el("p", listed.notFound)});
  if (listed.places.empty()) return paragraph(words("Nobody is on this caseload."));
  nhs::Table table{.caption = {.text = words("Dates on the caseload"), .size = nhs::Size::s},
                   .head = {{.text = words("Person")},
                            {.text = words("Key worker")},
                            {.text = words("On the caseload")},
                            {.text = words("Change")}},
                   .responsive = true};
  for (const CaseloadPlace& place : listed.places) {
    const auto who = std::ranges::find_if(
        listed.staff, [&](const Worker& one) { return place.keyWorker == one.id; });
    const std::string record = recordName(words, place.person);
    table.rows.push_back(
        {{.text = record, .classes = std::string(site::kWhole)},
         {.text = who == listed.staff.end() ? html::text(words("No key worker"))
                                            : html::isolated(who->name)},
         {.text = spanText(words, place.from, place.until), .classes = std::string(site::kWhole)},
         {.text = el("a", attr("href", "/admin/places/" + place.id.text()), words("Change"),
                     el("span", cls("nhsuk-u-visually-hidden"), " ", record))}});
  }
  return nhs::table(table);
}

std::string_view newsOf(const site::Visit& visit) {
  const Words& words = visit.words();
  const std::string_view done = visit.request().query.text("done");
  if (done == "added") return words("The team is added");
  if (done == "changed") return words("The team is changed");
  if (done == "post") return words("The worker is in post");
  return {};
}

}  // namespace

http::Response adminPage(site::Visit& visit) {
  const Words& words = visit.words();
  struct Entry {
    Msgid text;
    Msgid hint;
    const char* address;
    access::Permission permission;
  };
  static constexpr Entry kEntries[] = {
      {Msgid("Teams"), Msgid("Who is in post, and since when people are on the caseload"),
       "/admin/teams", access::Permission::manageTeams},
      {Msgid("Workers"), Msgid("Names and professions"), "/admin/workers",
       access::Permission::manageTeams},
      {Msgid("People"), Msgid("Add a person by hand, or erase a record"), "/admin/people",
       access::Permission::importCaseload},
      {Msgid("Accounts"), Msgid("Who may sign in, forgotten passwords, roles"), "/admin/accounts",
       access::Permission::manageAccounts},
      {Msgid("Import a caseload"), Msgid("Bring people in from another record system"),
       "/admin/import", access::Permission::importCaseload},
      {Msgid("Audit trail"), Msgid("Who read or changed which record, when and why"),
       "/admin/audit", access::Permission::readAudit}};
  Html list;
  for (const Entry& entry : kEntries) {
    if (!visit.actor().may(entry.permission)) continue;
    list += el("li", el("a", attr("href", entry.address), words(entry.text)), el("br"),
               el("span", cls("nhsuk-u-secondary-text-colour"), words(entry.hint)));
  }
  const std::string title(words("Administration"));
  return site::page(
      visit,
      {.title = title, .content = fragment(heading(title), el("ul", cls("nhsuk-list"), list))});
}

http::Response teamsPage(site::Visit& visit) {
  const Words& words = visit.words();
  const std::string query = searchedFor(visit);
  auto found = visit.read([](record::Reading& reading) { return teams(reading); });
  const bool isNone = found.empty();
  std::erase_if(found, [wanted = foldedForSearch(query)](const Team& one) {
    return foldedForSearch(one.name).find(wanted) == std::string::npos;
  });
  const ListPage page = pageAsked(visit, found.size(), kPerPage);
  nhs::Table table{.caption = {.text = words("Teams of this trust"), .size = nhs::Size::s},
                   .head = {{.text = words("Name")}, {.text = words("Kind of team")}},
                   .responsive = true};
  for (std::size_t i = page.begin; i < page.end; ++i) {
    table.rows.push_back({{.text = html::isolated(found[i].name), .href = addressOf(found[i].id)},
                          {.text = words(labelOf(found[i].kind))}});
  }
  Html list = nhs::table(table);
  if (found.empty()) {
    list = paragraph(isNone ? words("There are no teams yet.") : words("No team has this name."));
  }
  const std::string title(words("Teams"));
  return site::page(
      visit,
      {.title = title,
       .content = fragment(heading(title),
                           nhs::button({.text = words("Add a team"), .href = "/admin/teams/new"}),
                           searchForm(visit, {.action = "/admin/teams",
                                              .label = std::string(words("Find a team by name")),
                                              .query = query}),
                           list, pager(visit, page, site::withSearch(visit, "/admin/teams"))),
       .back = "/admin"});
}

http::Response newTeamPage(site::Visit& visit) { return teamFormPage(visit, newTeamForm(visit)); }

http::Response newTeamAnswer(site::Visit& visit) {
  TeamForm form = newTeamForm(visit);
  const KindOfTeam kind = readTeamForm(visit, form, std::nullopt);
  if (!form.problems.empty()) return teamFormPage(visit, form);
  const TeamId id = visit.write([&](record::Writing& writing) {
    if (isFirstSending(writing, visit)) return makeTeam(writing, form.name, kind);
    return teamNamed(writing, form.name).value_or(Team{}).id;
  });
  return http::redirect(addressOf(id, "?done=added"));
}

http::Response teamPage(site::Visit& visit) {
  const Words& words = visit.words();
  return visit.read([&](record::Reading& reading) {
    const Team team = teamAsked(visit, reading);
    return site::page(
        visit, {.title = team.name,
                .content = fragment(doneBanner(newsOf(visit)), nameHeading(team.name),
                                    kindOf(words, team), postsTable(visit, reading, team.id),
                                    nhs::button({.text = words("Put a worker in post"),
                                                 .href = addressOf(team.id, "/posts/new")}),
                                    el("p", el("a", attr("href", addressOf(team.id, "/caseload")),
                                               words("Dates on the caseload")))),
                .back = "/admin/teams"});
  });
}

namespace {

TeamForm changeTeamForm(site::Visit& visit, const Team& team) {
  const Words& words = visit.words();
  return {.action = addressOf(team.id, "/change"),
          .title = std::string(words("Change the team")),
          .back = addressOf(team.id),
          .name = team.name,
          .kind = std::string(nameOf(team.kind))};
}

TeamForm changeTeamForm(site::Visit& visit) {
  return visit.read(
      [&](record::Reading& reading) { return changeTeamForm(visit, teamAsked(visit, reading)); });
}

}  // namespace

http::Response changeTeamPage(site::Visit& visit) {
  return teamFormPage(visit, changeTeamForm(visit));
}

http::Response changeTeamAnswer(site::Visit& visit) {
  const TeamId id = visit.idFrom<TeamId>("team");
  TeamForm form = changeTeamForm(visit);
  const KindOfTeam kind = readTeamForm(visit, form, id);
  if (!form.problems.empty()) return teamFormPage(visit, form);
  visit.write([&](record::Writing& writing) {
    changeTeam(writing, id, form.name, kind);
    return true;
  });
  return http::redirect(addressOf(id, "?done=changed"));
}

http::Response teamPlacesPage(site::Visit& visit) {
  const Words& words = visit.words();
  const std::string query = searchedFor(visit);
  const Places listed = visit.read([&](record::Reading& reading) {
    Places found = placesAsked(visit, reading, query);
    notePlaces(reading, found);
    return found;
  });
  const std::string address = addressOf(listed.team.id, "/caseload");
  Html more;
  if (listed.next) {
    more = el("p", el("a", attr("href", address + "?after=" + listed.next->text()), words("More")));
  }
  const std::string title = words("Dates on the caseload of {team}", arg("team", listed.team.name));
  return site::page(
      visit,
      {.title = title,
       .content = fragment(
           heading(title),
           searchForm(visit, {.action = address,
                              .label = std::string(words("Find a person by NHS number")),
                              .hint = std::string(words("Or by the end of their record’s id")),
                              .query = query}),
           placesTable(words, listed), more),
       .back = addressOf(listed.team.id)});
}

}  // namespace refocus::people
